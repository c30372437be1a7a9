"""No address leads into a private network, however it is written, wrapped or resolved."""

from __future__ import annotations

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.guard import PublicOnly
from crawler.hosts import is_public, listed, literal

PRIVATE = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT, and a cloud's metadata
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
PRIVATE_6 = tuple(
    ipaddress.ip_network(network)
    for network in ("::/128", "::1/128", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8")
)


def within(network):
    first, last = int(network.network_address), int(network.broadcast_address)
    return st.integers(first, last).map(type(network.network_address))


PRIVATE_ADDRESSES = st.sampled_from(PRIVATE).flatmap(within)
WRAPPINGS = (
    lambda ip: f"::ffff:{ip}",
    lambda ip: f"::{ip}",
    lambda ip: f"64:ff9b::{ip}",
    lambda ip: f"64:ff9b:1::{ip}",
    lambda ip: str(ipaddress.IPv6Address(0x2002 << 112 | int(ip) << 80)),  # 6to4
    lambda ip: str(ipaddress.IPv6Address(0x20010000 << 96 | (int(ip) ^ 0xFFFFFFFF))),  # Teredo
)
WRITINGS = (
    str,
    hex,
    lambda n: oct(n).replace("0o", "0"),
    lambda n: f"{n >> 24}.{n & 0xFFFFFF}",
    lambda n: f"{hex(n >> 24)}.{(n >> 16) & 0xFF}.{n & 0xFFFF}",
    lambda n: ".".join(oct(byte).replace("0o", "0") for byte in n.to_bytes(4)),
)


@given(PRIVATE_ADDRESSES)
def test_no_private_address_is_public(ip):
    assert not is_public(str(ip))


@given(PRIVATE_ADDRESSES, st.sampled_from(WRAPPINGS))
def test_no_wrapping_makes_a_private_address_public(ip, wrapped):
    assert not is_public(wrapped(ip))


@given(st.sampled_from(PRIVATE_6).flatmap(within))
def test_no_private_ipv6_address_is_public(ip):
    assert not is_public(str(ip))


@given(PRIVATE_ADDRESSES, st.sampled_from(WRITINGS))
def test_every_writing_of_an_address_is_that_address(ip, written):
    assert literal(written(int(ip))) == str(ip)


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192"],
)
def test_the_metadata_of_a_cloud_is_not_public(address):
    assert not is_public(address)


WORDS = st.text(st.characters(exclude_characters="/?#"), max_size=12)


@given(st.sampled_from(["qinghe.example", "www.qinghe.example"]), WORDS)
def test_what_stands_before_an_at_sign_never_makes_a_host_listed(host, other):
    assert not listed(f"http://{host}@{other or 'x'}.evil.example/", (host,))
    assert not listed(f"http://{host}:{other}@evil.example/", (host,))


@pytest.mark.parametrize(
    "url",
    [
        "http://www.qinghe.example\\@evil.example/",
        "http://evil.example#www.qinghe.example/",
        "http://evil.example?www.qinghe.example/",
        "http://www.qinghe.example%2eevil.example/",
        "http://www。qinghe。example.evil.example/",
        "http:///www.qinghe.example/",
        "http://www.qinghe.example:80:81/",
        "http://www.qinghe.example:99999/",
        "//www.qinghe.example/",
        "javascript:alert(1)//www.qinghe.example/",
    ],
)
def test_no_trick_of_writing_makes_a_foreign_host_listed(url):
    assert not listed(url, ("www.qinghe.example",))


@pytest.mark.parametrize("url", ["http://WWW.qinghe.example./", "http://www。qinghe。example/"])
def test_a_listed_host_is_known_with_its_final_dot_and_with_ideographic_ones(url):
    assert listed(url, ("www.qinghe.example",))


class Answers:
    """A resolver that gives one set of addresses after the other, as a rebinding name does."""

    def __init__(self, *rounds):
        self.rounds = iter(rounds)

    def resolveHostName(self, receiver, name, port=0, _types=None, _semantics="TCP"):  # noqa: N802 - Twisted's name
        receiver.resolutionBegan(None)
        for address in next(self.rounds):
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, port))
        receiver.resolutionComplete()


class Connectable:
    """What a connection would be opened to."""

    def __init__(self):
        self.addresses = []
        self.complete = False

    def resolutionBegan(self, _):  # noqa: N802 - Twisted's name
        pass

    def addressResolved(self, address):  # noqa: N802 - Twisted's name
        self.addresses.append(address.host)

    def resolutionComplete(self):  # noqa: N802 - Twisted's name
        self.complete = True


def asked(resolver):
    found = Connectable()
    resolver.resolveHostName(found, "www.qinghe.example", 80)
    assert found.complete
    return found.addresses


def test_a_name_that_turns_private_later_leads_nowhere():
    private = set()
    resolver = PublicOnly(
        Answers(["93.184.216.34"], ["127.0.0.1", "::1", "fd00:ec2::254"]), private
    )
    assert asked(resolver) == ["93.184.216.34"]
    assert not private
    assert asked(resolver) == []
    assert private == {"www.qinghe.example"}


def test_of_mixed_answers_only_the_public_one_is_connected_to():
    resolver = PublicOnly(Answers(["10.0.0.1", "93.184.216.34", "::ffff:10.0.0.1"]), set())
    assert asked(resolver) == ["93.184.216.34"]


@given(st.integers(0, 2**32 - 1))
def test_what_the_system_would_connect_to_is_what_was_checked(number):
    address = socket.inet_ntoa(number.to_bytes(4))
    assert literal(str(number)) == address
    assert literal(address) == address
