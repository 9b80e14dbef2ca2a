"""Rows and JSON objects: which field is the title, the text, the date, and which is not read at all."""

from __future__ import annotations

import re
from collections.abc import Mapping

from attache.read.formats.part import Part
from attache.read.fragment import fragment

__all__ = ["is_record", "part_of"]

_TITLE = """
    title 标题 標題 题目 題目 项目名称 項目名稱 项目标题 技术名称 成果名称 需求名称 产品名称 项目名 题名 主题 名称
    projecttitle infotitle newstitle articletitle projectname headline subject name
"""
_TEXT = """
    text content 正文 内容 內容 body maintext fulltext projectcontent infocontent newscontent articlecontent html
    项目内容 项目简介 项目描述 項目簡介 技术简介 技术描述 需求描述 需求内容 成果简介 简介 描述 详情 description
    abstract 摘要 summary detail details article objective
"""
_DATE = """
    publishedon 发布时间 发布日期 發布日期 发表时间 发表日期 公布日期 公开日期 日期 date published publishdate
    publishtime publishedat publisheddate pubdate pubtime projectpublicdate infopublicdate publicdate releasedate
    datepublished posted postedon datetime
"""
_URL = "url link 链接 連結 原文链接 原文网址 页面地址 href pageurl projecturl infourl sourceurl permalink"
_ID = "id infoid projectid docid documentid itemid articleid guid uuid key 编号 編號 序号 项目编号"
_SPACE = re.compile(r"[\s_\-]+")
_MARKUP = re.compile(r"</?[a-z][a-z0-9]{0,10}\b[^<>]{0,2000}>|&(?:nbsp|lt|gt|amp|#\d{1,6});", re.I)
_HUMAN = re.compile(r"[^\x00-\x7f]|\w \w|^[A-Z][a-z]+$")
_PROSE = 40  # characters from which an unknown field may be the text of a record that names none


def _plain(key: str) -> str:
    return _SPACE.sub("", key).lower()


def _words(value: object) -> str:
    """Return a value as text: lists line by line, markup resolved; empty for what holds no words."""
    if isinstance(value, list):
        return (
            "\n".join(filter(None, map(_words, value))) if all(isinstance(v, str | int | float) for v in value) else ""
        )
    if value is None or isinstance(value, bool | Mapping):
        return ""
    text = str(value).strip()
    return fragment(text) if _MARKUP.search(text) else text


def _first(row: Mapping[str, object], names: str) -> str | None:
    """Return the row's own name of the first of `names` that has a value."""
    known = {_plain(key): key for key in reversed(list(row))}
    return next((known[n] for n in names.split() if n in known and _words(row[known[n]])), None)


def is_record(row: Mapping[str, object]) -> bool:
    """Tell whether an object has a field that may be a title or a text."""
    return _first(row, _TITLE) is not None or _first(row, _TEXT) is not None


def part_of(row: Mapping[str, object], key: str, kind: str) -> Part:
    """Return a row as a document.

    Fields that are named in words (技术领域, Country) follow the text as lines `name：value`; fields with
    technical names that are not known are listed as unread.
    """
    row = {str(name): value for name, value in row.items()}
    title, date, url, ident = (_first(row, names) for names in (_TITLE, _DATE, _URL, _ID))
    used = {name for name in (title, date, url, ident) if name}
    text = _first({name: row[name] for name in row if name not in used}, _TEXT) or _longest(row, used)
    used |= {text} if text else set()
    lines = [_words(row[text])] if text else []
    unread = []
    for name, value in row.items():
        if name in used or value in (None, "", [], {}):
            continue
        words = _words(value)
        if words and (_HUMAN.search(name) or _plain(name) in _TEXT):
            lines.append(f"{name}：{words}")
        else:
            unread.append(name)
    fields = {"id": _stated(row, ident), "date": _stated(row, date), "url": _stated(row, url), "row": row}
    return Part(
        key,
        kind,
        text="\n".join(lines),
        title=" ".join(_words(row[title]).split()) if title else None,
        fields={**fields, "unread": tuple(unread)},
    )


def _stated(row: Mapping[str, object], name: str | None) -> str | None:
    return None if name is None else _words(row[name])


def _longest(row: Mapping[str, object], used: set[str]) -> str | None:
    """Return the name of the longest text among the fields of a record that names none."""
    prose = [
        name for name, value in row.items() if name not in used and isinstance(value, str) and len(value) >= _PROSE
    ]
    return max(prose, key=lambda name: len(str(row[name])), default=None)
