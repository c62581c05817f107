"""One question to a server and its answer: redirects looked at, addresses checked, time limited.

What protects the machine's own network: a redirect is followed to the same scheme only, and to
another host only when every address of that host is public. The address that the connection really
has is looked at again before a byte is sent, so a name that changes its address in between gains
nothing. Behind a proxy it is the proxy that resolves names: then only the URLs are looked at.
"""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.metadata import version
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.request import getproxies, proxy_bypass

from msgspec import Struct

from hullmark.loaders.fetch_address import (
    addresses,
    is_loopback,
    is_public,
    literal,
    masked,
)
from hullmark.loaders.fetch_refusal import NotFetched, broken_off

if TYPE_CHECKING:
    import httpx

REDIRECTS = (301, 302, 303, 307, 308)
_TALKATIVE = ("httpx", "httpcore")


class Patience(Struct, frozen=True):
    """How long and how often a publisher's server is waited for; seconds, but ``tries``."""

    connect: float = 20
    silence: float = 60  # without a byte
    whole: float = 4 * 3600  # for one file, all tries together
    tries: int = 5
    first_wait: float = 1  # doubled each time
    longest_wait: float = 120
    redirects: int = 5


class _Watch:
    """Looks at each new connection of a request, and cuts it off when the time is up.

    Time-outs of single reads don't end a server that sends a byte a minute.
    """

    def __init__(self, until: float, *, public: bool) -> None:
        self.late, self._public, self._socket = False, public, None
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> _Watch:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def saw(self, name: str, info: Mapping[str, Any]) -> None:
        """What httpcore tells at each of its steps."""
        if name == "connection.connect_tcp.complete":
            peer = info["return_value"].get_extra_info("server_addr")
            if self._public and not is_public(ip_address(peer[0])):
                info["return_value"].close()
                raise NotFetched(
                    "its address changed to one of a private network while it was asked, which "
                    "no publisher's does; it was sent nothing."
                )
        if name.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._socket = info["return_value"].get_extra_info("socket")
            if self.late:
                self._cut()

    def _cut(self) -> None:
        self.late = True
        if self._socket is not None:
            with suppress(OSError):  # SSLSocket.shutdown would take TLS away under its reader
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


@contextmanager
def answer(
    url: str, headers: Mapping[str, str], patience: Patience, until: float
) -> Iterator[httpx.Response]:
    """The answer to one GET, its body not read yet, after any redirects.

    ``until`` is a time of ``time.monotonic``. Raises ``Passing`` for what may be gone at the next
    try and ``NotFetched`` for the rest; neither says more of the URL than ``masked`` leaves.
    """
    import httpx

    try:
        place = httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as wrong:
        raise NotFetched(f"{masked(url)} is no URL ({wrong}).") from None
    origin, auth = _origin(place), (place.username, place.password) if place.userinfo else None
    for _ in range(patience.redirects + 1):
        plain = place.copy_with(userinfo=b"", fragment=None)
        same = _origin(place) == origin
        with _sent(plain, headers, auth if same else None, patience, until, public=not same) as got:
            if got.status_code not in REDIRECTS:
                yield got
                return
            place = _target(plain, got.headers.get("location", ""), origin)
    raise NotFetched(
        f"it was redirected more than {patience.redirects} times, the last time to "
        f"{masked(str(place))}; see in a browser where the file is now."
    )


@contextmanager
def _sent(
    url: httpx.URL,
    headers: Mapping[str, str],
    auth: tuple[str, str] | None,
    patience: Patience,
    until: float,
    *,
    public: bool,
) -> Iterator[httpx.Response]:
    import httpx

    proxy = _proxy(url)
    if proxy is None:
        _check_addresses(url, public=public)
    timeout = httpx.Timeout(patience.silence, connect=patience.connect)
    with _quiet(), _Watch(until, public=public and proxy is None) as watch:
        try:
            with (
                _client(proxy, timeout) as client,
                client.stream(
                    "GET",
                    url,
                    headers={"User-Agent": f"hullmark/{version('hullmark')}", **headers},
                    auth=auth,
                    extensions={"trace": watch.saw},
                ) as response,
            ):
                yield response
                if watch.late:  # a body without a stated length just ends
                    raise httpx.ReadTimeout("")
        except httpx.HTTPError as broken:
            if watch.late:
                raise NotFetched(
                    f"it took longer than {patience.whole:,.0f} seconds in all; try again, what "
                    "came so far is kept where the server allows to go on."
                ) from None
            raise broken_off(broken, patience.connect, patience.silence) from None


def _target(here: httpx.URL, location: str, origin: tuple[str, str, int]) -> httpx.URL:
    """Where a redirect leads, if it may."""
    if not location:
        raise NotFetched("it redirects without saying where to; see it in a browser.")
    place = here.join(location)  # httpx has looked at it already, as it does at each redirect
    if place.scheme != here.scheme:
        raise NotFetched(
            f"it redirects to {masked(str(place))}, by {place.scheme} instead of {here.scheme}; "
            "that was not followed."
        )
    address = literal(place.host)
    private = is_loopback(place.host) or (address is not None and not is_public(address))
    if private and _origin(place) != origin:
        raise NotFetched(_inwards(place))
    return place


def _inwards(place: httpx.URL) -> str:
    return (
        f"it redirects to {masked(str(place))}, which is in a private network; that was not "
        "followed."
    )


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, _port(url)


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _check_addresses(url: httpx.URL, *, public: bool) -> None:
    """``NotFetched`` unless the host may be asked: plain http on this machine alone."""
    found = addresses(url.host, _port(url))
    if public and not all(map(is_public, found)):
        raise NotFetched(_inwards(url))
    if url.scheme != "https" and not all(one.is_loopback for one in found):
        raise NotFetched(f"{masked(str(url))} is not https, and its host is not this machine.")


def _proxy(url: httpx.URL) -> str | None:
    """The proxy that the environment names for a URL; none for this machine itself."""
    if is_loopback(url.host) or proxy_bypass(url.host):
        return None
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"


def _client(proxy: str | None, timeout: httpx.Timeout) -> httpx.Client:
    import httpx

    try:
        return httpx.Client(
            proxy=proxy, timeout=timeout, verify=httpx.create_ssl_context(), trust_env=False
        )
    except (ValueError, ImportError, httpx.InvalidURL):
        raise NotFetched(
            f"the proxy {masked(proxy or '')} can't be used; expected one as "
            "http://proxy.example:3128 in HTTPS_PROXY."
        ) from None
    except OSError as refused:
        raise NotFetched(f"SSL_CERT_FILE can't be read ({refused}).") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing in a log meanwhile: httpx logs whole URLs and httpcore headers, secrets included."""
    levels = {name: logging.getLogger(name).level for name in _TALKATIVE}
    for name in levels:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
