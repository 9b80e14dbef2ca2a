"""Fit the weights of the features of a pair of names and write them as text.

    python bench/link_fit.py            fit, print held-out accuracy (half of the questions), write the weights
    python bench/link_fit.py --dry      the same without writing

Fitted on ROR (CC0-1.0), OFAC names (public domain) and name_bench (MIT). Sets without a licence or under
CC BY-NC are not used. Pairs of Chinese names are made from ROR's and
invented ones by rules that make short forms and legal forms.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable

import numpy as np
from link_data import listed_aliases, name_pairs, ror, rows, zh_to_ror
from numpy.typing import NDArray
from scipy.optimize import minimize

from attache.link import score
from attache.link.chinese import chinese
from attache.link.entries import Entry
from attache.link.folding import has_han
from attache.link.names import parse
from attache.link.score import FEATURES, WEIGHTS, features
from attache.link.screen import CANDIDATES, Register
from attache.vocabulary.names import short_forms, terms
from attache.vocabulary.organisations import known_organisations
from attache.vocabulary.places import places

Group = tuple[NDArray[np.float64], int | None, float]
"""Features of the candidates of one question, the right one (None: there is none), weight of the group."""


def group(register: Register, name: str, right: frozenset[str], weight: float = 1.0) -> Group | None:
    """Collect, for each entry among the candidates, the features of its best row."""
    asked = parse(name)
    best: dict[int, tuple[float, tuple[float, ...]]] = {}
    for row, _ in register.candidates.search(asked, CANDIDATES):
        other = parse(register.candidates.name(row))
        if asked.empty or other.empty:
            continue
        kind, values = features(asked, other)
        value = float(np.dot(score.weights()[kind], values))
        number = register.candidates.entry(row)
        if kind == KIND and (number not in best or value > best[number][0]):
            best[number] = (value, values)
    if not best:
        return None
    numbers = sorted(best)
    hits = [at for at, number in enumerate(numbers) if register.entries[number].id in right]
    if right and not hits:
        return None
    return np.array([best[n][1] for n in numbers]), (hits[0] if hits else None), weight


KIND = "cross"
PAIRS: list[Group] = []


BOUNDS = {
    "numbers_differ": (None, -2.5), "number_one_side": (None, -0.3), "places_differ": (None, -1.0),
    "kinds_differ": (None, -0.5), "countries_differ": (-2.0, -2.0), "same_country": (0.4, 0.4),
    "covered_less": (0, None), "covered_more": (0, None), "same_words": (0.3, None),
    "same_telling": (1.0, None), "identical": (1.2, None),
    "known_alias": (3.0, None), "known_apart": (None, -0.5), "swapped": (2.0, None),
    "left_heavy": (None, 0), "left_one": (None, 0), "loose": (None, 0),
    "covered_han": (0, None), "covered_latin": (0, None), "covered_least": (0, None),
    "missed_name": (-1.2, -0.5), "kind_one_side": (-0.9, None), "place_one_side": (-1.0, None), "sound": (-2.0, None),
    "known": (1.5, None), "ordered": (0, None),
    "same_core": (3.0, None), "covered_short": (0, None), "covered_long": (0, None), "starts": (0, None),
    "within": (0, None), "units_met": (0, None), "left_core": (None, -0.6), "left_words": (None, 0),
    "left_short": (None, 0), "whole_form": (0, None), "groups_differ": (-1.5, -0.8),
    "left_han": (None, 0), "left_latin": (None, 0),
}  # fmt: skip
"""Bounds that keep a weight on the side on which its sentence puts it, whatever the training names suggest."""


def fit(groups: list[Group], start: NDArray[np.float64], *, strength: float = 2e-3) -> NDArray[np.float64]:
    """Minimise the sum of the logistic loss (calibration) and the listwise loss (order), with a small penalty."""
    rows = np.concatenate([g[0] for g in groups])
    size = np.array([len(g[0]) for g in groups])
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    truth = np.zeros(len(rows))
    right = np.array([-1 if g[1] is None else f + g[1] for g, f in zip(groups, first, strict=True)])
    truth[right[right >= 0]] = 1
    weight = np.repeat([g[2] for g in groups], size)
    owner = np.repeat(np.arange(len(groups)), size)
    listed = (right >= 0) & (size > 1)
    scale = 1.0 / len(groups)

    limits = [BOUNDS.get(name, (None, None)) for name, _ in FEATURES[KIND]]

    def loss(w: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        z = rows @ w
        p = 1 / (1 + np.exp(-np.clip(z, -40, 40)))
        value = scale * float(np.sum(weight * (np.logaddexp(0, z) - truth * z)))
        gradient = scale * (rows.T @ (weight * (p - truth)))
        top = np.maximum.reduceat(z, first)
        e = np.exp(z - top[owner])
        total = np.add.reduceat(e, first)
        share = e / total[owner] * listed[owner]
        value += scale * float(np.sum((np.log(total) + top)[listed] - z[right[listed]]))
        gradient += scale * (rows.T @ share - rows[right[listed]].sum(axis=0))
        gap = w - start * 0
        return value + strength * float(gap[1:] @ gap[1:]), gradient + 2 * strength * np.concatenate([[0], gap[1:]])

    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=limits, options={"maxiter": 500}).x)


def calibrated(groups: list[Group], w: NDArray[np.float64]) -> NDArray[np.float64]:
    """Stretch and shift the log-odds so that the first hit of a question is as sure as it is right (Platt, 1999)."""
    first = [(float(np.max(g[0] @ w)), int(np.argmax(g[0] @ w)) == g[1], g[2]) for g in groups]
    z, truth, weight = (np.array(column, dtype=np.float64) for column in zip(*first, strict=True))

    def loss(ab: NDArray[np.float64]) -> float:
        value = ab[0] * z + ab[1]
        return float(np.sum(weight * (np.logaddexp(0, value) - truth * value)) / len(z))

    a, b = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    print("   stretched by", round(float(a), 3), "shifted by", round(float(b), 3))
    out = w * a
    out[0] += b
    return out


def top_one(groups: Iterable[Group], w: NDArray[np.float64]) -> float:
    asked = [g for g in groups if g[1] is not None]
    return float(np.mean([int(np.argmax(g[0] @ w)) == g[1] for g in asked]))


def cross_groups() -> list[Group]:
    out = []
    for task in (zh_to_ror(area=False), zh_to_ror(area=True)):
        register = Register(task.register)
        out += [group(register, name, right) for name, right in task.questions]
        known = Register(e for e in task.register if hash_of(e.id) % 2)
        out += [group(known, n, frozenset(), 0.5) for n, r in task.questions if not any(hash_of(i) % 2 for i in r)]
    return [g for g in out if g] + foreign_groups()


def foreign_groups() -> list[Group]:
    """Foreign organisations of the project's own table, and persons of a list under the MIT licence."""
    pairs = [
        (zh, o.name_latin) for o in known_organisations() if o.country not in {"CN", None} for zh in o.names_zh[:1]
    ]
    people = [r for r in rows("orgnames/foreign_names_zh_en.jsonl.gz") if r["type"] == "Person"]
    pairs += [(zh, row["en"]) for row in people for zh in row["zh"][:1]]
    pairs = [(zh, latin) for zh, latin in pairs if latin and has_han(zh)]
    crowd = [e for e in ror(han_aliases=False) if e.country not in {"CN", "TW", "HK"}][:6000]
    register = Register([*(Entry(latin, latin) for _, latin in pairs), *crowd])
    out = [group(register, zh, frozenset({latin})) for zh, latin in pairs]
    half = Register([*(Entry(latin, latin) for _, latin in pairs if hash_of(latin) % 2), *crowd])
    out += [group(half, zh, frozenset(), 0.5) for zh, latin in pairs if not hash_of(latin) % 2]
    return [g for g in out if g]


