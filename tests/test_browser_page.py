"""The real Browser page of Neo4j in headless Chromium: it takes the kit and draws the graph."""

from __future__ import annotations

import base64
import os
import re
import shutil
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic

import pytest
from playwright.sync_api import Page, Route, sync_playwright

from hullmark.graph.neo4j.browser_kit import write_kit
from hullmark.graph.neo4j.saved_queries import saved_queries
from hullmark.graph.neo4j.server import Access, Server
from hullmark.tests.neo4j_fixtures import empty
from hullmark.tests.neo4j_graphs import push

ANGARA = "MATCH p=(:Vessel {caption:'ANGARA'})-[*..3]-(:Company {caption:'KAALBYE GROUP'}) RETURN p"
FLAGS = [
    f"--{flag}"
    for flag in (
        *("no-sandbox", "no-first-run", "disable-gpu", "disable-quic", "disable-sync"),
        *("disable-background-networking", "disable-component-update"),
    )
]
# A dropped file, as the page's script would meet it.
DROPPED = """([name, content]) => {
    const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], name));
    return data;
}"""
PATIENCE = 30_000  # milliseconds; a step took 1 to 3 seconds


@pytest.fixture
def server(neo4j_5: Access, demo_db: Path) -> Server:
    """A server of 5.26, with the demo's graph, of which the address of the Browser is known."""
    if not isinstance(neo4j_5, Server):
        pytest.skip("NEO4J_URI names a server, and not where its Browser is; unset it for this.")
    empty(neo4j_5)
    push(neo4j_5, demo_db)
    return neo4j_5


@pytest.fixture
def kit(tmp_path: Path) -> Path:
    """A folder with the kit."""
    return write_kit(tmp_path / "kit")[0].parent


@pytest.fixture
def page(server: Server, tmp_path: Path) -> Iterator[Page]:
    """The Browser page, connected; whatever it wants from the network is refused."""
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "There is no chromium on the path; have it with: apt-get install chromium"
        if os.environ.get("HULLMARK_REQUIRE_NEO4J"):
            pytest.fail(f"HULLMARK_REQUIRE_NEO4J is set: {reason}")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch_persistent_context(
            tmp_path / "profile",
            executable_path=chromium,
            args=FLAGS,
            viewport={"width": 1440, "height": 640},
        )
        browser.route(re.compile("^https?://"), _local)
        page = browser.pages[0]
        page.set_default_timeout(PATIENCE)
        page.goto(f"{server.http}/browser/")
        page.get_by_test_id("boltaddress").fill(f"127.0.0.1:{server.bolt_port}")
        page.get_by_test_id("username").fill(server.user)
        page.get_by_test_id("password").fill(server.password)
        page.get_by_test_id("connect").click()
        page.get_by_text(":play start").wait_for()
        yield page
        browser.close()


def _local(route: Route) -> None:
    ours = re.match(r"http://(127\.0\.0\.1|localhost):", route.request.url)
    route.continue_() if ours else route.abort()


def drop(page: Page, file: Path) -> None:
    """Drop a file on the page."""
    content = base64.b64encode(file.read_bytes()).decode()
    data = page.evaluate_handle(DROPPED, [file.name, content])
    page.dispatch_event("div.filedrop", "drop", {"dataTransfer": data})


def run(page: Page, command: str) -> None:
    """Put a command into the editor, and run it."""
    page.get_by_test_id("activeEditor").click()
    page.keyboard.insert_text(command)
    page.get_by_test_id("editor-Run").click()


def captions(page: Page, kind: str) -> list[str]:
    """What the newest graph writes on its nodes or relationships, once it stands still."""
    drawn = page.get_by_test_id("frame").first.locator(f"g.{kind}")
    drawn.first.wait_for()
    places, end = [""], monotonic() + PATIENCE / 1000
    while places[-1] != (now := page.locator("g.node").first.get_attribute("transform") or ""):
        assert monotonic() < end, "the graph doesn't come to rest"
        places.append(now)
        page.wait_for_timeout(500)
    return sorted(" ".join(text.split()) for text in drawn.all_text_contents())


def test_graph_of_angara_as_the_browser_draws_it(page: Page, kit: Path, tmp_path: Path) -> None:
    drop(page, kit / "style.grass")
    page.get_by_text("border-color: #1b3a57;").first.wait_for()
    run(page, ":clear")
    run(page, ANGARA)
    assert captions(page, "node") == ["ANGARA", "KAALBYE GROUP", "M LEASING", "OCEAN ENERGY"]
    assert captions(page, "relationship") == [
        "former",
        "linked to",
        "owner",
        "owner then",
        "owner, formerly",
    ]
    ship = page.locator("g.node", has_text="ANGARA").locator("circle.b-outline")
    assert ship.get_attribute("fill") == "#e8f1fa"
    picture = Path(os.environ.get("HULLMARK_BROWSER_PICTURE") or tmp_path / "browser.png")
    page.screenshot(path=picture)
    assert 10_000 < picture.stat().st_size < 300_000


def test_favorites_and_guide_as_the_browser_takes_them(page: Page, kit: Path) -> None:
    drop(page, kit / "style.grass")
    drop(page, kit / "favorites.zip")
    page.get_by_test_id("navigationFavorites").click()
    page.get_by_test_id("expandFolder-hullmark").click()
    titles = page.locator("[data-testid^='scriptTitle-']")
    titles.last.wait_for()
    names = [f"{number:02} {one.name}" for number, one in enumerate(saved_queries(), 1)]
    assert titles.all_inner_texts() == ["00 Set the parameters", *names]
    cut = titles.evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    )
    assert cut == []
    for name in ("00 Set the parameters", "05 Who stands above a ship?"):
        page.get_by_test_id(f"scriptTitle-{name}").click()
        page.get_by_test_id("editor-Run").click()
    assert captions(page, "node") == ["ANGARA", "KAALBYE GROUP", "M LEASING"]
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Open, directory=str(kit))) as files:
        Thread(target=files.serve_forever, daemon=True).start()
        run(page, f":guide http://localhost:{files.server_port}/guide.html")
        page.get_by_text("from a ship to everyone behind it").wait_for()
        files.shutdown()


class Open(SimpleHTTPRequestHandler):
    """Files for pages of any origin, as the Browser needs of a guide."""

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def do_OPTIONS(self) -> None:  # its own header pragma makes the Browser ask first
        self.send_response(204)
        self.send_header("Access-Control-Allow-Headers", "*")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None: ...
