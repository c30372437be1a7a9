"""Which hosts may be asked, and which addresses may be connected to."""

from __future__ import annotations

import ipaddress
import socket
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

_PORTS = {"http": 80, "https": 443}
_REMEMBERED = 4096  # names taken apart: each is asked for at every request
# Public by number and yet no place where a portal stands: a cloud's own machinery, site-local
# IPv6, the protocols' own numbers, the old relay of 6to4, documentation.
_CLOSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "fec0::/10",
        "64:ff9b:1::/48",
        "3fff::/20",
    )
)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_COMPATIBLE = ipaddress.ip_network("::/96")  # ::127.0.0.1, the oldest wrapping


def listed(url: str, hosts: Iterable[str]) -> bool:
    """Tell whether an address is on a portal's list; an entry with a port means that port only."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError):  # a broken port, or neither http nor https
        return False
    if not parts.hostname or parts.username is not None:
        return False
    name = _ascii(parts.hostname)
    entries = (_split(entry) for entry in hosts)
    return any(name == host and wanted in {None, port} for host, wanted in entries)


def names(hosts: Iterable[str]) -> frozenset[str]:
    """Return the host names of a portal's list without their ports."""
    return frozenset(_split(entry)[0] for entry in hosts)


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet, also under its IPv6 wrappings."""
    ip = ipaddress.ip_address(address.split("%", 1)[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = _wrapped(ip)
        if inner is not None:
            return is_public(str(inner))
    closed = any(ip in network for network in _CLOSED if network.version == ip.version)
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or closed)


def literal(host: str) -> str | None:
    """Return the IP address that a host is already, also as 2130706433, 0x7f.1 or 0177.0.0.1."""
    bare = host.strip("[]")
    try:
        return str(ipaddress.ip_address(bare))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(bare))
    except (OSError, UnicodeError):
        return None


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip in _NAT64 or ip in _COMPATIBLE:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


@lru_cache(_REMEMBERED)
def _split(entry: str) -> tuple[str, int | None]:
    parts = urlsplit(f"//{entry.strip()}")
    return _ascii(parts.hostname or ""), parts.port


@lru_cache(_REMEMBERED)
def _ascii(host: str) -> str:
    try:
        return host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:  # names with an underscore exist, and IPv6 is no name
        return host.rstrip(".").lower()
