"""Connections to addresses that come from outside: the name is resolved once, every address it has must be public, and
the connection goes to the very address that was checked. Asking for the name again could lead elsewhere."""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3

from app.integrations.deadline import WatchedHttpPool, WatchedHttpsPool
from app.integrations.http import origin_of

#: IPv6 networks whose addresses carry an IPv4 address for a translator (RFC 6052 and RFC 8215).
_TRANSLATED = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_STANDARD_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Target:
    url: str
    scheme: str
    host: str
    port: int
    path: str
    """With its query."""

    @property
    def host_port(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def is_standard_port(self) -> bool:
        return self.port == _STANDARD_PORTS[self.scheme]

    @property
    def host_header(self) -> str:
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.is_standard_port else f"{name}:{self.port}"


def target_of(url: str) -> Target:
    """Raises ValueError for anything but a plain http or https address without sign-in and without odd signs."""
    if any(ord(sign) <= 32 or ord(sign) == 127 for sign in url) or "\\" in url:
        raise ValueError("signs that do not belong in an address")
    origin, parts = urlsplit(origin_of(url)), urlsplit(url)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(url, origin.scheme, origin.hostname or "", origin.port or 0, path)


def addresses_of(target: Target) -> list[str]:
    """Raises OSError when the name is not known."""
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(address: str) -> bool:
    """Also looks into IPv6 addresses that carry an IPv4 one."""
    parsed = ipaddress.ip_address(address.split("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is not None:
            parsed = inner
        elif any(parsed in network for network in _TRANSLATED):
            return False
    return parsed.is_global and not parsed.is_multicast


def pool_to(target: Target, address: str, timeout: urllib3.Timeout) -> urllib3.HTTPConnectionPool:
    """To that address alone; with https the certificate must be the one of the name."""
    if target.scheme == "http":
        return WatchedHttpPool(address, target.port, timeout=timeout)
    return WatchedHttpsPool(
        address,
        target.port,
        timeout=timeout,
        cert_reqs="CERT_REQUIRED",
        server_hostname=target.host,
        assert_hostname=target.host,
    )
