"""The papers of a release: licence, notice, how to cite it, how to open it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import yaml

from attache.publish.cite import bibtex
from attache.publish.notice import LICENCE, NOTICE, SYNTHETIC
from attache.publish.release.stamps import Stamped, work_of

__all__ = ["about", "write_papers"]

_EVIDENCE = {
    "en": (
        "The folder `evidence` holds pages as they were received. What their publishers wrote there, contact persons "
        "included, stands as they wrote it, and is theirs: use it to check the tables."
    ),
    "zh": "evidence 文件夹存放原样收到的网页，其中内容（包括联系人）由其发布者负责并归其所有，仅供核对数据之用。",
}
_README = """# {title}

Edition {number} ({edition}), as of {day}. {synthetic}

| file | what |
|---|---|
| `attache.sqlite` | all tables in one file; opens with `sqlite3 attache.sqlite` |
| `data/*.parquet` | the same tables for DuckDB, pandas, Spark, R |
| `csv/*.csv` | the same tables for spreadsheets (UTF-8 with byte order mark; `'` before what could be a formula) |
| `ftm/entities.ftm.json` | organisations, missions, postings and their links as FollowTheMoney entities |
| `schema.md`, `datapackage.json` | every table and column |
| `codebook.yaml`, `codebook.md` | every variable and value |
| `CHANGES.md`, `changes.csv` | what changed since the previous release, and why |
| `CITATION.cff`, `citation.bib`, `LICENSE.txt`, `NOTICE.txt` | how to cite it, the terms, what it does not say |
| `release.json`, `SHA256SUMS` | what it was made from, and every file's digest |

Check it with `sha256sum -c SHA256SUMS`, or wholly, figures and quotes too, with `attache verify --release .`

```sql
select name_en, count(distinct opportunity_id) as n from opportunity_codes
where variable = 'technology_field' group by value order by n desc limit 10;
```

{notice}
"""


def about(stamped: Stamped) -> dict[str, str]:
    """Return what the table `metadata` of the SQLite file says, by name."""
    return {
        "title": stamped.title,
        "edition": stamped.edition,
        "edition_number": str(stamped.number),
        "day": stamped.day,
        "version": stamped.version,
        "publisher": stamped.publisher,
        "synthetic": SYNTHETIC["en"] if stamped.synthetic else "no",
        "codebook": stamped.codebook,
        "notice_en": NOTICE["en"],
        "notice_zh": NOTICE["zh"],
        "licence_en": LICENCE["en"],
        "licence_zh": LICENCE["zh"],
        "schema": "schema.md and datapackage.json beside this file describe every table and column",
    }


def write_papers(folder: Path, stamped: Stamped, *, evidence: bool) -> None:
    """Write licence, notice, citation and README."""
    texts = {
        "LICENSE.txt": _both(LICENCE),
        "NOTICE.txt": _both(NOTICE, *([SYNTHETIC] if stamped.synthetic else []), *([_EVIDENCE] if evidence else [])),
        "citation.bib": bibtex(work_of(stamped)),
        "CITATION.cff": _citation(stamped),
        "README.md": _readme(stamped),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def _both(*sentences: Mapping[str, str]) -> str:
    return "\n\n".join(text for language in ("en", "zh") for text in (one[language] for one in sentences)) + "\n"


def _citation(stamped: Stamped) -> str:
    """Citation File Format 1.2.0 (https://citation-file-format.github.io)."""
    work = work_of(stamped)
    fields = {
        "cff-version": "1.2.0",
        "message": "If you use this data, please cite it as below.",
        "type": "dataset",
        "title": work.title,
        "authors": [{"name": work.author}],
        "version": work.version,
        "date-released": work.day,
        "license": "CC-BY-4.0",
        "keywords": list(stamped.keywords),
        "abstract": NOTICE["en"],
    }
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=110)


def _readme(stamped: Stamped) -> str:
    synthetic = f"**{SYNTHETIC['en']}**" if stamped.synthetic else ""
    return _README.format(
        title=stamped.title,
        number=stamped.number,
        edition=stamped.edition,
        day=stamped.day,
        synthetic=synthetic,
        notice=NOTICE["en"],
    )
