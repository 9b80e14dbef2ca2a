"""nomenklatura's matchers as a program: JSON lines in, JSON lines out. Runs in an environment of its own.

    .venv-peers/bin/python bench/link_peer.py [MATCHER ...]

nomenklatura pins versions that conflict with ours and compiles PyICU, so this file imports nothing of Attaché and is
started by the benchmark (`make peers` makes the environment). Every line is answered by one line, in order:

    {id, a, b[, schema][, country_a][, country_b]}   → {id, scores: {matcher: score}}
    {register: [{id, names, country}]}               → {entries: number}; from now on searched by
    {id, name[, country][, among: [entry number]]}   → {id, best: {matcher: [entry id, score]}}
    {speed: [[a, b]]}                                → {speed: {matcher: [pairs/s first seen, pairs/s again]}}
    {versions: true}                                 → {versions: {package: version}, matchers: [...]}

Without `among` all entries are compared; a line may name the `matchers` that answer it. Entities are FollowTheMoney
organisations with name, aliases and country; some matchers cache by the id of an entity, so each entity has an id of
its own. Seconds are those of the processor, and do not hold the making of entities.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from importlib.metadata import version
from typing import Any

from followthemoney import EntityProxy, model
from nomenklatura.matching import ALGORITHMS, ScoringAlgorithm

NUMBERS = itertools.count()
SCHEMA = "Organization"
Matchers = dict[str, type[ScoringAlgorithm]]


def entity(names: list[str], country: str | None = None, schema: str = SCHEMA) -> EntityProxy:
    out = model.make_entity(schema)
    out.id = f"e{next(NUMBERS)}"
    out.add("name", names[0])
    out.add("alias", names[1:])
    if country:
        out.add("country", country)
    return out


def score(matcher: type[ScoringAlgorithm], a: EntityProxy, b: EntityProxy) -> float:
    return float(matcher.compare(a, b, matcher.default_config()).score)


def pair(matchers: Matchers, row: dict[str, Any]) -> dict[str, Any]:
    schema = row.get("schema") or SCHEMA
    a = entity([row["a"]], row.get("country_a"), schema)
    b = entity([row["b"]], row.get("country_b"), schema)
    return {"id": row["id"], "scores": {name: score(one, a, b) for name, one in matchers.items()}}


def best(matchers: Matchers, register: list[tuple[str, EntityProxy]], row: dict[str, Any]) -> dict[str, Any]:
    asked = entity([row["name"]], row.get("country"))
    among = [register[at] for at in row["among"]] if row.get("among") is not None else register
    found = {}
    for name, one in matchers.items():
        config = one.default_config()
        scored = [(float(one.compare(asked, entry, config).score), key) for key, entry in among]
        top, key = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
        found[name] = [key if top > 0 else "", top]
    return {"id": row["id"], "best": found}


def speed(matchers: Matchers, pairs: list[list[str]]) -> dict[str, Any]:
    out = {}
    for name, one in matchers.items():
        config = one.default_config()
        entities = [(entity([a]), entity([b])) for a, b in pairs]
        rates = []
        for _ in range(2):
            start = time.process_time()
            for a, b in entities:
                one.compare(a, b, config)
            rates.append(len(pairs) / (time.process_time() - start))
        out[name] = rates
    return {"speed": out}


def main() -> None:
    wanted = sys.argv[1:]
    matchers: Matchers = {one.NAME: one for one in ALGORITHMS if not wanted or one.NAME in wanted}
    register: list[tuple[str, EntityProxy]] = []
    for line in sys.stdin:
        row = json.loads(line)
        chosen = {name: one for name, one in matchers.items() if name in row.get("matchers", matchers)}
        if "register" in row:
            register = [(one["id"], entity(one["names"], one.get("country"))) for one in row["register"]]
            answer: dict[str, Any] = {"entries": len(register)}
        elif "versions" in row:
            packages = ("nomenklatura", "followthemoney", "rigour", "pyicu")
            answer = {"versions": {name: version(name) for name in packages}, "matchers": list(matchers)}
        elif "speed" in row:
            answer = speed(chosen, row["speed"])
        elif "name" in row:
            answer = best(chosen, register, row)
        else:
            answer = pair(chosen, row)
        print(json.dumps(answer, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