def hash_of(text: str) -> int:
    return sum(map(ord, text))


def swapped(name: str, rng: random.Random) -> str:
    spots = [
        i for i in range(1, len(name) - 1) if name[i].isalpha() and name[i + 1].isalpha() and name[i] != name[i + 1]
    ]
    if not spots:
        return name
    at = rng.choice(spots)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def latin_groups() -> list[Group]:
    rng = random.Random(3)
    everything = list(ror(han_aliases=False))
    rng.shuffle(everything)
    inside, outside = everything[:16000], everything[16000:18000]
    register = Register(Entry(e.id, e.name, "ror", e.aliases[1:]) for e in inside)
    out = []
    for entry in inside[:6000]:
        names = [a for a in entry.aliases[:1] if not has_han(a)]
        out += [group(register, name, frozenset({entry.id}), 0.5) for name in names]
    out += [group(register, swapped(e.name, rng), frozenset({e.id})) for e in inside[6000:7500]]
    out += [group(register, e.name, frozenset(), 1.0) for e in outside]
    task, others = listed_aliases()
    listed = Register(task.register)
    out += [group(listed, name, right) for name, right in task.questions]
    out += [group(listed, name, frozenset(), 1.0) for name in others[:1000]]
    found = [g for g in out if g]
    for a, b, same in name_pairs():
        one, two = parse(a), parse(b)
        if not one.empty and not two.empty and one.script == two.script == "latin":
            PAIRS.append((np.array([features(one, two)[1]]), 0 if same else None, 12.0))
    return found + PAIRS


