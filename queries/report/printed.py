"""A report as a PDF: its page, printed by WeasyPrint, which may fetch nothing.

It prints in a process of its own: WeasyPrint loads this machine's Pango, and the charts have by
then loaded the one that pygraphviz brings; the two do not live in one process.
"""

from __future__ import annotations

import os
import subprocess
import sys

from hullmark.graph.errors import HullmarkError
from hullmark.queries.report.document import Document
from hullmark.queries.report.page import page

SECONDS = 600  # then a print is given up
NO_PACKAGE, NO_PANGO = 3, 4  # what the printing process says by its exit code
_SAYS = {
    NO_PACKAGE: "A .pdf report needs the package weasyprint; install it with: "
    "pip install 'hullmark[report]', or write .html and print that.",
    NO_PANGO: "A .pdf report needs Pango on this machine; install it (on Debian and Ubuntu: "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0), or write .html and print that.",
}


def printed(document: Document) -> bytes:
    """The bytes of a ``.pdf``, fonts embedded; ``HullmarkError`` when what it needs is missing."""
    command = [sys.executable, "-c", f"from {__name__} import main; main()"]
    # Without harfbuzz's subsetter fontTools cuts the fonts, and would write the time into each.
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
    try:
        done = subprocess.run(
            command,
            input=page(document).encode(),
            capture_output=True,
            timeout=SECONDS,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        raise HullmarkError(
            f"The report was not printed within {SECONDS} s; write .html instead."
        ) from None
    if done.returncode in _SAYS:
        raise HullmarkError(_SAYS[done.returncode])
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        raise HullmarkError(
            f"The report could not be printed ({''.join(last) or done.returncode}); write .html."
        )
    return done.stdout


def main() -> None:
    """Print the page on stdin to stdout."""
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except ModuleNotFoundError:
        sys.exit(NO_PACKAGE)
    except OSError:
        sys.exit(NO_PANGO)
    fetcher = URLFetcher(allowed_protocols={"data"})  # what stands in the page itself
    HTML(string=sys.stdin.buffer.read().decode(), url_fetcher=fetcher).write_pdf(sys.stdout.buffer)
