"""Writing a brief to a file, in the format that its name says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from attache.core.errors import InputError, WorkspaceError
from attache.core.files import write_atomic
from attache.publish.brief.docx import to_docx
from attache.publish.brief.html import to_html
from attache.publish.brief.markdown import to_markdown
from attache.publish.brief.model import Brief
from attache.publish.brief.pdf import to_pdf

__all__ = ["WRITERS", "check_target", "write_brief"]

WRITERS: Mapping[str, Callable[[Brief], str | bytes]] = {
    ".html": to_html,
    ".pdf": to_pdf,
    ".docx": to_docx,
    ".md": to_markdown,
}
"""How a brief is written, by the ending of the file's name."""


def check_target(path: Path) -> None:
    """Refuse a file that cannot be written, before anything is measured."""
    if path.suffix.lower() not in WRITERS:
        mend = f"end its name with one of {', '.join(WRITERS)}"
        raise InputError("is no kind of brief", where=str(path), mend=mend)
    if path.is_dir() or not path.parent.is_dir():
        raise InputError("is in no folder, or is one", where=str(path), mend="name a file in a folder that is there")


def write_brief(brief: Brief, path: Path) -> None:
    """Write the brief; a crash leaves the old file or the whole new one. InputError for another ending."""
    check_target(path)
    made = WRITERS[path.suffix.lower()](brief)
    try:
        write_atomic(path, made)
    except OSError as error:
        raise WorkspaceError(
            f"cannot be written ({error.strerror})", where=str(path), mend="choose a place that you may write to"
        ) from error
