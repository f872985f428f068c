"""Which networks the server fetches nothing from, unless a setting names them.

A list of its own, after IANA's registries of special-purpose addresses: `ipaddress.is_global`
lets multicast through, and IPv6 addresses that carry an IPv4 one (`64:ff9b::a9fe:a9fe`).
"""

from collections.abc import Iterable
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

REFUSED: tuple[tuple[Network, str], ...] = tuple(
    (ip_network(network), what)
    for network, what in (
        ("0.0.0.0/8", "this host"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        # Holds 169.254.169.254, where clouds hand out credentials.
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "for documentation"),
        ("192.52.193.0/24", "a relay"),
        ("192.88.99.0/24", "a relay of 6to4"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "for measurements"),
        ("198.51.100.0/24", "for documentation"),
        ("203.0.113.0/24", "for documentation"),
        # A public address by which a machine in Azure reaches its host.
        ("168.63.129.16/32", "a cloud's own"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("::/128", "this host"),
        ("::1/128", "loopback"),
        ("::/96", "an IPv4 address in IPv6"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("100::/64", "discarded"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "for documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "for documentation"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)
# What is given out to anybody: no other IPv6 address is reached by the internet.
GLOBAL_IPV6 = ip_network("2000::/3")


def read_address(text: str) -> Address:
    """The address of its usual text; an IPv4 address that IPv6 wraps is the IPv4 address.

    Raises ValueError.
    """
    address = ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def why_refused(address: Address, allowed: Iterable[Network]) -> str | None:
    """In a word why nothing is fetched from an address; None where it may be."""
    if any(address in network for network in allowed):
        return None
    for network, what in REFUSED:
        if address in network:
            return what
    if address.version == 6 and address not in GLOBAL_IPV6:
        return "reserved"
    return None
