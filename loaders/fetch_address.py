"""Which addresses may be asked, what counts as public, and URLs in a form fit to be told."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from hullmark.loaders.fetch_refusal import NotFetched

HIDDEN = "***"
_USER = re.compile(r"//[^/?#]*@")
_QUERY = re.compile(r"\?([^#]*)")
# A translator on the way turns these into the IPv4 address in their last 32 bits (RFC 6052).
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
Address = IPv4Address | IPv6Address


def masked(url: str) -> str:
    """A URL without what may be secret in it: user, password, values of the query, fragment."""
    url = _USER.sub(f"//{HIDDEN}@", url, count=1)
    return _QUERY.sub(lambda query: "?" + _masked_query(query[1]), url.partition("#")[0], count=1)


def _masked_query(query: str) -> str:
    parts = (part.partition("=") for part in query.split("&"))
    return "&".join(f"{name}={HIDDEN}" if equals else HIDDEN for name, equals, _ in parts)


def is_loopback(host: str) -> bool:
    """Whether a host, as it is written in a URL, is this machine."""
    if host.lower().rstrip(".") == "localhost":
        return True
    address = literal(host)
    return address is not None and address.is_loopback


def literal(host: str) -> Address | None:
    """The address that a host is written as; ``None`` for a name."""
    try:
        return ip_address(host.strip("[]"))
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Whether an address is of the open internet, and so is one that is packed into it."""
    if isinstance(address, IPv6Address):
        if any(address in net for net in _NAT64):
            return is_public(IPv4Address(address.packed[-4:]))
        packed = (address.ipv4_mapped, address.sixtofour, *(address.teredo or ()))
        if any(one is not None and not is_public(one) for one in packed):
            return False
        if address.ipv4_mapped is not None:
            return True
    return address.is_global and not address.is_multicast


def addresses(host: str, port: int) -> tuple[Address, ...]:
    """Every address that a host has now; ``NotFetched`` when its name can't be resolved."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as refused:
        why = getattr(refused, "strerror", None) or "no name that can be looked up"
        raise NotFetched(
            f"the name {host} can't be resolved ({why}); see whether this machine is online, or "
            "has to go through a proxy (HTTPS_PROXY)."
        ) from None
    return tuple(ip_address(str(one[4][0])) for one in found)
