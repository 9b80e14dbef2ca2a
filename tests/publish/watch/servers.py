"""Small real servers that take webhooks and mail, and misbehave on demand."""

from __future__ import annotations

import http.server
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Hook:
    """A webhook receiver; `mode` is an HTTP status, or `hang up` (takes the request and closes without an answer)."""

    def __init__(self) -> None:
        self.mode: int | str = 204
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.url = ""

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.taken]


@contextmanager
def hook() -> Iterator[Hook]:
    told = Hook()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told.taken.append(({k.lower(): v for k, v in self.headers.items()}, body))
            if told.mode == "hang up":
                self.close_connection = True
                return
            self.send_response(int(told.mode))
            if told.mode == 302:
                self.send_header("location", told.url)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Post:
    """A mail server; `mode` is `take`, `refuse` (550 to the recipient), `busy` (451 after the text) or `hang up`."""

    def __init__(self) -> None:
        self.mode = "take"
        self.letters: list[str] = []
        self.port = 0


@contextmanager
def post_office() -> Iterator[Post]:
    told = Post()

    class Handler(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 here")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "DATA":
                    if not self.letter():
                        return
                elif verb == "QUIT":
                    self.say("221 bye")
                    return
                elif verb == "RCPT" and told.mode == "refuse":
                    self.say("550 no such box")
                else:
                    self.say("250 ok")

        def letter(self) -> bool:
            self.say("354 go on")
            lines = []
            while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                lines.append(line)
            if told.mode == "hang up":
                return False
            if told.mode == "busy":
                self.say("451 later")
                return True
            told.letters.append("\n".join(lines))
            self.say("250 taken")
            return True

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    told.port = int(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
