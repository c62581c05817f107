"""Fetching, against a real server on loopback: sound answers, bad ones, and none at all."""

from __future__ import annotations

import ast
import gzip
import logging
import re
import resource
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hullmark.graph.errors import BadValue, FileProblem
from hullmark.graph.workspace import Workspace
from hullmark.loaders import SOURCES, fetch_meta
from hullmark.loaders.fetch import Outcome, fetch
from hullmark.loaders.fetch_address import addresses, is_loopback, is_public, masked
from hullmark.loaders.fetch_meta import Fetched
from hullmark.loaders.fetch_publishers import Publisher, chosen, places, publishers
from hullmark.loaders.fetch_refusal import NotFetched
from hullmark.loaders.fetch_request import Patience, _Watch, answer
from hullmark.loaders.load import load
from hullmark.tests.fetch_server import (
    MODIFIED,
    Answer,
    Handler,
    Server,
    file,
    hang_up,
    later,
    raw,
    redirect,
    running,
    stall,
    status,
)
from hullmark.tests.test_terminal import Terminal

ROOT = Path(__file__).parent.parent
BODY = (ROOT / "fixtures" / "ofac" / "sdn.xml").read_bytes()
NEWER = BODY + b"<!-- a day later -->"
TODAY = date(2026, 11, 24)
HASTY = Patience(connect=2, silence=0.3, whole=20, tries=3, first_wait=0.01, longest_wait=2.5)
HTML = b"<!DOCTYPE html><html><head><title>Access Denied</title></head></html>"
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as one:
        yield one


def publisher(url: str, **fields: Any) -> Publisher:
    told = {
        "name": "test",
        "title": "A list",
        "loader": "ofac_legacy",
        "url": url,
        "file": "sdn.xml",
        "licence": "none",
        **fields,
    }
    return Publisher(**told)


def fetched(
    server: Server, folder: Path, *answers: Answer, patience: Patience = HASTY, **fields: Any
) -> Outcome:
    """What becomes of ``/list.xml`` (or of ``url=``) when the server gives these answers."""
    server.script["/list.xml"] = list(answers) or [status(404)]
    one = publisher(fields.pop("url", server.url()), **fields)
    (outcome,) = fetch([one], folder, today=TODAY, patience=patience)
    return outcome


def failure(*args: Any, **kwargs: Any) -> str:
    """The sentence of a fetch that fails."""
    outcome = fetched(*args, **kwargs)
    assert (outcome.status, outcome.path, outcome.fetched) == ("failed", None, None)
    return str(outcome.error)


def hidden(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.name.startswith("."))


# What a sound server gives


