"""A chart's page in headless Chromium: it opens from a file, asks nothing, and does its work."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

from hullmark.graph.answer import Answer
from hullmark.graph.charts.page_file import draw_page
from hullmark.graph.embedded import WorkspaceReader
from hullmark.graph.errors import BadValue, FileProblem
from hullmark.graph.model import CURRENT, Link, Name, Record
from hullmark.graph.workspace import Workspace
from hullmark.queries.owner_table import owner_rows
from hullmark.queries.owners import owners
from hullmark.tests.conftest import Run
from hullmark.tests.neo4j_graphs import odd_workspace

FLAGS = ["--no-sandbox", "--no-first-run", "--disable-gpu", "--disable-background-networking"]
HOSTILE = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "</script><script>document.title='owned'</script>",
    "</title><svg onload=\"document.title='owned'\">",
    "{{7*7}} `${1}` \u2028 \u202eEVIL <!--",
    "שלום · مرحبا · e\u0301\u0301\u0301",
    "L" * 300,
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    chromium = shutil.which("chromium")
    if chromium is None:
        reason = "There is no chromium on the path; have it with: apt-get install chromium"
        if os.environ.get("HULLMARK_REQUIRE_NEO4J"):
            pytest.fail(f"HULLMARK_REQUIRE_NEO4J is set: {reason}")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=chromium,
            args=FLAGS,
            viewport={"width": 1280, "height": 800},
        )
        context.set_default_timeout(20_000)
        yield context
        context.close()


class Opened:
    """A page opened from a file, with what it asked for and complained of."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.page: Page = context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page.on("request", lambda one: self.asked.append(one.url))
        self.page.on("console", lambda one: self.said.append(one.text))
        self.page.on("pageerror", lambda one: self.said.append(str(one)))
        self.page.goto(path.as_uri())

    def status(self) -> str:
        return self.page.locator("#said").inner_text()

    def day(self, value: str) -> str:
        self.page.locator("#date").fill(value)
        return self.status()

    def quiet(self, path: Path) -> None:
        assert self.said == []
        assert self.asked == [path.as_uri()]


