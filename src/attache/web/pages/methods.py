"""How the dataset, its figures, claims and charts are made: short notes with ways to what they speak of."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from attache.web.access import Role, needs
from attache.web.pages.asked import Asked
from attache.web.rendering import page

__all__ = ["NOTES", "router"]

router = APIRouter()
NOTES: dict[str, tuple[int, tuple[tuple[str, str], ...]]] = {
    "evidence": (3, (("captures", "/figures/coverage.span"), ("failed", "/figures/coverage.failed_captures"))),
    "reading": (2, (("complete", "/figures/coverage.completeness"), ("refused", "/figures/coverage.refused"))),
    "coding": (3, (("codebook", "/codebook"),)),
    "names": (2, (("organisations", "/organisations"),)),
    "estimates": (4, (("figures", "/figures"), ("allied", "/figures/locations.allied"))),
    "withdrawals": (2, (("status", "/figures/withdrawals.status"), ("survival", "/figures/withdrawals.survival"))),
    "success": (3, (("success", "/figures/success.share"), ("comparison", "/figures/success.comparison"))),
    "coverage": (2, (("recapture", "/figures/coverage.recapture"),)),
    "claims": (3, (("claims", "/claims"),)),
    "charts": (2, (("map", "/figures/locations.country"),)),
    "editions": (2, (("releases", "/releases"),)),
    "limits": (3, ()),
}
"""Notes in order: the number of their paragraphs, and where they lead."""


@router.get("/methods", dependencies=[needs(Role.reader)], response_class=Response)
def methods(request: Request, view: Asked) -> Response:
    """Show the notes."""
    return page(request, "methods.html", view=view, notes=NOTES)
