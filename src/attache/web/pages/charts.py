"""Charts as pictures for pages, briefs and others."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from attache.core.errors import NotFoundError
from attache.measure.chapters import MEASURES
from attache.web.access import Role, needs
from attache.web.drawn import WIDE, Drawing
from attache.web.language import Language, language_of
from attache.web.narrowing import narrow_of
from attache.web.pages.asked import Asked

__all__ = ["router"]

router = APIRouter()
LEAST, MOST = 320, 1600
_ID = r"^[a-z_]+\.[a-z0-9_]+(-[a-z]+)?$"
_TYPES = {"svg": "image/svg+xml", "png": "image/png"}


@router.get("/charts/{chart}.{form}", dependencies=[needs(Role.reader)], response_class=Response)
def chart(
    request: Request,
    view: Asked,
    chart: Annotated[str, Path(pattern=_ID, max_length=80)],
    form: Annotated[str, Path(pattern="^(svg|png)$")],
    language: Language | None = None,
    width: Annotated[int, Query(ge=LEAST, le=MOST, description="Width in pixels; a PNG has twice as many")] = WIDE,
    variant: Annotated[str | None, Query(max_length=80)] = None,
    scheme: Annotated[str, Query(pattern="^(light|dark)$")] = "light",
    v: Annotated[str, Query(max_length=40, description="What the picture is of; it may then be kept for ever")] = "",
) -> Response:
    """Give a chart as SVG or PNG; its address with `v` never shows another picture."""
    measure = chart.partition("-")[0]
    if measure not in MEASURES:
        raise NotFoundError(f"there is no chart `{chart}`", mend="charts are shown on the pages of their measures")
    asked = Drawing(measure, language or language_of(request), width, variant or None, narrow_of(request))
    body = (
        view.drawings.png(chart, asked) if form == "png" else view.drawings.svg(chart, asked, dark=scheme == "dark")
    )  # fmt: skip
    if body is None:
        raise NotFoundError(f"there is no chart `{chart}` of this", mend="it may still be drawn: ask again in a moment")
    kept = "private, max-age=31536000, immutable" if v and v == view.figures.version else "no-cache"
    return Response(body, media_type=_TYPES[form], headers={"cache-control": kept})
