import asyncio
import socket
from collections.abc import Callable, Coroutine
from ipaddress import IPv4Address, IPv4Network, IPv6Address, ip_address, ip_network
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.timeseries.collecting.web_server import Web, web
from timeseries.collecting.guard import addresses_of
from timeseries.collecting.networks import REFUSED, read_address, why_refused
from timeseries.collecting.web import Request, close_connections, fetch
from timeseries.errors import CannotCollect

R = TypeVar("R")
PRIVATE = [ip_network(text) for text in ("127.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16")]


def done(work: Coroutine[Any, Any, R]) -> R:
    """What a coroutine returns, with no connection left open."""

    async def run() -> R:
        try:
            return await work
        finally:
            await close_connections()

    return asyncio.run(run())


def resolver(monkeypatch: pytest.MonkeyPatch, answers: Callable[[str], list[str]]) -> list[str]:
    """Names stand for what `answers` says; which were asked for."""
    asked: list[str] = []

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> list[Any]:
        asked.append(host)
        return [(0, 0, 0, "", (address, port)) for address in answers(host)]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "::1",
        "::",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "169.254.169.254",
        "168.63.129.16",
        "100.100.100.200",
        "10.1.2.3",
        "172.31.255.255",
        "192.168.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "fe80::1",
        "fd00:ec2::254",
        "fec0::1",
        "4000::1",
    ],
)
def test_no_form_of_an_address_inside_is_fetched_from(host: str) -> None:
    with pytest.raises(CannotCollect) as refused:
        done(addresses_of(host, 80))
    assert "COLLECT_ALLOW" in str(refused.value)


@pytest.mark.parametrize("host", ["8.8.8.8", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_fetched_from(host: str) -> None:
    assert done(addresses_of(host, 80)) == [str(read_address(host))]


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_alike_in_ipv6_and_any_other_that_carries_it_is_refused(
    address: IPv4Address,
) -> None:
    number = int(address)
    mapped = read_address(str(IPv6Address((0xFFFF << 32) | number)))
    assert why_refused(mapped, []) == why_refused(address, [])
    for carrier in ("64:ff9b::", "::"):
        assert why_refused(IPv6Address(int(IPv6Address(carrier)) + number), [])
    assert why_refused(IPv6Address((0x2002 << 112) | (number << 80)), [])


@given(st.ip_addresses(v=4))
def test_what_python_calls_private_or_special_is_refused(address: IPv4Address) -> None:
    special = (
        address.is_private or address.is_multicast or address.is_reserved or address.is_link_local
    )
    # Two assignments for protocols in 192.0.0.0/24 are global, and reach nobody's data.
    if special:
        assert why_refused(address, [])


@given(st.ip_addresses(v=6))
def test_an_ipv6_address_that_is_not_given_out_is_refused(address: IPv6Address) -> None:
    judged = why_refused(read_address(str(address)), [])
    if address not in ip_network("2000::/3") and address.ipv4_mapped is None:
        assert judged


@given(st.sampled_from(REFUSED), st.data())
def test_a_network_that_a_setting_names_is_fetched_from(
    row: tuple[IPv4Network, str], data: st.DataObject
) -> None:
    network, _ = row
    place = data.draw(st.integers(0, min(network.num_addresses - 1, 2**64)))
    address = network[place]
    assert why_refused(address, [network]) is None
    assert why_refused(address, []) is not None


def test_of_several_addresses_those_outside_are_left(monkeypatch: pytest.MonkeyPatch) -> None:
    resolver(monkeypatch, lambda host: ["10.0.0.1", "8.8.8.8", "::ffff:127.0.0.1", "8.8.8.8"])
    assert done(addresses_of("mixed.example", 80)) == ["8.8.8.8"]


def test_a_name_that_is_not_known_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(CannotCollect, match="not known"):
        done(addresses_of("nowhere.example", 80))


def test_a_name_that_stands_for_something_else_the_next_time_is_connected_as_it_was_checked(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Rebinding: the first look is outside, every later one inside."""
    settings.COLLECT_ALLOW = [ip_network("127.0.0.2/32")]
    with web("127.0.0.2") as outside, web("127.0.0.3") as inside:
        outside.says("/", "outside")
        looks = iter(["127.0.0.2"])
        asked = resolver(
            monkeypatch,
            lambda host: [host] if host[0].isdigit() else [next(looks, "127.0.0.3")],
        )
        url = f"http://rebinding.example:{outside.port}/"
        assert done(fetch(Request(url), 5)).content == b"outside"
        assert asked.count("rebinding.example") == 1
        assert dict(outside.asked[0][2])["Host"] == f"rebinding.example:{outside.port}"
        with pytest.raises(CannotCollect):
            done(fetch(Request(url), 5))
    assert inside.asked == []


def test_each_redirect_is_checked_again(site: Web) -> None:
    site.says("/", "", 302, Location="http://[::1]:1/inside")
    with pytest.raises(CannotCollect, match="loopback"):
        done(fetch(Request(f"{site.url}/"), 5))


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://8.8.8.8/", "//[", "gopher://x"])
def test_nothing_but_http_is_redirected_to(site: Web, target: str) -> None:
    site.says("/", "", 301, Location=target)
    with pytest.raises(CannotCollect):
        done(fetch(Request(f"{site.url}/"), 5))


@pytest.mark.parametrize(
    "address",
    [
        "",
        "example.com",
        "file:///etc/passwd",
        "http://",
        "http://user:secret@8.8.8.8/",
        "http://[fe80::1%25eth0]/",
        "http://8.8.8.8:99999/",
        "http://a b/",
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address_of_the_web_is_not_fetched(address: str) -> None:
    with pytest.raises(CannotCollect) as refused:
        done(fetch(Request(address), 5))
    assert "secret" not in str(refused.value)


def test_ip_addresses_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_address("::ffff:10.0.0.1") == ip_address("10.0.0.1")
    assert all(why_refused(ip_address("10.0.0.1"), [network]) for network in PRIVATE[::2])
