"""A local web server that misbehaves in every way that the collector must survive."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket, str], None]


def reply(body: bytes, *headers: str, status: str = "200 OK", length: int | None = None) -> Behaviour:
    """Answer with `body`; `length` overrides the stated Content-Length."""
    stated = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {stated}", *headers, "", ""]

    def behave(connection: socket.socket, _: str) -> None:
        connection.sendall("\r\n".join(lines).encode("latin-1") + body)

    return behave


def raw(data: bytes) -> Behaviour:
    return lambda connection, _: connection.sendall(data)


def drip(head: bytes, piece: bytes, pause: float = 0.05) -> Behaviour:
    """Send `head`, then `piece` again and again until the client goes."""

    def behave(connection: socket.socket, _: str) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return behave


def silence(connection: socket.socket, _: str) -> None:
    connection.recv(1)


def reset(connection: socket.socket, _: str) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def bomb() -> bytes:
    """Return some 60 kB that decompress to 60 MB."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()


OK = "HTTP/1.1 200 OK\r\n"
BEHAVIOURS: dict[str, Behaviour] = {
    "/fine": reply(b"<p>fine</p>", "Content-Type: text/html; charset=utf-8", 'ETag: "1"', "Set-Cookie: a=b"),
    "/gzip": reply(gzip.compress("中文".encode()), "Content-Encoding: gzip", "Content-Type: text/html"),
    "/bad-gzip": reply(b"\x1f\x8b\x08\x00 this is no gzip", "Content-Encoding: gzip"),
    "/cut-gzip": reply(gzip.compress(b"x" * 5000)[:-12], "Content-Encoding: gzip"),
    "/bomb": reply(bomb(), "Content-Encoding: gzip"),
    "/wrong-charset": reply("国际合作".encode("gb18030"), "Content-Type: text/html; charset=utf-8"),
    "/lies-longer": reply(b"short", length=5000),
    "/lies-shorter": reply(b"0123456789HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", length=10),
    "/lies-huge": reply(b"x", length=10**15),
    "/negative": raw(f"{OK}Content-Length: -5\r\n\r\nabc".encode()),
    "/endless": drip(f"{OK}\r\n".encode(), b"x" * 65536, 0),
    "/slow-body": drip(f"{OK}Content-Length: 100000\r\n\r\n".encode(), b"x"),
    "/slow-head": drip(OK.encode(), b"X-A: b\r\n"),
    "/silence": silence,
    "/reset": reset,
    "/nothing": lambda connection, _: None,
    "/http10": raw(b"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold but good"),
    "/http09": raw(b"<html>no head at all</html>"),
    "/garbage": raw(bytes(range(256)) * 20),
    "/huge-header": raw(f"{OK}X-Big: {'y' * 300_000}\r\n\r\n".encode()),
    "/many-headers": raw((OK + "".join(f"X-{n}: v\r\n" for n in range(500)) + "Content-Length: 0\r\n\r\n").encode()),
    "/big-headers": raw((OK + "".join(f"X-{n}: {'v' * 1500}\r\n" for n in range(50)) + "\r\n").encode()),
    "/bad-chunks": raw(f"{OK}Transfer-Encoding: chunked\r\n\r\nZZZ\r\nnonsense\r\n".encode()),
    "/chunks": raw(f"{OK}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".encode()),
    "/cut-chunks": raw(f"{OK}Transfer-Encoding: chunked\r\n\r\n500\r\nabc".encode()),
    "/status-999": raw(b"HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nhm"),
    "/not-found": reply(b"gone", status="404 Not Found"),
    "/error": reply(b"oops", status="503 Service Unavailable"),
    "/loop-a": reply(b"", "Location: /loop-b", status="302 Found"),
    "/loop-b": reply(b"", "Location: /loop-a", status="302 Found"),
    "/to-fine": reply(b"", "Location: fine#part", status="301 Moved Permanently"),
    "/to-private": reply(b"", "Location: http://192.168.0.1/secret", status="302 Found"),
    "/to-metadata": reply(b"", "Location: http://169.254.169.254/latest/", status="302 Found"),
    "/to-file": reply(b"", "Location: file:///etc/passwd", status="302 Found"),
    "/to-nowhere": reply(b"", status="302 Found"),
    "/to-odd": reply(b"", "Location: http://[bad", status="302 Found"),
    "/synthetic": reply(b"made up", "X-Attache-Synthetic: 1"),
    "/early-hints": raw(f"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n{OK}Content-Length: 2\r\n\r\nok".encode()),
}


class HostileServer:
    """Serves `BEHAVIOURS` and `/hop/N` (N further redirects) on 127.0.0.1; `requests` holds the heads received."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.requests: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            head = b""
            while b"\r\n\r\n" not in head:
                part = connection.recv(65536)
                if not part:
                    return
                head += part
            self.requests.append(head.decode("latin-1"))
            self._behaviour(self.requests[-1].split(" ")[1])(connection, self.requests[-1])

    def _behaviour(self, path: str) -> Behaviour:
        if path.startswith("/hop/"):
            left = int(path.removeprefix("/hop/"))
            to = f"/hop/{left - 1}" if left else "/fine"
            return reply(b"", f"Location: {to}", status="307 Temporary Redirect")
        return BEHAVIOURS.get(path, BEHAVIOURS["/not-found"])

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


@contextmanager
def hostile_server() -> Iterator[HostileServer]:
    server = HostileServer()
    try:
        yield server
    finally:
        server.close()