def test_a_new_file_lies_there_with_what_is_known_of_it(server: Server, tmp_path: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    outcome = fetched(server, tmp_path / "new" / "data", file(BODY, etag='"v1"'))
    path = tmp_path / "new" / "data" / "sdn.xml"
    assert (outcome.status, outcome.path, outcome.error) == ("new", path, None)
    assert path.read_bytes() == BODY
    told = outcome.fetched
    assert told is not None and before <= told.fetched_at <= datetime.now(UTC)
    assert msgspec.structs.replace(told, fetched_at=before) == Fetched(
        url=server.url(),
        etag='"v1"',
        last_modified=MODIFIED,
        fetched_at=before,
        sha256=subprocess.check_output(["sha256sum", path], text=True)[:64],
        bytes=len(BODY),
    )
    assert fetch_meta.read(path) == told
    assert sorted(one.name for one in path.parent.iterdir()) == ["sdn.xml", "sdn.xml.meta.json"]
    assert path.stat().st_mtime == parsedate_to_datetime(MODIFIED).timestamp()
    ((_, headers),) = server.seen
    assert (
        headers["User-Agent"].startswith("hullmark/") and headers["Accept-Encoding"] == "identity"
    )
    assert headers["Range"] is headers["If-None-Match"] is headers["Authorization"] is None
    with Workspace.open(tmp_path / "h.db") as workspace:
        assert load(workspace, path, extract=True).file == "sdn.xml"
        (snapshot,) = workspace.snapshots()
        assert (snapshot.url, snapshot.retrieved) == (server.url(), told.fetched_at)
        assert snapshot.published != told.fetched_at.date()


def test_what_has_not_changed_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    first = fetched(server, tmp_path, file(BODY, etag='"v1"'))
    second = fetched(server, tmp_path, file(BODY, etag='"v1"'))
    assert (second.status, second.fetched) == ("unchanged", first.fetched)
    headers = server.seen[1][1]
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == ('"v1"', MODIFIED)


def test_the_same_bytes_under_a_new_mark_are_unchanged(server: Server, tmp_path: Path) -> None:
    first = fetched(server, tmp_path, file(BODY, etag='"v1"')).fetched
    changed = (tmp_path / "sdn.xml").stat().st_mtime_ns
    second = fetched(server, tmp_path, file(BODY, etag='"v2"'))
    assert second.status == "unchanged"
    assert first is not None and second.fetched == msgspec.structs.replace(first, etag='"v2"')
    assert (tmp_path / "sdn.xml").stat().st_mtime_ns == changed
    assert fetch_meta.read(tmp_path / "sdn.xml") == second.fetched
    assert hidden(tmp_path) == []


def test_a_newer_file_takes_the_place(server: Server, tmp_path: Path) -> None:
    fetched(server, tmp_path, file(BODY))
    assert fetched(server, tmp_path, file(NEWER)).status == "new"
    assert (tmp_path / "sdn.xml").read_bytes() == NEWER


def test_a_file_that_was_changed_here_is_asked_for_whole(server: Server, tmp_path: Path) -> None:
    fetched(server, tmp_path, file(BODY))
    (tmp_path / "sdn.xml").write_bytes(BODY.replace(b"Vessel", b"Vassal"))
    assert fetched(server, tmp_path, file(BODY)).status == "new"
    assert (tmp_path / "sdn.xml").read_bytes() == BODY
    assert server.seen[1][1]["If-None-Match"] is None


def test_marks_of_one_url_are_not_told_to_another(server: Server, tmp_path: Path) -> None:
    fetched(server, tmp_path, file(BODY))
    server.script["/other.xml"] = [file(BODY)]
    assert fetched(server, tmp_path, url=server.url("/other.xml")).status == "unchanged"
    assert server.seen[1][1]["If-None-Match"] is None


def test_a_file_that_was_not_fetched_is_not_overwritten(server: Server, tmp_path: Path) -> None:
    (tmp_path / "sdn.xml").write_bytes(b"mine")
    assert "sdn.xml is there and was not fetched; " in failure(server, tmp_path, file(BODY))
    assert (tmp_path / "sdn.xml").read_bytes() == b"mine"
    assert server.seen == []


@pytest.mark.parametrize("mark", ["caf\xe9", '"a\tb"', '"' + "x" * 2000 + '"'])
def test_odd_marks_are_not_kept(server: Server, tmp_path: Path, mark: str) -> None:
    outcome = fetched(server, tmp_path, file(BODY, etag=mark, modified=None))
    assert outcome.fetched is not None
    assert (outcome.fetched.etag, outcome.fetched.last_modified) == ("", "")


def test_a_packed_answer_is_unpacked(server: Server, tmp_path: Path) -> None:
    packed = gzip.compress(BODY)
    assert fetched(server, tmp_path, status(200, packed, Content_Encoding="gzip")).status == "new"
    assert (tmp_path / "sdn.xml").read_bytes() == BODY
    told = failure(server, tmp_path, status(200, b"\x1f\x8b junk", Content_Encoding="gzip"))
    assert "the answer can't be read (" in told


# Breaks, and going on after them


def test_a_cut_download_goes_on_where_it_broke(server: Server, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    server.script["/list.xml"] = [file(BODY, etag='"v1"', cut=1000), file(BODY, etag='"v1"')]
    (outcome,) = fetch(
        [publisher(server.url())],
        tmp_path,
        today=TODAY,
        patience=HASTY,
        progress=lambda *step: told.append(step),
    )
    assert outcome.status == "new" and (tmp_path / "sdn.xml").read_bytes() == BODY
    headers = server.seen[1][1]
    assert (headers["Range"], headers["If-Range"]) == ("bytes=1000-", '"v1"')
    assert headers["If-None-Match"] is None
    assert told[0] == ("sdn.xml", 0, len(BODY)) and told[-1] == ("sdn.xml", len(BODY), len(BODY))
    assert ("sdn.xml", 1000, len(BODY)) in told
    assert hidden(tmp_path) == []


def test_the_next_run_goes_on_too(server: Server, tmp_path: Path) -> None:
    once = msgspec.structs.replace(HASTY, tries=1)
    fetched(server, tmp_path, file(BODY, etag='"v1"'))
    told = failure(server, tmp_path, file(NEWER, etag='"v2"', cut=1000), patience=once)
    assert re.search(r"the connection broke \(.*\); try again later. It was tried 1 times", told)
    assert (tmp_path / "sdn.xml").read_bytes() == BODY
    assert hidden(tmp_path) == [".sdn.xml.part", ".sdn.xml.part.json"]
    assert fetched(server, tmp_path, file(NEWER, etag='"v2"')).status == "new"
    assert server.seen[2][1]["Range"] == "bytes=1000-"
    assert (tmp_path / "sdn.xml").read_bytes() == NEWER
    assert hidden(tmp_path) == []


def test_a_file_that_changed_meanwhile_comes_whole(server: Server, tmp_path: Path) -> None:
    fetched(
        server, tmp_path, file(BODY, etag='"v1"', cut=1000), file(NEWER, etag='"v2"', modified=None)
    )
    assert (tmp_path / "sdn.xml").read_bytes() == NEWER
    assert server.seen[1][1]["If-Range"] == '"v1"'
    told = fetch_meta.read(tmp_path / "sdn.xml")
    assert told is not None and (told.etag, told.last_modified) == ('"v2"', "")


def test_a_weak_mark_is_not_gone_on_by(server: Server, tmp_path: Path) -> None:
    fetched(server, tmp_path, file(BODY, etag='W/"v1"', cut=1000), file(BODY, etag='W/"v1"'))
    assert server.seen[1][1]["If-Range"] == MODIFIED
    assert (tmp_path / "sdn.xml").read_bytes() == BODY


def test_without_a_mark_it_begins_again(server: Server, tmp_path: Path) -> None:
    bare: Any = {"etag": "", "modified": None}
    fetched(server, tmp_path, file(BODY, cut=1000, **bare), file(BODY, **bare))
    assert server.seen[1][1]["Range"] is None
    assert (tmp_path / "sdn.xml").read_bytes() == BODY
    failure(server, tmp_path, file(NEWER, cut=1000, **bare))
    assert hidden(tmp_path) == []


@pytest.mark.parametrize(
    "wrong",
    [
        status(206, BODY[1:], Content_Range=f"bytes 1-{len(BODY) - 1}/{len(BODY)}"),
        status(206, BODY[1000:], Content_Range=f"bytes 1000-{len(BODY) - 1}/{len(BODY) + 9}"),
        status(206, BODY[1000:], Content_Range="pages 2-3"),
        status(206, BODY[1000:]),
        status(416, Content_Range=f"bytes */{len(BODY)}"),
    ],
)
def test_a_wrong_rest_is_not_joined(server: Server, tmp_path: Path, wrong: Answer) -> None:
    fetched(server, tmp_path, file(BODY, cut=1000), wrong, file(BODY))
    assert server.seen[1][1]["Range"] == "bytes=1000-"
    assert server.seen[2][1]["Range"] is None
    assert (tmp_path / "sdn.xml").read_bytes() == BODY


def test_a_part_of_another_url_is_not_gone_on_with(server: Server, tmp_path: Path) -> None:
    once = msgspec.structs.replace(HASTY, tries=1)
    failure(server, tmp_path, file(BODY, cut=1000), patience=once)
    server.script["/other.xml"] = [file(BODY)]
    assert fetched(server, tmp_path, url=server.url("/other.xml")).status == "new"
    assert server.seen[1][1]["Range"] is None


@pytest.mark.parametrize("note", [b"", b"{}", b"\xff", b'{"url": 1}'])
def test_a_damaged_note_is_not_gone_by(server: Server, tmp_path: Path, note: bytes) -> None:
    (tmp_path / ".sdn.xml.part").write_bytes(b"<a")
    (tmp_path / ".sdn.xml.part.json").write_bytes(note)
    assert fetched(server, tmp_path, file(BODY)).status == "new"
    assert server.seen[0][1]["Range"] is None
    assert (tmp_path / "sdn.xml").read_bytes() == BODY


def test_an_interruption_keeps_what_can_be_gone_on_with(server: Server, tmp_path: Path) -> None:
    def interrupt(file: str, done: int, total: int | None) -> None:
        if done:
            raise KeyboardInterrupt

    server.script["/list.xml"] = [file(BODY, etag='"v1"')]
    with pytest.raises(KeyboardInterrupt):
        list(fetch([publisher(server.url())], tmp_path, today=TODAY, progress=interrupt))
    assert hidden(tmp_path) == [".sdn.xml.part", ".sdn.xml.part.json"]
    assert not (tmp_path / "sdn.xml").exists()
    assert fetched(server, tmp_path, file(BODY, etag='"v1"')).status == "new"
    assert (tmp_path / "sdn.xml").read_bytes() == BODY


def test_a_full_disk_is_said_and_freed(server: Server, tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1500, hard))
    try:
        told = failure(server, tmp_path, file(BODY, etag='"v1"'))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert "can't be written (File too large); name another folder with --to" in told
    assert list(tmp_path.iterdir()) == []


# Servers that are slow, busy or shut


def test_a_server_that_stalls_is_left(server: Server, tmp_path: Path) -> None:
    begun = time.monotonic()
    told = failure(server, tmp_path, stall())
    assert "nothing came for 0.3 seconds; try again later. It was tried 3 times." in told
    assert len(server.seen) == 3 and 0.9 < time.monotonic() - begun < 4


def test_a_body_that_stalls_is_gone_on_with(server: Server, tmp_path: Path) -> None:
    def half(on: Handler) -> None:
        on.begin(200, Content_Length=len(BODY), ETag='"v1"')
        on.wfile.write(BODY[:1000])
        on.wfile.flush()
        on.server.over.wait(1)

    assert fetched(server, tmp_path, half, file(BODY, etag='"v1"')).status == "new"
    assert server.seen[1][1]["Range"] == "bytes=1000-"


@pytest.mark.parametrize(
    "drip",
    [
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000, pause=0.05),
        raw(b"HTTP/1.1 200 OK\r\n\r\n" + BODY, pause=0.05),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + BODY, pause=0.05),
    ],
)
def test_a_server_that_drips_is_left_in_the_end(
    server: Server, tmp_path: Path, drip: Answer
) -> None:
    begun = time.monotonic()
    told = failure(server, tmp_path, drip, patience=msgspec.structs.replace(HASTY, whole=1.5))
    assert "it took longer than 2 seconds in all" in told
    assert 1.4 < time.monotonic() - begun < 3
    assert len(server.seen) == 1


