"""How one record is cited: itself, the edition that it was looked up in, and the capture that proves it."""

from __future__ import annotations

from attache.publish.cite import Work
from attache.publish.notice import SYNTHETIC
from attache.web.language import Language, text
from attache.web.record.whole import Whole
from attache.web.rendering import inert
from attache.web.site import View

__all__ = ["cited"]


def cited(view: View, record: Whole, language: Language, site: str, source: str) -> tuple[Work, str]:
    """Return a record as a work to cite, and as one line; `site` is where others can open it, if they can;
    `source` the name of its source.

    The day is that of the edition, so that the same edition is cited in the same way for ever.
    """
    title = inert(record.card["title"] or record.subject)
    version = text("record.cite_version", language, number=view.number, edition=view.edition.edition_id)
    where = f"{site}{record.path}?edition={view.number}" if site else ""
    capture = record.capture
    proof = (
        text("record.cite_capture", language, at=capture["captured_at"], sha256=capture["sha256"]) if capture else ""
    )
    note = "; ".join(one for one in (record.subject, proof, where) if one)
    synthetic = SYNTHETIC[language] if record.card["synthetic"] else ""
    work = Work(
        title=title,
        day=view.as_of,
        version=version,
        key=f"attache-{record.subject}-{view.number}",
        kind="dataset",
        note=f"{note}. {synthetic}".removesuffix(" "),
        language=language,
    )
    stated = record.card["published_on"] or text("site.not_stated", language)
    line = text(
        "record.cite_line", language, title=title, source=inert(source), day=stated, version=version,
        as_of=view.as_of, proof=note,
    )  # fmt: skip
    return work, f"{line} {synthetic}".strip()
