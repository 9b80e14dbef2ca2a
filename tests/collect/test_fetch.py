from __future__ import annotations

import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from attache.collect.exchange import Request, Response, content, header
from attache.collect.fetch import LiveFetcher, follow, user_agent
from attache.collect.guard import Guard, Limits, is_public
from tests.collect.hostile import BEHAVIOURS, HostileServer, hostile_server

LIMITS = Limits(max_bytes=1_000_000, connect=0.5, read=0.4, total=0.9, redirects=5)
NOT_PUBLIC = (
    "10.1.2.3 127.0.0.1 169.254.169.254 100.100.100.200 192.168.1.1 0.0.0.1 224.0.0.1 255.255.255.255 240.0.0.1 ::1 :: "
    "fe80::1%eth0 fd00::1 ff02::1 ::ffff:127.0.0.1 2002:7f00:1:: 64:ff9b::a00:1 2001:0:a00:1:: x"
)
LOCAL = Guard((), frozenset({"127.0.0.1"}))


@pytest.fixture(scope="module")
def server() -> Iterator[HostileServer]:
    with hostile_server() as running:
        yield running


@pytest.fixture(scope="module")
def live() -> LiveFetcher:
    return LiveFetcher(LOCAL, contact="https://example.org/contact", limits=LIMITS)


def ask(live: LiveFetcher, server: HostileServer, path: str) -> Response:
    return follow(live.fetch, Request(f"{server.url}{path}"), LIMITS.redirects)


def test_keeps_what_came(live: LiveFetcher, server: HostileServer) -> None:
    response = ask(live, server, "/fine")
    assert (response.status, response.reason, response.body, response.failure) == (200, "OK", b"<p>fine</p>", None)
    assert header(response.headers, "content-type") == "text/html; charset=utf-8"
    assert response.http_version == "HTTP/1.1"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", response.at)
    assert header(response.request_headers, "user-agent") == "Attache/0.1 (+https://example.org/contact)"


def test_keeps_the_content_encoding(live: LiveFetcher, server: HostileServer) -> None:
    response = ask(live, server, "/gzip")
    assert response.body.startswith(b"\x1f\x8b")
    assert content(response).decode() == "中文"


def test_keeps_no_cookies(live: LiveFetcher, server: HostileServer) -> None:
    ask(live, server, "/fine")
    ask(live, server, "/fine")
    assert "cookie" not in server.requests[-1].lower()


def test_wrong_charset_is_kept_as_it_came(live: LiveFetcher, server: HostileServer) -> None:
    assert ask(live, server, "/wrong-charset").body.decode("gb18030") == "国际合作"


@pytest.mark.parametrize(
    ("path", "failure"),
    [
        ("/bad-gzip", r"bad gzip"),
        ("/cut-gzip", r"truncated gzip"),
        ("/bomb", r"too large|decompresses"),
        ("/lies-longer", r"broken answer|timeout|too slow"),
        ("/lies-huge", r"broken answer|timeout|too slow"),
        ("/negative", r"broken answer"),
        ("/endless", r"too large"),
        ("/slow-body", r"too slow"),
        ("/slow-head", r"too slow"),
        ("/silence", r"timeout"),
        ("/reset", r"connection failed|broken answer"),
        ("/nothing", r"broken answer"),
        ("/http09", r"broken answer"),
        ("/garbage", r"broken answer"),
        ("/huge-header", r"broken answer|too large"),
        ("/many-headers", r"too large|broken answer"),
        ("/big-headers", r"too large|broken answer"),
        ("/bad-chunks", r"broken answer"),
        ("/cut-chunks", r"broken answer|timeout"),
        ("/loop-a", r"redirect loop"),
        ("/hop/9", r"more than 5 redirects"),
        ("/to-private", r"refused: 192\.168\.0\.1 has no public address"),
        ("/to-metadata", r"refused"),
        ("/to-file", r"a redirect without a usable address"),
        ("/to-nowhere", r"redirect"),
        ("/to-odd", r"a redirect without a usable address"),
    ],
)
def test_misbehaviour_costs_one_failed_answer(
    live: LiveFetcher, server: HostileServer, path: str, failure: str
) -> None:
    start = time.monotonic()
    response = ask(live, server, path)
    assert response.failure
    assert re.search(failure, response.failure), response.failure
    assert len(response.body) <= LIMITS.max_bytes
    assert time.monotonic() - start < 2.5
    assert ask(live, server, "/fine").failure is None


