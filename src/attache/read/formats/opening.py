"""Open a file: decide what it is, and hand it to the reader of its kind."""

from __future__ import annotations

import re

from attache.read.formats.part import Part, refuse
from attache.read.formats.sniff import declared, sniff, unpack

__all__ = ["LIMIT", "documents"]

LIMIT = 50_000_000
"""Bytes of a file, packed or unpacked, that are read at most."""

_TAG = re.compile(
    r"\s*(?:<!--|<\?xml|<!doctype html"
    r"|<(?:html|head|body|meta|title|div|p|table|span|article|section|h[1-6]|ul|ol|center|font|a|br|img)\b)",
    re.I,
)
_HTML = re.compile(r"<(?:!doctype html|html|head|body|title|meta|div|p|table|span|br|h[1-6]|a)\b", re.I)
_XML_ROOT = re.compile(r"<(?![?!])([A-Za-z_][\w:.-]{0,80})")
_MHTML = re.compile(r"\A(?:[!-9;-~]{1,76}:.{0,998}\r?\n(?:[ \t].{0,998}\r?\n){0,20}){1,40}\r?\n")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd]")


def documents(body: bytes, *, name: str, media_type: str | None, charset: str | None, limit: int = LIMIT) -> list[Part]:
    """Return the documents in `body`; raises InputError with the reason where there is none to be had.

    `name` is the file's name or address, `media_type` and `charset` are as declared; `limit` is in bytes.
    """
    body, name = unpack(body, name, limit)
    kind = sniff(body, name)
    if kind == "text":
        return _text(body, name, media_type, charset)
    return _binary(kind, body, name, limit)


def _binary(kind: str, body: bytes, name: str, limit: int) -> list[Part]:
    if kind == "pdf":
        from attache.read.formats.pdf import pdf  # noqa: PLC0415 -- the library is large

        return [pdf(body, name)]
    if kind == "docx":
        from attache.read.formats.word import docx  # noqa: PLC0415 -- the library is large

        return [docx(body, name, limit)]
    from attache.read.formats.sheets import sheets  # noqa: PLC0415 -- the library is large

    return sheets(kind, body, name, limit)


def _text(body: bytes, name: str, media_type: str | None, charset: str | None) -> list[Part]:
    from attache.read.decode import decode  # noqa: PLC0415 -- loads the detector of encodings
    from attache.read.formats import objects, pages, plain, tabular  # noqa: PLC0415 -- only for text

    told = declared(name, media_type)
    text = decode(body, charset, media_type)[0].removeprefix("\ufeff")
    if len(_CONTROL.findall(text[:200_000])) > 0.02 * min(len(text), 200_000):
        raise refuse("holds binary data of an unknown kind", name, "export it as PDF, DOCX, XLSX, HTML or text")
    if not text.strip():
        raise refuse("holds nothing but white space", name, "leave it out")
    if told == "mhtml" or _is_mhtml(text):
        return [pages.mhtml(body, name)]
    if _is_html(text, told):
        return [pages.html(text)]
    if told in ("pdf", "docx", "xlsx", "xls", "ods"):
        raise refuse(f"says that it is {told.upper()} but holds plain text", name, "correct its name or fetch it again")
    if _TAG.match(text):
        _no_xml(text, name)
    if told in ("json", "jsonl") or (text.lstrip()[:1] in ("{", "[") and told is None and objects.is_json(text)):
        return objects.objects(text, name, lines=told == "jsonl")
    if told in ("csv", "tsv"):
        return tabular.rows(text, name, "\t" if told == "tsv" else None)
    return [plain.markdown(text) if told == "markdown" else plain.plain(text)]


def _is_mhtml(text: str) -> bool:
    head = _MHTML.match(text[:20_000])
    return bool(head) and "multipart/related" in head[0].lower() and "mime-version" in head[0].lower()  # type: ignore[index]


def _is_html(text: str, told: str | None) -> bool:
    start = text[:5000]
    if told in ("text", "markdown", "csv", "tsv", "json", "jsonl"):
        return bool(re.match(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html)\b", start, re.I | re.S))
    return bool(_TAG.match(start) and _HTML.search(text[:50_000])) or (told == "html" and bool(_HTML.search(text)))


def _no_xml(text: str, name: str) -> None:
    root = _XML_ROOT.search(text)
    if text.lstrip().startswith("<?xml") and root:
        raise refuse(
            f"is XML of a kind that is not read (root element {root[1]})", name, "export it as HTML, CSV or JSON"
        )
