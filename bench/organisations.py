"""How well mentions resolve to organisations in the synthetic corpus, whose firms are known.

Run as `python bench/organisations.py WORKSPACE` on a workspace that `attache demo` made and that is built. The corpus
is invented by the project itself: its names are harder than real ones (coined cores recur with other endings), and the
figures show regressions and gaps, not accuracy on real postings. A mention counts where its posting offers one firm
and the mention can be of that firm: no mission, authority, association, well-known or Chinese organisation.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from attache.build.edition import Editions
from attache.demo import corpus

_MENTIONS = """
select item_key, organisation_id, m.name, offered
from mentions m join resolutions using (document_id, start, "end") join documents using (document_id)
where kind in ('company', 'university', 'institute', 'hospital', 'laboratory')
  and m.reason not like 'well-known%' and m.country is distinct from 'CN' and organisation_id is not null"""


def firms() -> dict[str, int]:
    """Return the number of the firm that each posting offers; postings that write one full name have one firm."""
    group: dict[object, object] = {}

    def root(key: object) -> object:
        while group.setdefault(key, key) != key:
            key = group[key]
        return key

    postings = [posting for posting in corpus() if posting.truth.target]
    for posting in postings:
        for other in (posting.repost_of, *(name for text in posting.texts for name in text.truth.organisations)):
            if other is not None:
                group[root(posting.info_id)] = root(other)
    numbers: dict[object, int] = {}
    return {str(p.info_id): numbers.setdefault(root(p.info_id), len(numbers)) for p in postings}


def pairs(counts: Mapping[object, int]) -> int:
    """Return the number of pairs within groups of these sizes."""
    return sum(count * (count - 1) // 2 for count in counts.values())


def main() -> None:
    """Print counts, and precision and recall over pairs of mentions."""
    edition = Editions(Path(sys.argv[1]) / "editions").require()
    con = edition.connect()
    truth = firms()
    rows = [row for row in con.execute(_MENTIONS).fetchall() if row[0].split("-")[-1] in truth]
    for what, few in (("mentions", rows), ("offered ones alone", [row for row in rows if row[3]])):
        true = Counter(truth[row[0].split("-")[-1]] for row in few)
        found = Counter(row[1] for row in few)
        both = Counter((truth[row[0].split("-")[-1]], row[1]) for row in few)
        hit = pairs(both)
        print(
            f"{what}: {len(few)} mentions, {len(true)} firms, {len(found)} organisations found; "
            f"precision {hit / max(1, pairs(found)):.3f}, recall {hit / max(1, pairs(true)):.3f}"
        )
    counts = con.execute("select state, count(*) from pairs group by state order by state").fetchall()
    print("pairs: " + ", ".join(f"{state} {count}" for state, count in counts))


if __name__ == "__main__":
    main()
