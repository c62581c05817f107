"""Why a file could not be had: what a server answered, or how the line to it failed, in words."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from hullmark.graph.errors import HullmarkError

if TYPE_CHECKING:
    import httpx

_SECONDS = re.compile(r"\d{1,9}", re.ASCII)
_CUT = re.compile("peer closed|disconnected|incomplete", re.IGNORECASE)
_SHUT = (401, 403, 404, 410)
_BUSY = (408, 425, 429)


class NotFetched(HullmarkError):
    """A file that could not be had from its publisher, and why."""


class Absent(NotFetched):
    """The publisher has nothing there, or shows it to nobody: 403, 404, 410."""


class Passing(NotFetched):
    """What may be gone at the next try; ``wait`` is how many seconds the server asks for."""

    wait: float | None = None


def refused(got: httpx.Response) -> NotFetched:
    """An answer that brings nothing, as one of ours."""
    code = got.status_code
    told = f"it answered {code}"
    with suppress(ValueError):  # not the server's own words, which may be any
        told += f" ({HTTPStatus(code).phrase})"
    if code in _SHUT:
        return Absent(f"{told}; see in a browser where the file is now.")
    if code in _BUSY or code >= 500:
        passing = Passing(f"{told}; try again later.")
        passing.wait = _asked_wait(got.headers.get("retry-after", ""))
        return passing
    return NotFetched(f"{told}, expected 200; see it in a browser.")


def _asked_wait(told: str) -> float | None:
    """The seconds that ``Retry-After`` asks for; ``None`` when it asks for none."""
    if _SECONDS.fullmatch(told.strip()):
        return float(told)
    with suppress(ValueError, TypeError, OverflowError):
        then = parsedate_to_datetime(told)
        then = then if then.tzinfo else then.replace(tzinfo=UTC)
        return max(0.0, (then - datetime.now(UTC)).total_seconds())
    return None


def broken_off(broken: httpx.HTTPError, connect: float, silence: float) -> NotFetched:
    """What went wrong on the line, as one of ours."""
    import httpx

    match broken:
        case httpx.ConnectTimeout():
            return Passing(f"no connection within {connect:,g} seconds; try again later.")
        case httpx.TimeoutException():
            return Passing(f"nothing came for {silence:,g} seconds; try again later.")
        case httpx.ConnectError() if "CERTIFICATE_VERIFY_FAILED" in str(broken):
            return NotFetched(
                f"its certificate can't be trusted ({broken}); if your network has an authority of "
                "its own, name its file with SSL_CERT_FILE."
            )
        case httpx.ConnectError():
            return Passing(f"no connection ({broken}); try again later.")
        case httpx.ProxyError():
            return NotFetched(f"the proxy refused ({broken}); see HTTPS_PROXY and NO_PROXY.")
        case httpx.RemoteProtocolError() if "location header" in str(broken):
            return NotFetched("it redirects to what is no URL; see it in a browser.")
        case httpx.RemoteProtocolError() if not _CUT.search(str(broken)):
            return Passing("what it sent is not HTTP; try again later.")  # could quote a secret
        case httpx.NetworkError() | httpx.RemoteProtocolError():
            why = str(broken) or "cut off"
            return Passing(f"the connection broke ({why}); try again later.")
    return NotFetched(f"the answer can't be read ({broken}); see it in a browser.")