def shortened(name: str, rng: random.Random) -> str:
    """Make a short form as they are made: a start of each of some units, or the middle of the name."""
    parsed = chinese(parse(name).core)
    units = [parsed.text[a:b] for a, b, _ in parsed.units]
    if len(units) > 2 and rng.random() < 0.6:
        kept = sorted(rng.sample(range(len(units) - 1), min(len(units) - 1, rng.choice((1, 2, 2, 3)))))
        return "".join(units[k][: rng.choice((1, 1, 2))] for k in kept) + units[-1][: rng.choice((1, 1, 2))]
    if len(units) > 2 and parsed.units[0][2] in ("place", "modifier"):
        return "".join(units[1 : rng.choice((2, 3))])[:6]
    return parsed.text[: rng.choice((3, 4))]


LEGAL = ("有限公司", "股份有限公司", "有限责任公司", "集团有限公司", "公司", "（集团）有限公司")


def companies(rng: random.Random, n: int) -> list[tuple[str, str]]:
    """Invent companies (full name, short form): place, a core of two or three characters, fields, a legal form.

    Cores share characters with one another and with fields, as they do, so that order and position have to decide.
    """
    towns = [p.aliases_zh[0] for p in places() if p.country == "CN" and p.aliases_zh and len(p.aliases_zh[0]) == 2]
    fields = [t.zh for t in terms() if t.kind == "field" and 2 <= len(t.zh) <= 4]
    characters = "华天东金海新中科安康信达利源恒大力通德泰国宏博远盛方正瑞兴龙星辉光江山南长美万润宝凯丰嘉威联创京城"
    cores = ["".join(rng.sample(characters, rng.choice((2, 2, 2, 3)))) for _ in range(n // 2)]
    out = []
    for _ in range(n):
        town, core = rng.choice(towns), rng.choice(cores)
        field = "".join(rng.sample(fields, rng.choice((1, 1, 2))))
        full = (town if rng.random() < 0.7 else "") + core + field + rng.choice(LEGAL[:4])
        short = rng.choice(
            (core + "股份", core + field[:2], core + field[-2:], core, town[0] + core + field[0], core + "集团")
        )
        out.append((full, short if len(short) <= 6 else core))
    return out


def han_groups() -> list[Group]:
    rng = random.Random(5)
    names = {row["ror"]: row["zh"] for row in rows("orgnames/ror_zh_en.jsonl.gz")}
    inside = {ror: zh for ror, zh in names.items() if hash_of(ror) % 5}
    full = {full: short for short, full in short_forms().items()}
    entries = [Entry(ror, zh[0]) for ror, zh in inside.items()] + [Entry(f, f) for f in full]
    register = Register(entries)
    out = [group(register, other, frozenset({ror})) for ror, zh in inside.items() for other in zh[1:] if has_han(other)]
    out += [
        group(register, shortened(zh[0], rng), frozenset({ror}), 0.3) for ror, zh in inside.items() for _ in range(2)
    ]
    out += [group(register, parse(zh[0]).core + rng.choice(LEGAL), frozenset({ror})) for ror, zh in inside.items()]
    invented = companies(rng, 3000)
    market = Register([Entry(str(n), full) for n, (full, _) in enumerate(invented)] + entries)
    out += [group(market, short, frozenset({str(n)}), 0.3) for n, (_, short) in enumerate(invented) if n % 2]
    out += [group(register, zh[0], frozenset(), 2.0) for ror, zh in names.items() if ror not in inside]
    return [g for g in out if g]


def main() -> None:
    global KIND
    fitted: dict[str, NDArray[np.float64]] = {kind: np.array(w) for kind, w in score.weights().items()}
    for KIND, collect in (("cross", cross_groups), ("latin", latin_groups), ("han", han_groups)):
        if len(sys.argv) > 1 and sys.argv[-1] in FEATURES and sys.argv[-1] != KIND:
            continue
        PAIRS.clear()
        groups = collect()
        half = [i % 2 == 0 for i in range(len(groups))]
        random.Random(4).shuffle(half)
        one = [g for g, h in zip(groups, half, strict=True) if h]
        two = [g for g, h in zip(groups, half, strict=True) if not h]
        start = fitted[KIND]
        print(
            KIND,
            len(groups),
            "before",
            round(top_one(two, start), 4),
            "held out",
            round(top_one(two, fit(one, start)), 4),
        )
        fitted[KIND] = fit(groups, start)
        if KIND == "cross":
            fitted[KIND] = calibrated(groups, fitted[KIND])
        print("  ", dict(zip([n for n, _ in FEATURES[KIND]], fitted[KIND].round(2).tolist(), strict=True)))
    if "--dry" not in sys.argv:
        write(fitted)


def write(fitted: dict[str, NDArray[np.float64]]) -> None:
    lines = ["# Weights of the features of a pair of names; fitted by bench/link_fit.py."]
    for kind, declared in FEATURES.items():
        lines.append(f"{kind}:")
        lines += [f"  {name}: {value:.3f}" for (name, _), value in zip(declared, fitted[kind], strict=True)]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
