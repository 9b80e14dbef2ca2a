"""Lines of a pipe: read as they come, answered in order, by several processes where they are many."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

import pytest

from attache.cli.pools import Each, answers
from attache.core.errors import InputError, WorkspaceError

PIECES = [[*range(at, at + 700)] for at in range(0, 3500, 700)]


def _told(number: int, odd: int = -1) -> dict[str, int]:
    if number == odd:
        raise InputError("is odd", where=f"line {number}", mend="mend it")
    return {"number": number, "process": os.getpid()}


def _work(odd: int = -1) -> Each[int]:
    return Each(partial(_told, odd=odd))


def _killed(number: int, spared: int) -> dict[str, int]:
    if os.getpid() != spared:
        os.kill(os.getpid(), signal.SIGKILL)
    return {"number": number}


def rows(found: Iterator[tuple[str, ...]]) -> list[dict[str, int]]:
    return [json.loads(line) for lines in found for line in lines]


def until_refused(found: Iterator[tuple[str, ...]], word: str) -> list[int]:
    numbers: list[int] = []

    def read() -> None:
        for lines in found:
            numbers.extend(json.loads(line)["number"] for line in lines)

    with pytest.raises(InputError, match=word):
        read()
    return numbers


def test_few_are_answered_here() -> None:
    found = rows(answers(_work(), PIECES, least=10_000, processes=2))
    assert [row["number"] for row in found] == [*range(3500)]
    assert {row["process"] for row in found} == {os.getpid()}


def test_many_are_answered_in_order_by_several(monkeypatch: pytest.MonkeyPatch) -> None:
    found = rows(answers(_work(), PIECES, least=1000, processes=2))
    assert [row["number"] for row in found] == [*range(3500)]
    assert len({row["process"] for row in found}) > 1
    monkeypatch.setattr("attache.cli.pools._FORKS", False)
    assert {row["process"] for row in rows(answers(_work(), PIECES, least=0, processes=2))} == {os.getpid()}
    found = rows(answers(_work(), PIECES, again=_work, least=0, processes=2))
    assert [row["number"] for row in found] == [*range(3500)]
    assert len({row["process"] for row in found}) > 1


@pytest.mark.parametrize("least", [0, 10_000])
def test_a_refusal_comes_after_the_answers_before_it(least: int) -> None:
    found = until_refused(answers(_work(1500), PIECES, least=least, processes=2), "line 1500")
    assert found == [*range(1500)]


@pytest.mark.parametrize("least", [0, 10_000])
def test_so_does_a_refusal_of_the_input(least: int) -> None:
    def broken() -> Iterator[list[int]]:
        yield PIECES[0]
        raise InputError("is cut short", where="the pipe", mend="send all")

    assert until_refused(answers(_work(), broken(), least=least, processes=2), "cut short") == PIECES[0]


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(WorkspaceError, match="ended early"):
        rows(answers(Each(partial(_killed, spared=os.getpid())), PIECES, least=0, processes=2))


def test_collecting_is_as_before() -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    rows(answers(_work(), PIECES[:1]))
    assert (gc.get_threshold(), gc.get_freeze_count() == 0) == (before[0], True)


def test_a_line_is_answered_before_the_next_is_there() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", TALK], stdin=pipe, stdout=pipe, text=True, bufsize=1) as talk:
        assert talk.stdin is not None
        assert talk.stdout is not None
        found = []
        for number in range(4):
            talk.stdin.write(f"{number}\n")
            found.append(json.loads(talk.stdout.readline()))
        talk.stdin.write("7")
        talk.stdin.close()
        found.append(json.loads(talk.stdout.readline()))
        assert talk.wait(120) == 0
    assert [row["length"] for row in found] == [1] * 5
    assert len({row["process"] for row in found}) > 1


def test_an_interrupt_ends_all_processes() -> None:
    pipe = subprocess.PIPE
    with subprocess.Popen(
        [sys.executable, "-c", SLOW], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True
    ) as slow:
        assert slow.stdin is not None
        assert slow.stdout is not None
        slow.stdin.write(b"x\n" * 5000)
        slow.stdin.flush()
        others = {json.loads(slow.stdout.readline())["process"] for _ in range(200)}
        os.killpg(slow.pid, signal.SIGINT)
        assert slow.wait(120) != 0
    assert others
    for process in others:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_lines_that_are_no_text_or_endless_are_refused() -> None:
    for body, word, before in ((b"a\n\xff\nb\n", "line 2: is not UTF-8", 1), (b"a\n" + b"x" * 9_000_000, "longer", 1)):
        ran = subprocess.run(
            [sys.executable, "-c", READ], input=body, capture_output=True, check=True, env={**os.environ}
        )
        told = ran.stdout.decode().splitlines()
        assert word in told[-1]
        assert len(told) == before + 1


READ = """
import sys
from attache.cli.pools import bursts
from attache.core.errors import InputError
try:
    for burst in bursts(sys.stdin, "the pipe"):
        for number, line in burst:
            print(number, line)
except InputError as error:
    print(error.sentence)
"""
TALK = """
import os, sys
from attache.cli.pools import Each, answers, bursts
told = lambda line: {"length": len(line[1]), "process": os.getpid()}
for lines in answers(Each(told), bursts(sys.stdin, "the pipe"), least=2, processes=2):
    print(*lines, sep="\\n", flush=True)
"""
HEARD = "import os, signal, sys, time\nsignal.signal(signal.SIGINT, signal.default_int_handler)"
"""An interrupt is ignored by what a shell runs in the background; here it is heard."""
SLOW = TALK.replace("import os, sys", HEARD).replace('{"length"', 'time.sleep(0.002) or {"length"')