def test_a_busy_server_is_asked_again(server: Server, tmp_path: Path) -> None:
    answers = (status(500), status(503), file(BODY))
    assert fetched(server, tmp_path, *answers).status == "new"
    assert len(server.seen) == 3
    told = failure(server, tmp_path, status(500))
    assert "it answered 500 (Internal Server Error); try again later. It was tried 3 times." in told
    assert "it answered 599; " in failure(server, tmp_path, status(599))


@pytest.mark.parametrize("asked", ["1", lambda: later(2)])
def test_a_server_is_left_alone_for_as_long_as_it_asks(
    server: Server, tmp_path: Path, asked: str | Callable[[], str]
) -> None:
    wait = asked if isinstance(asked, str) else asked()
    begun = time.monotonic()
    assert fetched(server, tmp_path, status(429, Retry_After=wait), file(BODY)).status == "new"
    assert 0.7 < time.monotonic() - begun < 3


def test_a_server_that_asks_for_too_long_is_not_asked_again(server: Server, tmp_path: Path) -> None:
    told = failure(server, tmp_path, status(429, Retry_After=3600))
    assert "it answered 429 (Too Many Requests); try again later." in told
    assert "It asks to be left alone for 3,600 seconds." in told
    assert len(server.seen) == 1
    failure(server, tmp_path, status(503, Retry_After=later(3600)))
    assert len(server.seen) == 2