@pytest.fixture(scope="module")
def chart(demo_db: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "chart.html"
    with Workspace.open(demo_db, create=False) as workspace:
        answer = owners(WorkspaceReader(workspace), ["9179842", "8517839"])
    return draw_page(answer, path, owner_rows(answer), title="ANGARA and MARIA")


def test_it_opens_from_a_file_and_asks_nothing(browser: BrowserContext, chart: Path) -> None:
    opened = Opened(browser, chart)
    assert opened.page.title() == "ANGARA and MARIA"
    assert opened.status() == "All dates: 11 of 11 lines shown."
    assert opened.page.locator("#chart svg g.node[tabindex]").count() > 10
    opened.quiet(chart)


def test_the_slider_changes_what_is_shown(browser: BrowserContext, chart: Path) -> None:
    opened = Opened(browser, chart)
    assert opened.day("2023-10-16") == "On 2023-10-16: 8 of 11 lines hold, 1 possibly, 2 not."
    kaalbye = opened.page.locator("#chart g.node", has_text="KAALBYE GROUP").first
    assert "off" in (kaalbye.get_attribute("class") or "")
    assert opened.day("2022-05-08") == "On 2022-05-08: 1 of 11 lines hold, 10 possibly, 0 not."
    assert "off" not in (kaalbye.get_attribute("class") or "")
    slider = opened.page.locator("#day")
    slider.focus()
    slider.press("Home")
    assert opened.status() == "On 2016-08-02: 0 of 11 lines hold, 11 possibly, 0 not."
    opened.page.get_by_role("button", name="All dates").click()
    assert opened.status() == "All dates: 11 of 11 lines shown."


def test_switches_search_and_evidence(browser: BrowserContext, chart: Path) -> None:
    opened = Opened(browser, chart)
    opened.page.get_by_label("association").uncheck()
    assert opened.status() == "All dates: 9 of 11 lines shown."
    opened.page.get_by_label("former").uncheck()
    assert opened.status() == "All dates: 7 of 11 lines shown."
    opened.page.get_by_label("Find").fill("5766958")
    opened.page.get_by_label("Find").press("Enter")
    assert opened.status() == "AZIA SHIPPING COMPANY found."
    details = opened.page.locator("#details").inner_text()
    assert "IMO company number 5766958" in details
    assert "technical manager: AZIA SHIPPING COMPANY – MARIA, as of 2023-10-16" in details
    opened.page.get_by_label("Find").fill("nobody such")
    opened.page.get_by_label("Find").press("Enter")
    assert opened.status() == "Nothing here is called “nobody such”."
    link = opened.page.locator("#details a").first
    assert (link.get_attribute("rel"), link.get_attribute("href", timeout=1000)) == (
        "noopener noreferrer",
        link.inner_text(),
    )


def test_a_way_is_traced_with_the_keyboard(browser: BrowserContext, chart: Path) -> None:
    opened = Opened(browser, chart)
    for name in ("KAALBYE GROUP", "ANGARA", "MARIA"):
        box = opened.page.locator(f"#chart g.node[aria-label$=' {name}']")
        box.focus()
        box.press("Enter")
        if name == "ANGARA":
            assert opened.status() == (
                "KAALBYE GROUP – ANGARA: 1 step(s): KAALBYE GROUP → owner → ANGARA."
            )
    assert opened.status() == "No way from ANGARA to MARIA over the lines shown."
    opened.page.locator("#chart").focus()
    before = opened.page.locator("#chart svg").get_attribute("viewBox")
    opened.page.keyboard.press("+")
    closer = opened.page.locator("#chart svg").get_attribute("viewBox")
    opened.page.keyboard.press("0")
    assert before != closer
    assert opened.page.locator("#chart svg").get_attribute("viewBox") == before
    opened.page.keyboard.press("Escape")
    assert opened.status() == "All dates: 11 of 11 lines shown."
    opened.quiet(chart)


def test_table_sources_and_print(browser: BrowserContext, chart: Path, tmp_path: Path) -> None:
    opened = Opened(browser, chart)
    table = opened.page.locator("#table table")
    assert table.locator("tbody tr").count() == 11
    table.get_by_role("button", name="who", exact=True).click()
    who = [row.locator("td").nth(4).inner_text() for row in table.locator("tbody tr").all()]
    assert who == sorted(who, key=str.casefold) and len(set(who)) > 5
    sources = opened.page.locator("#sources").inner_text()
    assert "Suspect Couriers; figure 7" in sources and "SHA-256 of what is shown:" in sources
    pdf = opened.page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF") and pdf.count(b"/Type /Page\n") >= 2
    opened.page.set_viewport_size({"width": 390, "height": 844})
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390
    opened.quiet(chart)


def hostile_answer(path: Path) -> Answer:
    """A ship with a holder of each hostile name."""
    odd_workspace(path, (item for item in _hostile()))
    with Workspace.open(path, create=False) as workspace:
        return owners(WorkspaceReader(workspace), ["odd:ship"])


def _hostile() -> Iterator[Record | Link]:
    yield Record("odd:ship", "Vessel", (Name("SHIP"),))
    for at, name in enumerate(HOSTILE):
        yield Record(f"odd:{at}", "Company", (Name(name),))
        yield Link(f"odd:l{at}", f"odd:{at}", "owner", "odd:ship", period=CURRENT, as_stated=name)


def test_names_are_words_and_never_markup(browser: BrowserContext, tmp_path: Path) -> None:
    answer = hostile_answer(tmp_path / "odd.db")
    path = draw_page(answer, tmp_path / "a.html", owner_rows(answer), title=HOSTILE[0])
    opened = Opened(browser, path)
    assert opened.page.title() == HOSTILE[0]
    assert opened.page.locator("img").count() == 0
    assert opened.page.locator("script").count() == 2
    for name in HOSTILE[:4]:
        assert opened.page.get_by_role("cell", name=name, exact=True).count() >= 1, name
    for box in opened.page.locator("#chart [tabindex='0']").all():
        box.focus()
        box.press("Enter")
    opened.quiet(path)
    assert opened.page.title() == HOSTILE[0]


def test_same_bytes_one_box_and_bad_questions(
    demo_db: Path, hullmark: Run, tmp_path: Path, browser: BrowserContext
) -> None:
    for name in ("a.html", "b.html"):
        done = hullmark("--db", demo_db, "chart", "Angara", "-o", name, "--as-of", "2016-01-01")
        assert done.returncode == 0, done.stderr
    first, second = (tmp_path / name for name in ("a.html", "b.html"))
    assert first.read_bytes() == second.read_bytes()
    Opened(browser, first).quiet(first)
    for kind in ("timeline", "voyages"):
        done = hullmark("--db", demo_db, "chart", "--kind", kind, "Angara", "-o", f"{kind}.html")
        assert done.returncode == 0, done.stderr
        opened = Opened(browser, tmp_path / f"{kind}.html")
        assert opened.page.locator("#table tbody tr").count() > 10
        opened.quiet(tmp_path / f"{kind}.html")
    done = hullmark("--db", demo_db, "chart", "Angara", "-o", "no/where.html")
    assert done.returncode == 1 and "can't be written" in done.stderr
    with pytest.raises(BadValue, match="there is nothing to draw"):
        draw_page(Answer("x", date(2020, 1, 1)), tmp_path / "c.html", [])
    with pytest.raises(FileProblem):
        with Workspace.open(demo_db, create=False) as workspace:
            answer = owners(WorkspaceReader(workspace), ["9179842"])
        draw_page(answer, tmp_path, owner_rows(answer))


def test_the_data_in_the_page_cannot_end_its_script(tmp_path: Path) -> None:
    answer = hostile_answer(tmp_path / "odd.db")
    path = draw_page(answer, tmp_path / "a.html", owner_rows(answer))
    text = path.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.S)
    assert found and not re.search("[<>&\u2028\u2029]", found[1])
    assert text.count("</script>") == 2
