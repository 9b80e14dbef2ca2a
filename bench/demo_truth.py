"""How well the reader and the lexicon coder find what the synthetic corpus is known to say.

The corpus is invented by the project itself, so these figures show regressions and gaps, not accuracy on real
postings. Prints a table: field, texts, precision, recall.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable

from attache.api import code, read
from attache.demo import corpus
from attache.demo.posting import Text
from attache.read.reader import read_body
from attache.read.shapes import shapes
from attache.vocabulary.codebook import load_codebook

FIELDS = load_codebook().variable("technology_field").values
SINGLE = ("direction", "mission", "host_country", "published_on", "stage", "language", "script")


def body_of(text: Text) -> bytes:
    """Return a text as the site's JSON item."""
    item = {"ProjectTitle": text.title, "ProjectPublicDate": text.published, "ProjectContent": text.html}
    return json.dumps(item, ensure_ascii=False).encode()


def measure(texts: Iterable[Text]) -> tuple[dict[str, Counter[str]], dict[str, list[str]]]:
    """Return (hit, missed, false) by field, and examples of what went wrong."""
    counts: dict[str, Counter[str]] = {}
    wrong: dict[str, list[str]] = {}

    def note(name: str, expected: set[object], found: set[object], title: str) -> None:
        tally = counts.setdefault(name, Counter())
        tally["hit"] += len(expected & found)
        tally["missed"] += len(expected - found)
        tally["false"] += len(found - expected)
        if expected != found:
            wrong.setdefault(name, []).append(f"{title[:40]}: expected {expected or '-'}, found {found or '-'}")

    for text in texts:
        truth = text.truth
        document = read(body_of(text), name="item.json")[0]
        for name in SINGLE:
            note(name, {getattr(truth, name)} - {None}, {document[name]} - {None}, text.title)
        note("target", {truth.target} - {None}, {document["target"]} - {None}, text.title)
        found = {(a["as_stated"], a["kind"], a["currency"]) for a in document["amounts"]}
        note("amounts", {(a.as_stated, a.kind, a.currency) for a in truth.amounts}, set(found), text.title)
        names = {o["name"] for o in document["organisations"] if o["kind"] not in ("mission", "government")}
        spoken = {o[k] for o in document["organisations"] for k in ("name", "name_zh", "name_latin")}
        note("organisations (recall)", set(truth.organisations), set(truth.organisations) & spoken, text.title)
        note("organisations named", set(truth.organisations), set(names), text.title)
        note("contacts left", set(), {c for c in truth.contacts if c in document["text"]}, text.title)
        coded = code(document["title"], document["text"], variables=["technology_field", "coop_mode", "ip_status"])
        for name, expected in (
            ("technology_field", truth.fields), ("coop_mode", truth.coop_modes), ("ip_status", truth.ip_status)
        ):  # fmt: skip
            if truth.direction == "inbound_offer":
                values = {c["value"] for c in coded if c["variable"] == name}
                if name == "technology_field":
                    values = {value for value in values if FIELDS[value].parent}
                note(name, set(expected), values, text.title)
        second = [c["value"] for c in coded if c["variable"] == "technology_field" and FIELDS[c["value"]].parent]
        best = next(iter(second), None)
        if truth.fields:
            note("technology_field, best", {"right"}, {"right" if best in truth.fields else "wrong"}, text.title)
    return counts, wrong


def main() -> None:
    """Print the table, and with any argument the first cases of each field that went wrong."""
    import sys  # noqa: PLC0415

    counts, wrong = measure(text for posting in corpus() for text in posting.texts)
    print(f"{'field':26} {'right':>6} {'missed':>6} {'false':>6} {'precision':>9} {'recall':>7}")
    for name, tally in counts.items():
        hit, missed, false = tally["hit"], tally["missed"], tally["false"]
        precision = hit / (hit + false) if hit + false else 1.0
        recall = hit / (hit + missed) if hit + missed else 1.0
        print(f"{name:26} {hit:6} {missed:6} {false:6} {precision:9.3f} {recall:7.3f}")
    bodies = [body_of(text) for posting in corpus() for text in posting.texts]
    for what, act in (("template alone", shapes), ("read whole", read_body)):
        began = time.process_time()
        for body in bodies:
            act(body, name="item.json")
        print(f"{what}: {len(bodies) / (time.process_time() - began):,.0f} items/s of one core")
    for name in sys.argv[1:]:
        print(f"\n{name}")
        print("\n".join(wrong.get(name, ())[:25]))


if __name__ == "__main__":
    main()