@pytest.mark.parametrize("asked", ["soon", "-5", "", "1e9", "Tue, 99 May 2024", "٣"])
def test_a_wait_that_says_nothing_is_our_own(server: Server, tmp_path: Path, asked: str) -> None:
    header = f"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nRetry-After: {asked}\r\n\r\n".encode()
    assert fetched(server, tmp_path, raw(header), file(BODY)).status == "new"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (403, "it answered 403 (Forbidden); see in a browser where the file is now."),
        (404, "it answered 404 (Not Found); "),
        (204, "it answered 204 (No Content), expected 200; "),
        (206, "it answered 206 (Partial Content), expected 200; "),
        (304, "it answered 304 (Not Modified), expected 200; "),
        (300, "it answered 300 (Multiple Choices), expected 200; "),
        (799, "it answered 799; "),
    ],
)
def test_an_answer_without_a_file_is_told(
    server: Server, tmp_path: Path, code: int, words: str
) -> None:
    told = failure(server, tmp_path, status(code))
    assert told.startswith(f"test: {server.url()}: {words}")
    assert len(server.seen) == (3 if code == 799 else 1)


def test_no_server_no_name_no_http(server: Server, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/"
    assert "no connection ([Errno 111] Connection refused)" in failure(server, tmp_path, url=url)
    nowhere = failure(server, tmp_path, url="https://list.invalid/")
    assert "the name list.invalid can't be resolved (" in nowhere
    long = failure(server, tmp_path, url=f"https://{'a' * 80}.example/")
    assert "can't be resolved" in long or "is no URL" in long
    told = failure(server, tmp_path, raw(b"SSH-2.0-token=secret\r\n\r\n"))
    assert "what it sent is not HTTP" in told and "secret" not in told
    assert "the connection broke (Server disconnected" in failure(server, tmp_path, hang_up)


# What comes must be what was asked for


def test_a_web_page_is_refused(server: Server, tmp_path: Path) -> None:
    told = failure(server, tmp_path, status(200, HTML, ETag='"v1"'))
    assert told == (
        f"test: {server.url()}: what came is a web page (HTML), probably an error page saved under "
        "this name, titled 'Access Denied'; expected OFAC sanctions lists (XML), and so nothing "
        "was kept; look at the address in a browser."
    )
    assert list(tmp_path.iterdir()) == []
    fetched(server, tmp_path, file(BODY))
    told = failure(server, tmp_path, status(200, HTML))
    assert "and so the file that was there stays" in told
    assert (tmp_path / "sdn.xml").read_bytes() == BODY
    assert fetched(server, tmp_path, file(BODY)).status == "unchanged"


def test_another_list_is_refused(server: Server, tmp_path: Path) -> None:
    uk = (ROOT / "fixtures" / "uk" / "small.xml").read_bytes()
    told = failure(server, tmp_path, status(200, uk))
    assert "what came is UK Sanctions List (XML); expected OFAC sanctions lists (XML), " in told
    assert list(tmp_path.iterdir()) == []


def test_an_empty_or_damaged_file_is_refused(server: Server, tmp_path: Path) -> None:
    assert "it sent an empty file (0 bytes), and so nothing was kept" in failure(
        server, tmp_path, status(200)
    )
    told = failure(server, tmp_path, status(200, gzip.compress(BODY)[:50]))
    assert "what came can't be read (" in told and ".part" not in told
    assert list(tmp_path.iterdir()) == []


def test_a_file_without_a_stated_length_is_read_to_its_end(server: Server, tmp_path: Path) -> None:
    whole, cut = (
        raw(b"HTTP/1.1 200 OK\r\n\r\n" + BODY),
        raw(b"HTTP/1.1 200 OK\r\n\r\n" + BODY[:-90]),
    )
    assert fetched(server, tmp_path, whole).status == "new"
    told = failure(server, tmp_path, cut)
    assert "what came can't be read (" in told and "the file that was there stays" in told
    assert (tmp_path / "sdn.xml").read_bytes() == BODY


def test_a_cut_stream_of_chunks_is_noticed(server: Server, tmp_path: Path) -> None:
    begin = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = f"{len(BODY):x}\r\n".encode() + BODY + b"\r\n"
    assert "the connection broke (" in failure(server, tmp_path, raw(begin + chunk))
    assert fetched(server, tmp_path, raw(begin + chunk + b"0\r\n\r\n")).status == "new"


def test_a_file_that_is_far_too_large_is_refused(server: Server, tmp_path: Path) -> None:
    assert publisher("https://a.example/", about=100_000_000).most == 400_000_000
    assert publisher("https://a.example/", about=100).most == 64 << 20
    assert publisher("https://a.example/").most == 1 << 30
    stated = status(200, Content_Length=2 << 30)
    told = failure(server, tmp_path, stated)
    assert "it sends 2,147,483,648 bytes or more, expected at most 1,073,741,824" in told
    piece = b"100000\r\n" + b" " * (1 << 20) + b"\r\n"

    def endless(on: Handler) -> None:
        on.begin(200, Transfer_Encoding="chunked", ETag='"v1"')
        while not on.server.over.is_set():
            on.wfile.write(piece)

    told = failure(server, tmp_path, endless, about=1)
    assert re.search(r"it sends 67,\d{3},\d{3} bytes or more, expected at most 67,108,864", told)
    assert list(tmp_path.iterdir()) == []


# Redirects, addresses, secrets


def test_redirects_are_followed(server: Server, tmp_path: Path) -> None:
    server.script["/b"] = [redirect("c?sig=1", 307)]
    server.script["/c"] = [file(BODY, etag='"v1"')]
    outcome = fetched(server, tmp_path, redirect(server.url("/b")))
    assert outcome.fetched is not None and outcome.fetched.url == server.url()
    assert [path for path, _ in server.seen] == ["/list.xml", "/b", "/c?sig=1"]
    assert fetched(server, tmp_path, redirect(server.url("/b"))).status == "unchanged"


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("https://example.org/a?sig=hush", "to https://example.org/a?sig=***, by https instead of"),
        (
            "ftp://example.org/a",
            "to ftp://example.org/a, by ftp instead of http; that was not foll",
        ),
        ("file:///etc/passwd", "to file:/etc/passwd, by file instead of http; that was not foll"),
        ("http://u:hush@10.0.0.1/", "to http://***@10.0.0.1/, which is in a private network"),
        ("http://169.254.169.254/latest/meta-data/", "which is in a private network"),
        ("http://[::1]:{port}/list.xml", "which is in a private network"),
        ("http://[::ffff:127.0.0.1]:{port}/b", "which is in a private network"),
        ("http://localhost:{port}/list.xml", "which is in a private network"),
        ("http://127.0.0.1:1/", "which is in a private network"),
        ("http://127.1:{port}/list.xml", "which is in a private network"),
        ("http://2130706433:{port}/list.xml", "which is in a private network"),
        ("http://8.8.8.8/list.xml", "http://8.8.8.8/list.xml is not https, and its host is not"),
        ("http://a b/", "the name a%20b can't be resolved ("),
        ("http://[::1/", "it redirects to what is no URL; see it in a browser."),
        ("", "it redirects without saying where to"),
        ("{url}", "it was redirected more than 5 times, the last time to http://127.0.0.1:"),
    ],
)
def test_redirects_that_lead_astray_are_not_followed(
    server: Server, tmp_path: Path, to: str, words: str
) -> None:
    to = to.replace("{port}", str(server.server_port)).replace("{url}", server.url())
    told = failure(server, tmp_path, redirect(to))
    assert words in told and "hush" not in told
    assert len(server.seen) == (6 if "5 times" in words else 1)


