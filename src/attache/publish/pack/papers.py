"""The plain texts of a pack: the notice, and how to check the evidence without Attaché."""

from __future__ import annotations

from attache.publish.brief.model import Brief
from attache.publish.pack.contents import Contents

__all__ = ["notice_text", "readme_text"]

_README = {
    "en": """Evidence of this pack
=====================

evidence.warc.gz holds {captures} responses as they were received, byte for byte as in the archive that this pack was
made from (WARC 1.1, one gzip member for each record). captures.csv says of each: the document that it shows, its
address, when it was captured, the SHA-256 of its body, and the byte at which its record starts.

It holds what the sources published, persons' names and contacts included. Keep it for checking; do not publish it.

Check that no file of this folder was changed (GNU coreutils; on macOS: shasum -a 256 -c SHA256SUMS):
    sha256sum -c SHA256SUMS

Check the digests inside the WARC file (any WARC tool; here warcio, https://github.com/webrecorder/warcio):
    warcio check evidence/evidence.warc.gz

Take one response out, headers and body, by the `offset` of captures.csv:
    warcio extract evidence/evidence.warc.gz OFFSET

The field Attache-SHA256 of each record is the SHA-256 of the body as received, the one in captures.csv; for a
response without Content-Encoding this prints the same:
    warcio extract --payload evidence/evidence.warc.gz OFFSET | sha256sum

Look at the pages as they were: open evidence.warc.gz with ReplayWeb.page or any other WARC viewer.
""",
    "zh": """本资料包的证据
==============

evidence.warc.gz 保存 {captures} 个所收到的响应，与制作本包所用的存档逐字节相同（WARC 1.1，每条记录一个 gzip 成员）。
captures.csv 说明每个响应：所示文件、网址、采集时间、正文的 SHA-256，以及记录的起始字节。

其中保存来源所公布的原样内容，包括个人姓名和联系方式。仅供核查，请勿公开。

核对本文件夹各文件是否被改动（GNU coreutils；macOS：shasum -a 256 -c SHA256SUMS）：
    sha256sum -c SHA256SUMS

核对 WARC 文件内的摘要（任何 WARC 工具；此处用 warcio，https://github.com/webrecorder/warcio）：
    warcio check evidence/evidence.warc.gz

按 captures.csv 的 offset 取出一个响应（含首部与正文）：
    warcio extract evidence/evidence.warc.gz OFFSET

每条记录的 Attache-SHA256 字段是所收到正文的 SHA-256，与 captures.csv 一致；
响应没有 Content-Encoding 时，下列命令得出相同结果：
    warcio extract --payload evidence/evidence.warc.gz OFFSET | sha256sum

查看网页原貌：用 ReplayWeb.page 或其他 WARC 查看器打开 evidence.warc.gz。
""",
}


def readme_text(contents: Contents, language: str) -> str:
    """Return how to check the evidence."""
    return _README[language].format(captures=len({one["capture_id"] for one in contents.captures}))


def notice_text(brief: Brief) -> str:
    """Return the notice and the licence as plain text."""
    parts = [brief.title, brief.subtitle, brief.synthetic or "", brief.notice, brief.licence]
    return "\n\n".join(part for part in parts if part) + "\n"
