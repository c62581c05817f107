"""A real HTTP server on loopback that answers as it is told to, badly too; to test fetching."""

from __future__ import annotations

import hashlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODIFIED = "Tue, 07 May 2024 14:00:00 GMT"
Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One connection; the answers stand in ``server.script`` by path, the last of each for good."""

    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        with self.server.lock:
            self.server.seen.append((self.path, self.headers))
            answers = self.server.script.get(self.path.partition("?")[0], [status(404)])
            answer = answers.pop(0) if len(answers) > 1 else answers[0]
        answer(self)

    def do_CONNECT(self) -> None:
        self.do_GET()

    def begin(self, code: int, **headers: object) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Server(ThreadingHTTPServer):
    """The server; ``seen`` are the requests that came, in order."""

    daemon_threads = True

    def __init__(self) -> None:
        self.script: dict[str, list[Answer]] = {}
        self.seen: list[tuple[str, Message]] = []
        self.lock, self.over, self.scheme = threading.Lock(), threading.Event(), "http"
        super().__init__(("127.0.0.1", 0), Handler)

    def url(self, path: str = "/list.xml") -> str:
        return f"{self.scheme}://127.0.0.1:{self.server_port}{path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many of the tests are about."""


@contextmanager
def running(context: ssl.SSLContext | None = None) -> Iterator[Server]:
    """A server until the end of the block."""
    with Server() as server:
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
            server.scheme = "https"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join(5)


def file(
    body: bytes,
    *,
    etag: str | None = None,
    modified: str | None = MODIFIED,
    cut: int | None = None,
) -> Answer:
    """A file as a sound server gives it: 304 and 206 where they are due; ``cut`` breaks off."""
    etag = f'"{hashlib.md5(body).hexdigest()}"' if etag is None else etag

    def answer(on: Handler) -> None:
        marks = {"ETag": etag, "Last_Modified": modified}
        marks = {name: mark for name, mark in marks.items() if mark}
        asked, rest = on.headers, body
        if asked["If-None-Match"] == etag and etag:
            on.begin(304, **marks)
            return
        span = asked["Range"]
        if span and asked["If-Range"] in (etag, modified):
            start = int(span.removeprefix("bytes=").removesuffix("-"))
            rest = body[start:]
            marks["Content_Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
            on.begin(206, Content_Length=len(rest), **marks)
        else:
            on.begin(200, Content_Length=len(rest), **marks)
        on.wfile.write(rest[:cut])
        if cut is not None:
            hang_up(on)

    return answer


def status(code: int, body: bytes = b"", **headers: object) -> Answer:
    """A status with headers, ``_`` for ``-`` in their names."""

    def answer(on: Handler) -> None:
        if code >= 200 and code not in (204, 304):
            headers.setdefault("Content_Length", len(body))
        on.begin(code, **headers)
        on.wfile.write(body)

    return answer


def redirect(to: str, code: int = 302) -> Answer:
    return status(code, Location=to)


def raw(data: bytes, *, pause: float = 0) -> Answer:
    """These bytes and a closed connection; with a pause, one byte at a time."""

    def answer(on: Handler) -> None:
        on.close_connection = True
        for piece in [data] if not pause else (data[i : i + 1] for i in range(len(data))):
            if on.server.over.wait(pause):
                return
            on.wfile.write(piece)
            on.wfile.flush()

    return answer


def stall(seconds: float = 5) -> Answer:
    """Nothing, until the server ends."""

    def answer(on: Handler) -> None:
        on.server.over.wait(seconds)
        on.close_connection = True

    return answer


def hang_up(on: Handler) -> None:
    """Break the connection off."""
    on.close_connection = True
    with suppress(OSError):
        on.wfile.flush()
        on.connection.shutdown(socket.SHUT_RDWR)


def later(seconds: float) -> str:
    """An HTTP date so many seconds from now."""
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + seconds))