def test_no_byte_goes_to_an_address_that_changed(server: Server) -> None:
    import httpx

    server.script["/list.xml"] = [file(BODY)]
    with (
        _Watch(time.monotonic() + 5, public=True) as watch,
        httpx.Client(trust_env=False) as client,
        pytest.raises(NotFetched, match="its address changed to one of a private network"),
    ):
        client.get(server.url(), extensions={"trace": watch.saw})
    assert server.seen == []


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::808:808", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(ip_address(address)) is public


def test_which_hosts_are_this_machine() -> None:
    here = ("localhost", "LOCALHOST.", "127.0.0.1", "127.8.8.8", "::1", "[::1]")
    assert [host for host in here if not is_loopback(host)] == []
    there = ("localhost.example.org", "10.0.0.1", "example.org", "127.1", "")
    assert [host for host in there if is_loopback(host)] == []
    assert all(one.is_loopback for one in addresses("localhost", 80))


def test_plain_http_stays_on_this_machine() -> None:
    with (
        pytest.raises(NotFetched, match=r"http://8.8.8.8/ is not https, and its host is not this"),
        answer("http://8.8.8.8/", {}, HASTY, time.monotonic() + 5),
    ):
        pass


def test_what_is_no_url() -> None:
    with (
        pytest.raises(NotFetched, match=r"https://\*\*\*@a:b/ is no URL \(Invalid port"),
        answer("https://u:hush@a:b/", {}, HASTY, time.monotonic() + 5),
    ):
        pass


def test_masked() -> None:
    for url, told in (
        ("https://example.org/a.xml", "https://example.org/a.xml"),
        ("https://u:p@example.org/a?b=c&d&e=f#g", "https://***@example.org/a?b=***&***&e=***"),
        ("https://u@x:p@example.org/", "https://***@example.org/"),
        ("https://example.org/?", "https://example.org/?***"),
        ("https://example.org/@a?x=//u:p@b", "https://example.org/@a?x=***"),
        ("no url", "no url"),
    ):
        assert masked(url) == told


SECRET = st.text(st.characters(codec="utf-8", exclude_characters="/?#&"), min_size=1).map(
    lambda text: f"hush{text}hush"
)


@given(user=SECRET, password=SECRET, token=SECRET)
def test_masked_keeps_no_secret(user: str, password: str, token: str) -> None:
    told = masked(f"https://{user}:{password}@example.org/list?a=1&token={token}#{token}")
    assert told == "https://***@example.org/list?a=***&token=***"


