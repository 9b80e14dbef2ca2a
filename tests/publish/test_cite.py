"""Citations: BibTeX and CSL-JSON."""

from __future__ import annotations

import json

from attache.publish.cite import Work, bibtex, csl_json

WORK = Work("50% of {x} & y_z # ~\\", "2021-03-31", "edition 2 (abc)", "attache abc/2021", note="n^2")


def test_bibtex_is_escaped() -> None:
    text = bibtex(WORK)
    assert text.startswith("@misc{attache-abc-2021,\n")
    assert r"title = {{50\% of \{x\} \& y\_z \# \textasciitilde{}\textbackslash{}}}" in text
    assert r"note = {n\textasciicircum{}2}" in text
    assert text.count("{") == text.count("}")


def test_csl_json_has_the_day_and_the_version() -> None:
    (item,) = json.loads(csl_json(WORK))
    assert item["type"] == "report"
    assert item["issued"] == {"date-parts": [[2021, 3, 31]]}
    assert (item["id"], item["version"]) == ("attache-abc-2021", "edition 2 (abc)")
    assert json.loads(csl_json(Work("t", "2021", "v", "k", "dataset")))[0]["issued"] == {"date-parts": [[2021]]}
