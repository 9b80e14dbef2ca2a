"""The report of the linking benchmark as Markdown, from the figures that `link.py` collects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from link_metrics import wilson
from link_rows import Row

__all__ = ["line", "report"]

Record = dict[str, Any]

INTRODUCTION = """
Development halves of real third-party sets (bench/BENCHMARK.md says which, and how to get them). Terms of the tables
were added after looking at misses on most of them, and the weights are fitted on some, so expect less on other names.
The JSON has the 95 % Wilson interval of every cell; (n) stands where a column was asked fewer questions, the first ones
of the same sample. `token_sort_ratio` and `WRatio` are rapidfuzz's over names folded as ours are, at the customary 85;
nomenklatura's matchers are at the 0.7 that they ship with. Where a register is large, nomenklatura is only given the 50
entries that rapidfuzz finds nearest, the right one and the ten nearest to it (marked *): that flatters it, for it need
not find them. On pairs every matcher sees the same names.
""".strip()


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    return [line(head), line(["---"] * len(head)), *map(line, rows), ""]


def _cell(row: Row, column: str, chosen: set[tuple[str, str]]) -> str:
    cell = row.cells.get(column)
    if cell is None:
        return ""
    asked = row.cells["ours"].n
    fewer = f" ({cell.n})" if cell.n != asked else ""
    return f"{cell.value:.3f}{fewer}{'*' if (row.key, column) in chosen else ''}"


def _main(rows: list[Row], columns: list[str], chosen: set[tuple[str, str]]) -> list[str]:
    head = ["measure", "n", "ours (95 %)", *columns, "best known", "at least", "aim", "reached"]
    out = []
    for row in rows:
        ours = row.cells["ours"]
        low, high = wilson(ours.value, ours.n)
        met = {True: "yes", False: "no", None: ""}[row.goal.met(ours.value)]
        sign = "≤ " if row.goal.low else ""
        cells = [_cell(row, column, chosen) for column in columns]
        goal = [row.goal.best, sign + row.goal.least, row.goal.aim, met]
        out.append([row.title, f"{ours.n:,}", f"**{ours.value:.3f}** ({low:.3f}–{high:.3f})", *cells, *goal])
    return ["## Every row", "", *table(head, out)]


def _pairs(detail: dict[str, list[Record]]) -> list[str]:
    out = ["## Pairs: every matcher as shipped, and ours at the same false accepts", ""]
    head = ["pairs", "matcher", "recall", "false accepts", "ours there", "accuracy", "recall at 1 %", "av. precision"]
    rows = []
    keys = ("recall", "false_accepts", "ours_there", "accuracy", "recall_at_1%", "average_precision")
    for name, columns in detail.items():
        rows += [[name, str(one["column"]), *(f"{one[key]:.3f}" for key in keys)] for one in columns]
    return [*out, *table(head, rows)]


def _breakdown(detail: dict[str, dict[str, list[Record]]]) -> list[str]:
    out = []
    for by, title in (("scripts", "By scripts"), ("types", "By type of organisation")):
        out += [f"## {title} (ours)", ""]
        rows = []
        for name, groups in detail.items():
            for one in groups[by]:
                shown = f"{one['ours']:.3f} ({one['low']:.3f}–{one['high']:.3f})"
                rows.append([name, one["group"], f"{one['n']:,}", shown])
        out += table(["set", by, "n", "right (95 %)"], rows)
    return out


def _reliability(name: str, found: Record) -> list[str]:
    out = [f"{name}: n {found['n']:,}, ECE {found['ece']:.3f}, Brier {found['brier']:.3f}", ""]
    rows = [
        [f"{b['low']:.1f}–{b['high']:.1f}", f"{b['n']:,}", f"{b['stated']:.3f}", f"{b['true']:.3f}"]
        for b in found["bins"]
    ]
    return out + table(["probability", "n", "stated", "true"], rows)


def _cross(detail: Record) -> list[str]:
    same = f"{detail['same']:,} of {detail['pairs']:,} pairs are the same organisation"
    out = [
        "## Chinese–English pairs: precision, recall, calibration (ours)",
        "",
        f"{same} (three wrong for a right one).",
        "",
    ]
    shown = [[f"{p['threshold']:.3f}", f"{p['precision']:.3f}", f"{p['recall']:.3f}"] for p in detail["curve"]]
    shown += [
        [f"{p['threshold']} (given)", f"{p['precision']:.3f}", f"{p['recall']:.3f}"] for p in detail["thresholds"]
    ]
    out += table(["threshold", "precision", "recall"], shown)
    areas = [[name, f"{value:.3f}"] for name, value in detail["average_precision"].items()]
    return [*out, *table(["matcher", "average precision"], areas), *_reliability("Pairs", detail["calibration"])]


def _first_hits(detail: dict[str, Record]) -> list[str]:
    out = ["## Probability of the first hit against truth (ours)", ""]
    rows = []
    for name, one in detail.items():
        means = [sum(b["n"] * b[key] for b in one["bins"]) / max(1, one["n"]) for key in ("stated", "true")]
        rows.append([name, f"{one['n']:,}", *(f"{value:.3f}" for value in (*means, one["ece"], one["brier"]))])
    return [*out, *table(["set", "first hits", "mean stated", "share true", "ECE", "Brier"], rows)]


def _text(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _errors(detail: dict[str, dict[str, Record]]) -> list[str]:
    out = [
        "## Errors by cause (ours)",
        "",
        "Samples are drawn with a seed; ids where a licence does not let names be shown.",
        "",
    ]
    rows = []
    for name, causes in detail.items():
        for cause, found in sorted(causes.items(), key=lambda item: -item[1]["n"]):
            shown = "; ".join(_sample(one) for one in found["sample"][:3])
            rows.append([name, cause, str(found["n"]), shown])
    return [*out, *table(["set", "cause", "n", "sample: asked → right; ours"], rows)]


def _sample(one: Record) -> str:
    if "name" in one:
        shown = f"{one['name']} → {one['right_name']}; {one['first_name'] or 'nothing'}"
    else:
        shown = f"question {one['question']} → {', '.join(one['right'])}; {one['first'] or 'nothing'}"
    score = f" ({one['score']:.2f})" if one["score"] is not None else ""
    return _text(shown + score)


def _speed(figures: dict[str, dict[str, float]], runs: int) -> list[str]:
    out = [f"## Speed (median of {runs})", "", "`/s` is by seconds of the processor (one core), `s` by the clock.", ""]
    rows = [[title, key, f"{value:,.1f}"] for title, given in figures.items() for key, value in given.items()]
    return [*out, *table(["what", "measure", "figure"], rows)]


def report(record: Record, rows: list[Row], columns: list[str], chosen: set[tuple[str, str]]) -> str:
    """Return the report; parts that were not measured are left out."""
    out = ["# Chinese–English organisation benchmark", "", INTRODUCTION, ""]
    out += [f"- {key}: {value}" for key, value in record["about"].items()]
    out += [f"- {name}: not run ({reason})" for name, reason in record["not_run"].items()]
    out += ["", *_main(rows, columns, chosen)] if rows else [""]
    parts: dict[str, Callable[[Any], list[str]]] = {
        "pairs": _pairs,
        "breakdown": _breakdown,
        "cross": _cross,
        "first_hits": _first_hits,
        "errors": _errors,
    }
    for key, part in parts.items():
        if record.get(key):
            out += part(record[key])
    if record.get("speed"):
        out += _speed(record["speed"], record["runs"])
    return "\n".join(out).rstrip() + "\n"
