"""A brief as one HTML file: nothing is fetched, nothing runs, everything collected is text."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from attache.publish.brief.model import Brief, Drawing, clean
from attache.publish.brief.words import word

__all__ = ["environment", "frame_of", "policy", "stylesheet", "to_html"]

_TEMPLATES = Path(__file__).parent / "templates"
_FOLDERS = (_TEMPLATES, Path(__file__).parents[1] / "pack" / "templates")
_TAGS = {"en": "en", "zh": "zh-Hans"}


def to_html(brief: Brief) -> str:
    """Return the brief as one self-contained page; its security policy allows no script and no address."""
    return environment().get_template("brief.html").render(brief=brief, **frame_of(brief.language))


def frame_of(language: str) -> dict[str, Any]:
    """Return what every page's template needs: words of the language, the style and the policy."""

    def say(key: str, **parts: object) -> str:
        return word(key, language, **{name: str(part) for name, part in parts.items()})

    return {"lang": _TAGS[language], "say": say, "style": Markup(stylesheet()), "policy": policy()}  # noqa: S704 -- a file of ours


@cache
def stylesheet() -> str:
    """Return the style sheet of briefs and packs."""
    return (_TEMPLATES / "brief.css").read_text(encoding="utf-8")


@cache
def policy() -> str:
    """Return the content security policy: this one style sheet, pictures within the page, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


@cache
def environment() -> jinja2.Environment:
    """Return the environment of our templates; everything put in is escaped."""
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDERS),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["kind"] = lambda block: type(block).__name__
    made.filters["picture"] = _picture
    made.filters["inert"] = _inert
    return made


def _picture(drawing: Drawing) -> str:
    """Return a chart as an address that holds it; as a picture, nothing in it can act."""
    return "data:image/svg+xml;base64," + base64.b64encode(drawing.svg().encode()).decode()


def _inert(text: str) -> str:
    """Return lines of collected text, each without characters that steer a program."""
    return "\n".join(map(clean, text.split("\n")))