def test_secrets_are_sent_but_never_told(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = server.url("/list.xml?token=hush").replace("//", "//user:hush@")
    with caplog.at_level(logging.DEBUG):
        outcome = fetched(server, tmp_path, redirect("/b?sig=hush"), url=url)
        server.script["/b"] = [status(403)]
        failed = fetched(server, tmp_path, redirect("/b?sig=hush"), url=url)
        server.script["/b"] = [file(BODY)]
        outcome = fetched(server, tmp_path, redirect("/b?sig=hush"), url=url)
    told = f"test: http://***@127.0.0.1:{server.server_port}/list.xml?token=***: it answered 403"
    assert str(failed.error).startswith(told)
    assert server.seen[0][0] == "/list.xml?token=hush"
    assert {headers["Authorization"] for _, headers in server.seen} == {"Basic dXNlcjpodXNo"}
    assert outcome.status == "new"
    kept = "".join(one.read_text() for one in tmp_path.glob("*.json"))
    assert "token=***" in kept and "hush" not in kept + caplog.text + str(failed.error)
    assert logging.getLogger("httpx").level == logging.NOTSET


def test_a_proxy_is_asked_for_what_is_elsewhere(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = f"user:hush@127.0.0.1:{server.server_port}"
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    monkeypatch.setenv("HTTP_PROXY", proxy)
    server.script["list.invalid:443"] = [status(502)]
    told = failure(server, tmp_path, url="https://list.invalid/list.xml")
    assert "the proxy refused (502 Bad Gateway); see HTTPS_PROXY and NO_PROXY." in told
    ((path, headers),) = server.seen
    assert path == "list.invalid:443"
    assert headers["Proxy-Authorization"] == "Basic dXNlcjpodXNo" and "hush" not in told
    assert fetched(server, tmp_path, file(BODY)).status == "new"  # not by a proxy
    assert server.seen[-1][0] == "/list.xml"
    monkeypatch.setenv("HTTPS_PROXY", "gopher://u:hush@127.0.0.1/")
    told = failure(server, tmp_path, url="https://list.invalid/")
    assert "the proxy gopher://***@127.0.0.1/ can't be used" in told
    monkeypatch.setenv("NO_PROXY", "list.invalid")
    assert "can't be resolved" in failure(server, tmp_path, url="https://list.invalid/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this machine that nobody has signed, and its key."""
    if (program := shutil.which("openssl")) is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    made, key = folder / "cert.pem", folder / "key.pem"
    options = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext"
    names = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    subprocess.run(
        [program, *options.split(), names, "-keyout", key, "-out", made],
        check=True,
        capture_output=True,
    )
    return made, key


def test_https(
    certificate: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with running(context) as server:
        told = failure(server, tmp_path, file(BODY))
        assert "its certificate can't be trusted (" in told and "SSL_CERT_FILE" in told
        assert server.seen == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
        answers = (file(BODY, cut=1000), file(BODY))
        assert fetched(server, tmp_path, *answers).status == "new"
        assert (tmp_path / "sdn.xml").read_bytes() == BODY
        told = failure(server, tmp_path, redirect(server.url().replace("https", "http")))
        assert "by http instead of https; that was not followed" in told
        drip = raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 1000, pause=0.05)
        told = failure(server, tmp_path, drip, patience=msgspec.structs.replace(HASTY, whole=1))
        assert "it took longer than 1 seconds in all" in told
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        assert "SSL_CERT_FILE can't be read" in failure(server, tmp_path, file(BODY))


# Several files, dated files, folders


def test_one_failure_does_not_stop_the_others(server: Server, tmp_path: Path) -> None:
    server.script["/a"] = server.script["/c"] = [file(BODY)]
    wanted = [
        publisher(server.url(f"/{name}"), name=name, file=f"{name}.xml") for name in ("a", "b", "c")
    ]
    wanted.append(publisher(server.url("/a"), name="d", loader="none"))
    outcomes = list(fetch(wanted, tmp_path, today=TODAY, patience=HASTY))
    assert [one.status for one in outcomes] == ["new", "failed", "new", "failed"]
    assert str(outcomes[3].error).startswith("d: There is no loader 'none': expected one of ofac_")
    names = sorted(one.name for one in tmp_path.iterdir())
    assert names == ["a.xml", "a.xml.meta.json", "c.xml", "c.xml.meta.json"]


def test_dated_files_are_looked_for_from_today_back(server: Server, tmp_path: Path) -> None:
    server.script["/psc-2026-11-24.xml"] = [status(403)]
    server.script["/psc-2026-11-22.xml"] = [file(BODY)]
    fields: dict[str, Any] = {
        "url": server.url("/psc-{date}.xml"),
        "file": "psc-{date}.xml",
        "dates": "daily",
    }
    outcome = fetched(server, tmp_path, **fields)
    assert (outcome.status, outcome.path) == ("new", tmp_path / "psc-2026-11-22.xml")
    assert [path for path, _ in server.seen] == [
        "/psc-2026-11-24.xml",
        "/psc-2026-11-23.xml",
        "/psc-2026-11-22.xml",
    ]
    assert fetched(server, tmp_path, **fields).status == "unchanged"
    server.script.clear()
    told = failure(server, tmp_path, **fields)
    assert told == (
        f"test: {server.url('/psc-{date}.xml')} of the days up to 2026-11-24: it answered 404 (Not "
        "Found); see in a browser where the file is now."
    )


def test_where_dated_files_may_be() -> None:
    one = publisher("https://a.example/{date}.zip", file="{date}.zip", dates="monthly")
    found = [name for _, name in places(one, date(2026, 3, 2))]
    assert found[:4] == ["2026-03-01.zip", "2026-03-02.zip", "2026-02-01.zip", "2026-02-02.zip"]
    assert (len(found), found[-1]) == (12, "2026-01-05.zip")
    one = msgspec.structs.replace(one, dates="daily")
    assert [url for url, _ in places(one, date(2026, 3, 1))][:2] == [
        "https://a.example/2026-03-01.zip",
        "https://a.example/2026-02-28.zip",
    ]


def test_one_fetch_at_a_time_in_a_folder(server: Server, tmp_path: Path) -> None:
    wanted = [publisher(server.url())]
    server.script["/list.xml"] = [file(BODY)]
    first = fetch(wanted, tmp_path, today=TODAY)
    next(first)
    with pytest.raises(FileProblem, match="another fetch is writing there; wait for it"):
        list(fetch(wanted, tmp_path, today=TODAY))
    first.close()  # type: ignore[attr-defined]
    assert next(fetch(wanted, tmp_path, today=TODAY)).status == "unchanged"
    with pytest.raises(FileProblem, match=r"sdn.xml: expected a folder that can be written and lo"):
        list(fetch(wanted, tmp_path / "sdn.xml", today=TODAY))


def test_a_place_that_is_taken_by_a_folder(server: Server, tmp_path: Path) -> None:
    (tmp_path / ".sdn.xml.part").mkdir()
    told = failure(server, tmp_path, file(BODY))
    assert re.search(r"^test: .*/.sdn.xml.part: can't be read or written \(Is a directory\)", told)
    (tmp_path / ".sdn.xml.part").rmdir()
    (tmp_path / "sdn.xml").mkdir()
    assert "sdn.xml is there and was not fetched" in failure(server, tmp_path, file(BODY))


# The sidecar


def test_a_sidecar_is_believed_only_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(b"abc")
    sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    told = Fetched("https://a.example/", '"1"', "", datetime(2026, 11, 24, tzinfo=UTC), sha256, 3)
    assert fetch_meta.read(path) is None
    fetch_meta.write(path, told)
    assert (tmp_path / "a.xml.meta.json").read_text() == (
        '{\n  "url": "https://a.example/",\n  "etag": "\\"1\\"",\n  "last_modified": "",\n'
        f'  "fetched_at": "2026-11-24T00:00:00Z",\n  "sha256": "{sha256}",\n  "bytes": 3\n}}\n'
    )
    assert fetch_meta.read(path) == fetch_meta.read(path, sha256) == told
    assert fetch_meta.read(path, "0" * 64) is None
    path.write_bytes(b"abd")
    assert fetch_meta.read(path) is None
    path.write_bytes(b"abcd")
    assert fetch_meta.read(path, sha256) is None
    path.unlink()
    assert fetch_meta.read(path) is None


@pytest.mark.parametrize("junk", [b"", b"{}", b"\xff\xfe", b"[1]", b'{"url":', b"[" * 100_000])
def test_a_damaged_sidecar_is_none(tmp_path: Path, junk: bytes) -> None:
    (tmp_path / "a.xml").write_bytes(b"abc")
    (tmp_path / "a.xml.meta.json").write_bytes(junk)
    assert fetch_meta.read(tmp_path / "a.xml") is None


# What can be fetched


def test_every_publisher_is_sound_and_told() -> None:
    known = publishers()
    page = (ROOT / "docs" / "fetch.md").read_text(encoding="utf-8")
    assert [one.name for one in known if not one.url.startswith("https://")] == []
    assert [one.name for one in known if f"| `{one.name}`" not in page] == []
    assert [one.name for one in known if f"| {one.url} |" not in page] == []
    assert len({one.file for one in known}) == len(known)
    assert [one.name for one in chosen(known, ())] == [
        "ofac-sdn",
        "ofac-cons",
        "uk",
        "eu",
        "un",
        "canada",
    ]
    assert [one.name for one in chosen(known, ["uk", "ofac_legacy"])] == [
        "ofac-sdn-legacy",
        "ofac-cons-legacy",
        "uk",
    ]
    with pytest.raises(
        BadValue, match=r"Nothing named 'us' can be fetched: expected one of ofac-sdn"
    ):
        chosen(known, ["us"])


def test_every_publisher_feeds_a_loader() -> None:
    assert {one.loader for one in publishers()} - set(SOURCES) == set()


GOOD = {
    "name": "a",
    "title": "b",
    "loader": "c",
    "url": "https://d.example/",
    "file": "e",
    "licence": "f",
}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            {"url": "http://d.example/"},
            "a: expected an https URL, found http, which anybody on the",
        ),
        ({"url": "http://127.0.0.1.d.example/"}, "expected an https URL, found http"),
        ({"url": "file:///etc/passwd"}, "expected a URL with a host"),
        ({"url": "https://[::1/"}, "expected a URL with a host"),
        ({"url": "https://a.example:99999/"}, "expected a URL with a host"),
        ({"url": "list.xml"}, "expected a URL with a host"),
        ({"file": "../e"}, "expected a plain file name, found '../e'"),
        ({"file": ".e"}, "expected a plain file name, found '.e'"),
        ({"file": "/e"}, "expected a plain file name, found '/e'"),
        ({"file": "e" * 200}, "expected a plain file name"),
        ({"dates": "daily"}, "expected {date} in the URL and the file name where dates are daily"),
        ({"url": "https://d.example/{date}"}, "expected {date} in the URL and the file name"),
        ({"dates": "weekly"}, "found a mistake: Invalid enum value 'weekly'"),
        ({"about": "big"}, "found a mistake: Expected `int | null`, got `str`"),
        ({"licence": None}, "found a mistake: Expected `str`, got `null`"),
        ({"colour": "red"}, "found a mistake: Object contains unknown field `colour`"),
    ],
)
def test_mistakes_in_publishers_are_named(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(msgspec.json.encode([GOOD]))
    assert [one.name for one in publishers(path)] == ["a"]
    path.write_bytes(msgspec.json.encode([{**GOOD, **change}]))
    with pytest.raises(BadValue, match=re.escape(words)) as told:
        publishers(path)
    assert str(told.value).startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[{", "found a mistake: "),
        (b"a: 1", "found a mistake: Expected `array`, got `object`"),
        (b"\xff\xfe\xff", "found a mistake: "),
        (b"!!python/object/apply:os.system [ls]", "found a mistake: "),
        (msgspec.json.encode([GOOD, GOOD]), "a: the name is taken"),
    ],
)
def test_a_publishers_file_that_is_none(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_bytes(content)
    with pytest.raises(BadValue, match=re.escape(words)):
        publishers(path)
    with pytest.raises(FileProblem, match=r"none.yaml: can't be read \(No such file"):
        publishers(tmp_path / "none.yaml")


def test_only_fetching_knows_the_network() -> None:
    users = set()
    for path in [
        *ROOT.glob("*.py"),
        *(ROOT / "loaders").glob("*.py"),
        *(ROOT / "queries").glob("*.py"),
    ]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [one.name for one in getattr(node, "names", ())]
                if isinstance(node, ast.Import)
                else []
            )
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            if {"httpx", "socket", "http", "urllib"} & {name.split(".")[0] for name in names}:
                users.add(path.name)
    assert {name for name in users if not name.startswith("fetch")} == set()
    assert "fetch_request.py" in users


# The command


def test_the_command(server: Server, tmp_path: Path, hullmark: Run) -> None:
    mine = tmp_path / "mine.yaml"
    told: list[dict[str, Any]] = [
        {**GOOD, "name": "ofac", "loader": "ofac_legacy", "default": True},
        {**GOOD, "name": "uk", "loader": "uk_sanctions", "file": "uk.xml", "default": True},
        {**GOOD, "name": "none", "loader": "casefile", "file": "none"},
    ]
    told[0] |= {"url": server.url("/ofac?token=hush"), "file": "sdn.xml"}
    told[1]["url"] = server.url("/uk")
    mine.write_bytes(msgspec.json.encode(told))
    server.script |= {"/ofac": [file(BODY)], "/uk": [status(200, HTML)]}
    done = hullmark("fetch", "--publishers", mine)
    sha256 = subprocess.check_output(["sha256sum", tmp_path / "data/sdn.xml"], text=True)[:64]
    lines = [line.split() for line in done.stdout.splitlines()]
    today = datetime.now(UTC).date().isoformat()
    assert ["ofac", "new", "data/sdn.xml", f"{len(BODY):,}", today] in lines
    assert ["uk", "failed"] in lines
    assert done.returncode == 5
    assert done.stderr.startswith(f"hullmark: uk: {server.url('/uk')}: what came is a web page")
    assert done.stderr.count("\n") == 1
    done = hullmark("fetch", "--publishers", mine, "ofac", "--to", "data", "-f", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    row = msgspec.json.decode(done.stdout)
    assert (row["source"], row["status"], row["sha256"]) == ("ofac", "unchanged", sha256)
    assert row["url"] == server.url("/ofac?token=***")
    listed = hullmark("fetch", "--publishers", mine, "--list", "-f", "json")
    assert "token=***" in listed.stdout and "hush" not in listed.stdout + done.stdout
    assert hullmark("fetch", "--publishers", mine, "uk", "none").returncode == 1
    assert "hush" not in (tmp_path / "data/sdn.xml.meta.json").read_text()
    assert hullmark("load", "--extract", "data/sdn.xml").returncode == 0
    debug = hullmark("--debug", "fetch", "--publishers", mine, "uk")
    assert debug.returncode == 1 and "Traceback" in debug.stderr and "hush" not in debug.stderr


def test_the_command_lists_and_refuses(hullmark: Run, tmp_path: Path) -> None:
    done = hullmark("fetch", "--list")
    assert (done.returncode, done.stderr) == (0, "")
    rows = [line.split() for line in done.stdout.splitlines() if line.startswith((" *  ", "    "))]
    names = {word for row in rows for word in row[:2]}
    assert {one.name for one in publishers()} <= names
    assert "OGL v3.0" in done.stdout and "* fetched when no source is named" in done.stdout
    assert not (tmp_path / "data").exists()
    one = hullmark("fetch", "--list", "uk").stdout
    assert "UK Sanctions List" in one and "OFAC" not in one
    done = hullmark("fetch", "us")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("hullmark: Nothing named 'us' can be fetched: expected one of ")


def one_of(server: Server, path: Path) -> Path:
    path.write_bytes(msgspec.json.encode([{**GOOD, "loader": "ofac_legacy", "url": server.url()}]))
    return path


def test_in_a_terminal_it_shows_how_far_it_is(server: Server, tmp_path: Path) -> None:
    seen = threading.Event()

    def slowly(on: Handler) -> None:
        on.begin(200, Content_Length=len(BODY), ETag='"v1"')
        on.wfile.write(BODY[:-500])
        on.wfile.flush()
        seen.wait(30)
        on.wfile.write(BODY[-500:])

    server.script["/list.xml"] = [slowly]
    mine = one_of(server, tmp_path / "mine.yaml")
    terminal = Terminal("fetch", "a", "--publishers", mine, cwd=tmp_path)
    terminal.until("Fetching e ")
    terminal.until(f"{(len(BODY) - 500) / 1000:.1f}/{len(BODY) / 1000:.1f} kB")
    seen.set()
    assert terminal.end() == 0
    assert re.search(rf"a +new +data/e +{len(BODY):,} +20\d\d-", terminal.text())


def test_ctrl_c_keeps_what_came(server: Server, tmp_path: Path) -> None:
    def half(on: Handler) -> None:
        on.begin(200, Content_Length=len(BODY), ETag='"v1"')
        on.wfile.write(BODY[:1000])
        on.wfile.flush()
        on.server.over.wait(30)

    server.script["/list.xml"] = [half, file(BODY, etag='"v1"')]
    mine = one_of(server, tmp_path / "mine.yaml")
    terminal = Terminal("fetch", "a", "--publishers", mine, cwd=tmp_path)
    terminal.until("1.0/")
    terminal.process.send_signal(signal.SIGINT)
    assert terminal.end() == 130
    assert "hullmark: interrupted" in terminal.text()
    assert hidden(tmp_path / "data") == [".e.part", ".e.part.json"]
    (outcome,) = fetch(publishers(mine), tmp_path / "data", today=TODAY)
    assert outcome.status == "new" and (tmp_path / "data/e").read_bytes() == BODY
    assert server.seen[1][1]["Range"] == "bytes=1000-"


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_nothing_is_left_open(server: Server, tmp_path: Path) -> None:
    before = open_files()
    for _ in range(5):
        fetched(server, tmp_path, file(BODY, cut=100), stall(1), redirect("http://10.0.0.1/"))
        fetched(server, tmp_path, file(BODY))
    deadline = time.monotonic() + 5
    while open_files() > before and time.monotonic() < deadline:
        time.sleep(0.05)
    assert open_files() <= before