def test_every_behaviour_is_survived(live: LiveFetcher, server: HostileServer) -> None:
    quick = [path for path in BEHAVIOURS if not path.startswith(("/slow", "/silence", "/endless"))]
    answers = {path: ask(live, server, path) for path in quick}
    assert all(answer.failure or answer.status is not None for answer in answers.values())


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/http10", 200, b"old but good"),
        ("/chunks", 200, b"abcde"),
        ("/not-found", 404, b"gone"),
        ("/error", 503, b"oops"),
        ("/early-hints", 200, b"ok"),
        ("/lies-shorter", 200, b"0123456789"),
    ],
)
def test_odd_but_usable(live: LiveFetcher, server: HostileServer, path: str, status: int, body: bytes) -> None:
    response = ask(live, server, path)
    assert (response.status, response.body, response.failure) == (status, body, None)


def test_bytes_beyond_an_answer_never_become_the_next_one(live: LiveFetcher, server: HostileServer) -> None:
    ask(live, server, "/lies-shorter")
    assert ask(live, server, "/fine").body == b"<p>fine</p>"


def test_redirects_are_told(live: LiveFetcher, server: HostileServer) -> None:
    response = ask(live, server, "/to-fine")
    assert response.url == f"{server.url}/fine"
    assert response.redirects == (f"{server.url}/to-fine",)
    assert response.request.url == f"{server.url}/to-fine"
    assert ask(live, server, "/hop/4").status == 200


def test_conditional_headers_stay_with_their_address(live: LiveFetcher, server: HostileServer) -> None:
    request = Request(f"{server.url}/to-fine", headers=(("If-None-Match", '"x"'),))
    follow(live.fetch, request, 5)
    assert "if-none-match" in server.requests[-2].lower()
    assert "if-none-match" not in server.requests[-1].lower()


def test_synthetic_is_marked(live: LiveFetcher, server: HostileServer) -> None:
    assert ask(live, server, "/synthetic").synthetic
    assert not ask(live, server, "/fine").synthetic


def test_private_addresses_need_a_name(server: HostileServer) -> None:
    for host in ("127.0.0.1", "localhost"):
        response = LiveFetcher(Guard(), limits=LIMITS).fetch(Request(f"http://{host}:{server.port}/fine"))
        assert response.status is None
        assert response.failure == f"refused: {host} has no public address"


