"""Counting requests for Prometheus: by route and status, and how long they took; not what was asked, or by whom.

Names and labels as the Prometheus documentation recommends (Instrumentation; Metric and label naming).
"""

from __future__ import annotations

import time

from fastapi import FastAPI, Request
from fastapi.routing import iter_route_contexts
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["CONTENT_TYPE_LATEST", "Counting", "Counts", "counts_of"]

_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
OTHER = "other"
"""Label of what no route answers, and of methods that no standard names."""


class Counts:
    """The counts of one application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        labels = ("method", "route", "status")
        self.requests = Counter("attache_requests", "Requests answered.", labels, registry=self.registry)
        self.seconds = Histogram(
            "attache_request_seconds", "Time until an answer was sent.", ("route",), buckets=_BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self.edition = Gauge("attache_edition_number", "Number of the edition that is shown.", registry=self.registry)
        self.waiting = Gauge("attache_waiting", "What waits to be done.", ("queue",), registry=self.registry)
        self._routes: dict[object, str] = {}

    def know(self, app: FastAPI) -> None:
        """Learn the routes of the application, so that addresses are counted by their templates."""
        for context in iter_route_contexts(app.routes):
            if (endpoint := getattr(context, "endpoint", None)) is not None:
                self._routes[endpoint] = str(context.path)

    def count(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one request."""
        route = self._routes.get(scope.get("endpoint"), OTHER)
        method = scope["method"] if scope["method"] in _METHODS else OTHER
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Return the counts in the Prometheus text format."""
        return generate_latest(self.registry)


def counts_of(request: Request) -> Counts:
    """Return the counts of the application of a request."""
    counts: Counts = request.app.state.counts
    return counts


class Counting:
    """Middleware that counts."""

    def __init__(self, app: ASGIApp, counts: Counts) -> None:
        self._app, self._counts = app, counts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and count it when its answer ends or fails."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def seen(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, seen)
        finally:
            self._counts.count(scope, status, time.perf_counter() - begun)
