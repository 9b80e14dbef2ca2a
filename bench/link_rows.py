"""The rows of the benchmark's table: what is asked, how it is counted, what is known and wanted."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import link_data as data
from link_columns import Found, Judged, PeerError, Question, Source
from link_data import Task
from link_metrics import average_precision, recall_at, threshold_at
from link_pairs import Pair, PairTask

__all__ = [
    "SEARCHES",
    "Asked",
    "Cell",
    "Goal",
    "Judgement",
    "Row",
    "Search",
    "ask",
    "judge",
    "pair_rows",
    "search_rows",
]


@dataclass(frozen=True)
class Goal:
    """The best that was known, the least that is wanted, the aim; as text, for these are not ours."""

    best: str = ""
    least: str = ""
    aim: str = ""
    low: bool = False

    def met(self, value: float) -> bool | None:
        """Return whether a value reaches the least that is wanted; None where nothing is."""
        if not self.least:
            return None
        return value <= float(self.least) if self.low else value >= float(self.least)


@dataclass(frozen=True)
class Cell:
    """A share and of how many."""

    value: float
    n: int


@dataclass(frozen=True)
class Row:
    """One measure, with a cell for each column that was run."""

    key: str
    title: str
    goal: Goal
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Search:
    """Questions against a register; `alarms` are rates of false alarms at which recall is also stated."""

    key: str
    make: Callable[[], tuple[Task, list[str]]]
    top: Goal | None
    alarms: dict[float, Goal] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """A search that was done: the questions, and by column what was found for them and for names in no register."""

    task: Task
    questions: list[Question]
    found: dict[str, list[Found]]
    others: dict[str, list[Found]]


@dataclass(frozen=True)
class Judgement:
    """Pairs that were judged, by column."""

    task: PairTask
    judged: dict[str, list[Judged]]

    def split(self, column: str) -> tuple[list[Judged], list[Judged]]:
        """Return the judgements of pairs that are the same, and of those that are not."""
        both = list(zip(self.task.pairs, self.judged[column], strict=True))
        return [j for pair, j in both if pair.same], [j for pair, j in both if not pair.same]


def _alone(make: Callable[[], Task]) -> Callable[[], tuple[Task, list[str]]]:
    return lambda: (make(), [])


SPRINGER = ("orgnames/ror_springer_2023_10_31.jsonl.gz", "affiliation → ROR, Springer")
S2AFF = ("orgnames/s2aff_gold_train_val.jsonl.gz", "affiliation → ROR, S2AFF")
SEARCHES = (
    Search("area", _alone(lambda: data.zh_to_ror(area=True)), Goal("0.436", "0.65", "0.80")),
    Search("all", _alone(lambda: data.zh_to_ror(area=False)), Goal("0.398", "0.60", "0.80")),
    Search("universities", data.universities, Goal("0.40", "0.75", "0.90"), {0.01: Goal("0.15", "0.55", "0.80")}),
    Search("listed", _alone(data.listed_companies), Goal("0.944", "0.95", "0.98")),
    Search("abbreviations", _alone(data.abbreviations), Goal("0.865", "0.88", "0.93")),
    Search("foreign", _alone(data.foreign_companies), Goal("0.263", "0.50", "0.65")),
    Search("ai", _alone(data.ai_companies), Goal("0.613", "0.75", "0.85")),
    Search("springer", _alone(lambda: data.affiliations(*SPRINGER)), Goal("0.724", "0.80", "0.90")),
    Search("s2aff", _alone(lambda: data.affiliations(*S2AFF)), Goal("0.729", "0.80", "0.90")),
    Search(
        "aliases",
        data.listed_aliases,
        None,
        {0.01: Goal("0.239", "0.28", "0.35"), 0.001: Goal("0.121", "0.18", "0.25")},
    ),
)
NEAREST, VARIANT = Goal("0.107", "0.02", "", low=True), Goal("0.008", "0.99", "")
TRANSPOSED, LABELLED = Goal("0.731", "0.90", ""), Goal("0.762", "0.78", "0.85")


def ask(search: Search, sources: list[Source], limit: int, failed: dict[str, str]) -> Asked:
    """Put up to `limit` questions to every source; one that fails is told in `failed` and left out from then on."""
    task, others = search.make()
    questions = task.questions if len(task.questions) <= limit else random.Random(0).sample(task.questions, limit)
    found: dict[str, list[Found]] = {}
    alarms: dict[str, list[Found]] = {}
    for source in list(sources):
        try:
            found |= source.search(task, [name for name, _ in questions])
            alarms |= source.search(task, others, others=True) if others else {}
        except PeerError as error:
            failed |= dict.fromkeys(source.names, str(error))
            sources.remove(source)
    return Asked(task, questions, found, alarms)


def right_first(asked: Asked, column: str) -> list[bool]:
    """Return for each answered question whether the first hit is right."""
    pairs = zip(asked.questions, asked.found[column], strict=False)
    return [bool(found) and found[0][0] in right for (_, right), found in pairs]


def search_rows(search: Search, asked: Asked) -> list[Row]:
    """Return the rows of a search: the first hit is right, and that at a rate of false alarms."""
    rows = []
    if search.top:
        cells = {c: _share(right_first(asked, c)) for c in asked.found}
        rows.append(Row(search.key, f"{asked.task.name}, top 1", search.top, cells))
    for rate, goal in search.alarms.items():
        enough = [c for c, found in asked.others.items() if rate * len(found) >= 1]
        cells = {c: _at_alarms(asked, c, rate) for c in enough}
        rows.append(Row(search.key, f"{asked.task.name}, recall at {rate:.1%} false alarms", goal, cells))
    return rows


def _share(answers: Sequence[bool]) -> Cell:
    return Cell(sum(answers) / max(1, len(answers)), len(answers))


def _at_alarms(asked: Asked, column: str, rate: float) -> Cell:
    cut = threshold_at([found[0][1] if found else 0.0 for found in asked.others[column]], rate)
    first = right_first(asked, column)
    over = [bool(found) and found[0][1] > cut for found in asked.found[column]]
    return _share([a and b for a, b in zip(first, over, strict=False)])


def judge(task: PairTask, sources: list[Source], failed: dict[str, str]) -> Judgement:
    """Let every source judge the pairs; one that fails is told in `failed` and left out from then on."""
    judged: dict[str, list[Judged]] = {}
    pairs: Sequence[Pair] = task.pairs
    for source in list(sources):
        try:
            judged |= source.pairs(pairs)
        except PeerError as error:
            failed |= dict.fromkeys(source.names, str(error))
            sources.remove(source)
    return Judgement(task, judged)


def accepted(judged: Sequence[Judged]) -> Cell:
    """Return the share that the matcher takes for the same at the threshold that it ships with."""
    return _share([match for _, match in judged])


def pair_rows(key: str, done: Judgement) -> list[Row]:
    """Return the rows of a set of pairs."""
    columns = list(done.judged)
    same = {c: done.split(c)[0] for c in columns}
    other = {c: done.split(c)[1] for c in columns}
    if key == "nearest":
        wrong = {c: accepted(other[c]) for c in columns}
        return [
            Row(key, "nearest different Chinese organisation accepted", NEAREST, wrong),
            Row(key, "legal-form variant recalled", VARIANT, {c: accepted(same[c]) for c in columns}),
        ]
    if key == "transposition":
        return [_at_the_peers(key, same, other)]
    if key == "pairs":
        judged = {c: [m == p.same for p, (_, m) in zip(done.task.pairs, done.judged[c], strict=True)] for c in columns}
        return [
            Row(key, "labelled pairs (name_bench half), accuracy", LABELLED, {c: _share(judged[c]) for c in judged})
        ]
    return [Row(key, "Chinese–English pairs recalled at 1 % false accepts", Goal(), _recalls(same, other, 0.01))]


def _recalls(same: dict[str, list[Judged]], other: dict[str, list[Judged]], rate: float) -> dict[str, Cell]:
    return {c: Cell(recall_at(_scores(same[c]), _scores(other[c]), rate), len(same[c])) for c in same}


def _scores(judged: Sequence[Judged]) -> list[float]:
    return [score for score, _ in judged]


def _at_the_peers(key: str, same: dict[str, list[Judged]], other: dict[str, list[Judged]]) -> Row:
    """Return recall where each peer stands, and ours at the false accepts of the peer that separates best."""
    gain = {c: accepted(same[c]).value - accepted(other[c]).value for c in same if c != "ours"}
    best = max(gain, key=lambda c: gain[c], default="ours")
    rate = accepted(other[best]).value
    cells = {c: accepted(same[c]) for c in same}
    cells["ours"] = Cell(recall_at(_scores(same["ours"]), _scores(other["ours"]), rate), len(same["ours"]))
    title = f"English, one transposition; ours at the false accepts of {best} ({rate:.3f})"
    return Row(key, title, TRANSPOSED, cells)


def at_each_peer(done: Judgement) -> list[dict[str, float | str]]:
    """Return for each column what it accepts as shipped, ours at the same false accepts, and average precision."""
    truths = [pair.same for pair in done.task.pairs]
    ours_same, ours_other = map(_scores, done.split("ours"))
    out: list[dict[str, float | str]] = []
    for column, judged in done.judged.items():
        same, other = done.split(column)
        rate = accepted(other).value
        out.append(
            {
                "column": column,
                "recall": accepted(same).value,
                "false_accepts": rate,
                "ours_there": recall_at(ours_same, ours_other, rate),
                "accuracy": sum(m == t for (_, m), t in zip(judged, truths, strict=True)) / len(truths),
                "recall_at_1%": recall_at(_scores(same), _scores(other), 0.01),
                "average_precision": average_precision(_scores(judged), truths),
            }
        )
    return out
