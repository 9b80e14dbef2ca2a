"""Watches: what changed is told, each change at most once, whatever is interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from attache.build.edition import Editions
from attache.core.errors import InputError, NotFoundError
from attache.core.workspace import Workspace
from attache.ledger import Ledger
from attache.publish.watch import Changed, Channels, Outbox, Watch, add_watch, changes, deliver, remove_watch, watches
from attache.publish.watch.outbox import PATIENCE
from tests.publish.watch.servers import hook

HEAD: Mapping[str, object] = {
    "watch": "w", "asked": "x", "edition": 2, "edition_id": "e", "synthetic": True, "notice": "n"
}  # fmt: skip
START = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    @property
    def stamp(self) -> str:
        return self.now.isoformat(timespec="seconds")


def change(number: int) -> Changed:
    return Changed(f"chg-{number}", "added", f"doc-{number}", "t", "u", None, "d", True)


def test_changes_between_editions(moved: Workspace) -> None:
    editions = Editions(moved.editions)
    found = changes(Watch("all"), editions.get(1), editions.get(2))
    assert Counter(one.kind for one in found) == {"added": 2, "edited": 1, "withdrawn": 1}
    assert all(one.synthetic for one in found)
    narrow = changes(Watch("n", '"德国雷达技术项目7"'), editions.get(1), editions.get(2))
    assert [one.title for one in narrow] == ["德国雷达技术项目7"]
    assert changes(Watch("none", "不存在的词语"), editions.get(1), editions.get(2)) == []
    assert changes(Watch("all"), editions.get(2), editions.get(2)) == []


def test_saving_a_query_again_replaces_it_and_removing_it_ends_it(tmp_path: Path) -> None:
    with closing(Ledger(f"sqlite:///{tmp_path / 'l.db'}")) as ledger:
        add_watch(ledger, Watch("w", "a"), author="me")
        add_watch(ledger, Watch("w", "b", {"country": ("US",)}, mails=("a@example.org",)), author="me")
        assert [(one.words, one.asked) for one in watches(ledger).values()] == [("b", "b country=US")]
        remove_watch(ledger, "w", author="me")
        assert watches(ledger) == {}
        with pytest.raises(NotFoundError):
            remove_watch(ledger, "w", author="me")


@pytest.mark.parametrize(
    "watch",
    [
        Watch("Bad Name"),
        Watch("w", where={"colour": ("red",)}),
        Watch("w", webhooks=("ftp://x",)),
        Watch("w", webhooks=("https://user:secret@x/",)),
        Watch("w", webhooks=("https://x/ y",)),
        Watch("w", mails=("nobody",)),
        Watch("w", mails=("a@b\nBcc: c@d",)),
    ],
)
def test_what_cannot_be_saved(watch: Watch, tmp_path: Path) -> None:
    with closing(Ledger(f"sqlite:///{tmp_path / 'l.db'}")) as ledger, pytest.raises(InputError) as refused:
        add_watch(ledger, watch, author="me")
    assert "secret@" not in str(refused.value)


def test_a_change_is_told_once_even_if_noticed_again(tmp_path: Path) -> None:
    clock = Clock()
    with hook() as server, closing(Outbox(tmp_path / "o.db")) as outbox:
        watch, channels = Watch("w", webhooks=(server.url,)), Channels(private=("127.0.0.1",))
        assert outbox.notice(watch, [change(1), change(2)], 2, HEAD, clock.stamp) == 2
        assert outbox.notice(watch, [change(1), change(2), change(3)], 3, HEAD, clock.stamp) == 1
        assert [one.answer.outcome for one in deliver(outbox, channels, ["w"], clock)] == ["sent", "sent"]
        assert list(deliver(outbox, channels, ["w"], clock)) == []
        told = [one["change_id"] for body in server.bodies for one in body["changes"]]
        assert sorted(told) == ["chg-1", "chg-2", "chg-3"]


def test_a_webhook_that_fails_for_a_day_gets_the_message_once_it_is_well(tmp_path: Path) -> None:
    clock = Clock()
    with hook() as server, closing(Outbox(tmp_path / "o.db")) as outbox:
        server.mode = 503
        watch, channels = Watch("w", webhooks=(server.url,)), Channels(private=("127.0.0.1",))
        outbox.notice(watch, [change(1)], 2, HEAD, clock.stamp)
        for _ in range(24):
            list(deliver(outbox, channels, ["w"], clock))
            clock.now += timedelta(hours=1)
        tried = len(server.taken)
        assert 5 <= tried <= 12, "ever more seldom"
        server.mode = 200
        clock.now += timedelta(hours=6)
        assert [one.answer.outcome for one in deliver(outbox, channels, ["w"], clock)] == ["sent"]
        assert list(deliver(outbox, channels, ["w"], clock)) == []
        assert len({headers["webhook-id"] for headers, _ in server.taken}) == 1


def test_patience_ends(tmp_path: Path) -> None:
    clock = Clock()
    with closing(Outbox(tmp_path / "o.db")) as outbox:
        outbox.notice(Watch("w", webhooks=("http://127.0.0.1:9/",)), [change(1)], 2, HEAD, clock.stamp)
        clock.now += PATIENCE
        list(deliver(outbox, Channels(), ["w"], clock))
        assert [(one.state, one.attempts) for one in outbox.messages()] == [("given up", 1)]


def test_what_may_have_arrived_is_not_sent_again(tmp_path: Path) -> None:
    clock = Clock()
    with hook() as server, closing(Outbox(tmp_path / "o.db")) as outbox:
        server.mode = "hang up"
        outbox.notice(Watch("w", webhooks=(server.url,)), [change(1)], 2, HEAD, clock.stamp)
        for _ in range(3):
            list(deliver(outbox, Channels(private=("127.0.0.1",)), ["w"], clock))
            clock.now += timedelta(days=1)
        assert len(server.taken) == 1
        assert outbox.messages()[0].state == "unknown"


def test_a_removed_watch_sends_nothing_more(tmp_path: Path) -> None:
    with hook() as server, closing(Outbox(tmp_path / "o.db")) as outbox:
        outbox.notice(Watch("w", webhooks=(server.url,)), [change(1)], 2, HEAD, Clock().stamp)
        assert list(deliver(outbox, Channels(private=("127.0.0.1",)), [], Clock())) == []
        assert server.taken == []
        assert outbox.messages()[0].error == "the watch was removed"


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from attache.publish.watch import Channels, Outbox, deliver
from attache.publish.watch import delivering
real = delivering._send
def send(*given):
    if sys.argv[2] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    real(*given)
    os.kill(os.getpid(), signal.SIGKILL)
delivering._send = send
list(deliver(Outbox(Path(sys.argv[1])), Channels(private=("127.0.0.1",)), ["w"], lambda: datetime(2026, 1, 1, tzinfo=UTC)))
"""


@pytest.mark.parametrize(("moment", "taken"), [("before", 0), ("after", 1)])
def test_kill_9_while_sending_never_sends_twice(moment: str, taken: int, tmp_path: Path) -> None:
    path = tmp_path / "o.db"
    with hook() as server:
        with closing(Outbox(path)) as outbox:
            outbox.notice(Watch("w", webhooks=(server.url,)), [change(1)], 2, HEAD, Clock().stamp)
        ended = subprocess.run([sys.executable, "-c", KILLED, str(path), moment], env=dict(os.environ), check=False)
        assert ended.returncode == -signal.SIGKILL
        with closing(Outbox(path)) as outbox:
            assert list(deliver(outbox, Channels(private=("127.0.0.1",)), ["w"], Clock())) == []
            assert [one.state for one in outbox.messages()] == ["unknown"]
        assert len(server.taken) == taken
