"""Saved queries, what changed for each between two editions, and telling those who asked: at most once per change."""

from __future__ import annotations

from attache.publish.watch.changes import Changed, changes
from attache.publish.watch.delivering import Channels, Sent, deliver
from attache.publish.watch.outbox import Outbox
from attache.publish.watch.saved import Watch, add_watch, remove_watch, watches

__all__ = [
    "Changed",
    "Channels",
    "Outbox",
    "Sent",
    "Watch",
    "add_watch",
    "changes",
    "deliver",
    "remove_watch",
    "watches",
]
