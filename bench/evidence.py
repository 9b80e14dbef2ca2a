"""How fast evidence is appended, listed, read and verified, beside warcio and fastwarc on the same pages.

`python bench/evidence.py [captures] [rows]`: 20,000 captures with bodies of 5 kB, an index of 1,000,000 rows.
"""

from __future__ import annotations

import io
import random
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from attache.collect.evidence import Evidence
from attache.collect.exchange import Request, Response
from attache.collect.index import Index, Position
from attache.collect.rows import Row

WORDS = ["技术", "合作", "国际项目", "创新", "公司", "以色列", "人工智能", "<p>", "</p>\n", "project ", "2024年"]
HEADERS = (
    ("Content-Type", "text/html; charset=UTF-8"),
    ("Server", "nginx"),
    ("ETag", '"5f1a"'),
    ("Content-Length", "5000"),
)
SENT = (("Host", "example.com"), ("User-Agent", "Attache/0.1"), ("Accept", "*/*"))


def page(number: int) -> bytes:
    rng = random.Random(number)
    return "".join(rng.choices(WORDS, k=700)).encode()[:5000].ljust(5000)


def answer(number: int, body: bytes) -> Response:
    url = f"https://example.com/projectDetail.html?id={number}"
    at = f"2024-05-{1 + number // 86400:02d}T{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}Z"
    return Response(Request(url, "detail", str(number)), url, 200, "OK", HEADERS, body, "HTTP/1.1", at, SENT)


def timed(name: str, count: int, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    spent = time.perf_counter() - start
    print(f"{name:<58}{count / spent:>12,.0f}/s{spent:>10.3f} s{spent / count * 1e3:>10.4f} ms each")


def append(evidence: Evidence, answers: list[Response]) -> None:
    with evidence.writer():
        for one in answers:
            evidence.append("bench", one)


def with_warcio(path: Path, answers: list[Response]) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        for one in answers:
            sent = StatusAndHeaders("GET / HTTP/1.1", list(SENT), is_http_request=True)
            head = StatusAndHeaders("200 OK", list(HEADERS), protocol="HTTP/1.1")
            answer_ = writer.create_warc_record(one.url, "response", payload=io.BytesIO(one.body), http_headers=head)
            writer.write_request_response_pair(
                writer.create_warc_record(one.url, "request", http_headers=sent), answer_
            )


def read_warcio(path: Path) -> None:
    with path.open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type == "response":
                record.content_stream().read()


def read_fastwarc(path: Path) -> None:
    for record in FastIterator(str(path), record_types=WarcRecordType.response):
        record.reader.read()


def large_index(folder: Path, rows: int) -> None:
    index = Index(folder / "large.sqlite", writable=True)

    def fill() -> None:
        for n in range(rows):
            at = f"2024-{1 + n % 12:02d}-{1 + n % 28:02d}T{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d}.{n:06d}Z"
            row = (
                f"cap-{n * 2654435761 % 2**64:016x}",
                f"source-{n % 5}",
                f"https://example.com/{n}",
                at,
                "detail",
                str(n),
            )
            more = (
                200,
                None,
                "text/html",
                "utf-8",
                5000,
                f"{n:064x}",
                "attache-000001.warc.gz",
                n,
                False,
                None,
                None,
                None,
            )
            index.add(Row(*row, *more))  # type: ignore[arg-type]
        index.commit(Position("attache-000001.warc.gz", rows))

    timed(f"index: add rows up to {rows:,}", rows, fill)
    timed("index: list 100,000 in order", 100_000, lambda: first(index, 100_000))
    timed("index: newest capture of an item, 1,000 times", 1000, lambda: latest(index, rows))
    index.close()
    print(f"{'index: size':<58}{(folder / 'large.sqlite').stat().st_size / rows:>12,.0f} bytes a row")


def first(index: Index, count: int) -> None:
    captures = index.captures(None, None, 0, None)
    for _ in range(count):
        next(captures)


def latest(index: Index, rows: int) -> None:
    rng = random.Random(1)
    for _ in range(1000):
        n = rng.randrange(rows)
        assert index.latest(f"source-{n % 5}", str(n))


def main(count: int, rows: int) -> None:
    warnings.simplefilter("ignore", ResourceWarning)
    answers = [answer(number, page(number % 500) + str(number).encode()) for number in range(count)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        evidence = Evidence(folder / "evidence")
        timed("append request and response (WARC, custody, index)", count, lambda: append(evidence, answers))
        timed("  warcio: write request and response", count, lambda: with_warcio(folder / "peer.warc.gz", answers))
        captures = list(evidence.captures())
        timed("list as records", count, lambda: list(evidence.captures()))
        timed("read all bodies in order", count, lambda: sum(len(b) for _, b in evidence.bodies(captures)))
        timed("  warcio: read all", count, lambda: read_warcio(folder / "peer.warc.gz"))
        timed("  fastwarc: read all", count, lambda: read_fastwarc(folder / "peer.warc.gz"))
        some = random.Random(1).sample(captures, min(2000, count))
        timed("read one body at a random place", len(some), lambda: [evidence.body(c) for c in some])
        timed("verify everything", count, evidence.verify)
        timed("rebuild the index", count, evidence.rebuild_index)
        size = sum(p.stat().st_size for p in evidence.folder.glob("*.gz")) / count
        print(f"{'size: WARC':<58}{size:>12,.0f} bytes a capture")
        evidence.close()
        if rows:
            large_index(folder, rows)


if __name__ == "__main__":
    main(int((sys.argv[1:] or ["20000"])[0]), int((sys.argv[2:] or ["1000000"])[0]))