def test_the_address_connected_to_is_the_one_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is resolved once per connection; when it points to a private address the next time, nothing is reached."""
    answers = [["93.184.215.14"], ["127.0.0.1"], ["10.0.0.1", "2606:2800:21f:cb07::1"]]
    resolved: list[str] = []
    connected: list[str] = []

    def resolve(host: str, port: int, **_: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        resolved.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in answers[len(resolved) - 1]]

    def connect(address: tuple[str, int], *_: object, **__: object) -> None:
        connected.append(address[0])
        raise OSError("not in a test")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    live = LiveFetcher(Guard(), limits=LIMITS)
    failures = [live.fetch(Request("http://rebind.example/")).failure for _ in answers]
    assert resolved == ["rebind.example"] * 3
    assert connected == ["93.184.215.14", "2606:2800:21f:cb07::1"]
    assert failures[1] == "refused: rebind.example has no public address"


def test_a_resolver_that_hangs_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    over = threading.Event()

    def hanging(*_: object, **__: object) -> None:
        over.wait(10)
        raise OSError("no answer")

    monkeypatch.setattr(socket, "getaddrinfo", hanging)
    start = time.monotonic()
    response = LiveFetcher(Guard(), limits=LIMITS).fetch(Request("http://slow.example/"))
    took = time.monotonic() - start
    over.set()
    assert response.failure
    assert response.failure.startswith("timeout")
    assert took < 1.5


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://example.org/", "only http and https"),
        ("/relative", "only http and https"),
        ("http://", "without a host"),
        ("http://[bad", "not a web address"),
        ("http://example.org:99999/", "not a web address"),
        ("http://user:secret@example.org/", "user name"),
        ("http://other.test/", "outside the source's scope"),
        ("http://example.org.evil.test/", "outside the source's scope"),
        ("http://evilexample.org/", "outside the source's scope"),
    ],
)
def test_refused_before_anything_is_sent(url: str, reason: str) -> None:
    response = LiveFetcher(Guard(("example.org",)), limits=LIMITS).fetch(Request(url))
    assert response.status is None
    assert reason in (response.failure or "")


@pytest.mark.parametrize(
    "url", ["http://exa mple.org/", "http://example.org\r\nX: y/", "http://\u2100.example/", "http://a..b/"]
)
def test_odd_addresses_are_answers(url: str) -> None:
    assert LiveFetcher(Guard(), limits=LIMITS).fetch(Request(url)).failure


def test_environment_proxies_are_ignored(monkeypatch: pytest.MonkeyPatch, server: HostileServer) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    assert LiveFetcher(LOCAL, limits=LIMITS).fetch(Request(f"{server.url}/fine")).status == 200


def test_a_named_proxy_is_used(server: HostileServer) -> None:
    live = LiveFetcher(Guard(("example.org",)), limits=LIMITS, proxy=server.url)
    response = live.fetch(Request("http://example.org/fine"))
    assert server.requests[-1].startswith("GET http://example.org/fine HTTP/1.1")
    assert response.failure is None


@pytest.mark.parametrize(
    ("entry", "host", "covered"),
    [
        ("example.org", "example.org", True),
        ("example.org", "www.example.org", True),
        ("www.example.org", "example.org", True),
        ("example.org", "a.example.org", False),
        ("*.example.org", "a.b.example.org", True),
        ("*.example.org", "example.org", True),
        ("*.example.org", "badexample.org", False),
        ("example.org:8080", "example.org", False),
    ],
)
def test_scope(entry: str, host: str, covered: bool) -> None:
    assert (Guard((entry,)).refuse(f"http://{host}/") is None) is covered


def test_scope_with_a_port() -> None:
    assert Guard(("example.org:8080",)).refuse("http://example.org:8080/") is None


@pytest.mark.parametrize(
    "address",
    NOT_PUBLIC.split(),
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8"])
def test_public_addresses(address: str) -> None:
    assert is_public(address)


def test_user_agent_is_honest_and_safe() -> None:
    assert user_agent() == "Attache/0.1"
    assert user_agent("ops@example.org") == "Attache/0.1 (+ops@example.org)"
    assert user_agent("a\r\nX: y") == "Attache/0.1 (+aX: y)"


def test_a_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    program = shutil.which("openssl")
    if program is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    request = ["req", "-x509", "-newkey", "ed25519", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([program, *request, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with suppress(OSError):
                connection, _ = listening.accept()
                context.wrap_socket(connection, server_side=True).close()

        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        response = LiveFetcher(LOCAL, limits=LIMITS).fetch(Request(f"https://127.0.0.1:{listening.getsockname()[1]}/"))
        serving.join(2)
    assert response.status is None
    assert "certificate" in (response.failure or "").lower()


def test_a_server_that_never_finishes_the_handshake(server: HostileServer) -> None:
    start = time.monotonic()
    response = LiveFetcher(LOCAL, limits=LIMITS).fetch(Request(f"https://127.0.0.1:{server.port}/fine"))
    assert response.status is None
    assert response.failure
    assert time.monotonic() - start < 2
