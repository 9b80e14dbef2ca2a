"""Sending what the outbox holds: each message at most once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from attache.publish.watch.answers import Answer, refused
from attache.publish.watch.mail import Server, compose
from attache.publish.watch.outbox import Message, Outbox
from attache.publish.watch.webhook import post

__all__ = ["Channels", "Sent", "deliver"]


@dataclass(frozen=True, slots=True)
class Channels:
    """Through what messages go: the key that signs webhooks, hosts that may be private, the mail server if any."""

    key: bytes | None = None
    private: tuple[str, ...] = ()
    contact: str = ""
    server: Server | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message in one run."""

    message: Message
    answer: Answer


def deliver(
    outbox: Outbox, channels: Channels, standing: Collection[str], clock: Callable[[], datetime]
) -> Iterator[Sent]:
    """Send what is due, one after the other, and yield what became of each; `standing` are the watches there are.

    A message is marked as on its way, on disk, before it leaves. `clock` gives the time in UTC.
    """
    outbox.recover()
    for message in outbox.due(_stamp(clock)):
        if message.watch not in standing:
            outbox.drop(message, "the watch was removed")
            continue
        outbox.sending(message)
        answer = _send(message, channels, clock())
        if answer.outcome == "sent":
            outbox.sent(message)
        elif answer.outcome == "unknown":
            outbox.unknown(message, answer.cause)
        else:
            outbox.refused(message, answer.cause, _stamp(clock))
        yield Sent(message, answer)


def _send(message: Message, channels: Channels, now: datetime) -> Answer:
    if message.channel == "webhook":
        return post(
            message.target,
            message.body.encode(),
            message_id=message.message_id,
            timestamp=int(now.timestamp()),
            key=channels.key,
            contact=channels.contact,
            private=channels.private,
        )
    if channels.server is None:
        return refused("no mail server is set (`smtp` in attache.toml)")
    composed = compose(message.content, sender=channels.server.sender, to=message.target, at=now)
    return channels.server.send(composed)


def _stamp(clock: Callable[[], datetime]) -> str:
    return clock().isoformat(timespec="seconds")
