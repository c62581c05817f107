"""How large the page of a chart is, and how soon Chromium has it ready, by number of boxes.

``python benchmarks/page.py`` needs ``chromium`` on the path. Ready is when the page's script has
run and the drawing stands; seconds are wall time of the browser, the median of ``--runs``.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from charts import fleet
from playwright.sync_api import sync_playwright

from hullmark.graph.charts.fit import Wish
from hullmark.graph.charts.page_file import draw_page
from hullmark.queries.owner_table import owner_rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--boxes", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--runs", type=int, default=5)
    asked = parser.parse_args()
    print("| boxes | made in CPU s | MB | ready in s | a move of the slider, s |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for boxes in asked.boxes:
            answer, path = fleet(boxes), Path(folder) / f"{boxes}.html"
            start = time.process_time()
            draw_page(answer, path, owner_rows(answer), wish=Wish(most=boxes))
            made = time.process_time() - start
            ready, moved = [], []
            for _ in range(asked.runs):
                page = browser.new_page()
                start = time.perf_counter()
                page.goto(path.as_uri())
                page.wait_for_function("document.getElementById('said').textContent.length > 0")
                page.locator("#chart svg").bounding_box()
                ready.append(time.perf_counter() - start)
                page.locator("#day").focus()
                start = time.perf_counter()
                page.keyboard.press("Home")
                page.locator("#chart svg").bounding_box()
                moved.append(time.perf_counter() - start)
                page.close()
            print(
                f"| {boxes:,} | {made:.1f} | {path.stat().st_size / 1e6:.1f} |"
                f" {statistics.median(ready):.2f} | {statistics.median(moved):.2f} |",
                flush=True,
            )
        browser.close()


if __name__ == "__main__":
    main()
