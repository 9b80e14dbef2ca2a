"""The Reconciliation Service API over registers and organisations, for OpenRefine and other clients.

Supported is version 0.2 of the specification of the W3C Entity Reconciliation Community Group (final report of 10 April
2023): manifest, queries in batches by GET and POST, preview, suggestions of entities, properties and types, data
extension with proposals and settings, CORS. Of what 0.2 leaves open, JSONP, flyouts and a view of features are not
offered, and there is no authentication of its own.

Of the draft of 1.0 the addresses `/suggest/…`, `/preview?id=` and `/extend/propose` and their answers, the names of
features, the listing for an empty prefix and scores from 0 to 100 (`standardizedScore`) are as it says; its manifest
and the JSON bodies of its `/reconcile` and `/extend` are not supported, so the manifest does not claim it.

    app.include_router(router(Service({"1260H": Register(entries)})))
"""

from attache.web.reconcile.entities import Entity, Facts
from attache.web.reconcile.routes import router
from attache.web.reconcile.service import Service

__all__ = ["Entity", "Facts", "Service", "router"]
