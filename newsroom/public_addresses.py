"""Which IP addresses belong to the public web. Pure.

Lists of our own instead of ``is_global``, whose answers change between versions of Python. Sources: the IANA
registries of special-purpose addresses for IPv4 and IPv6.
"""

import ipaddress

REFUSED_V4 = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # shared between a carrier and its customers; a cloud's metadata at 100.100.100.200
        "127.0.0.0/8",  # this machine
        "168.63.129.16/32",  # a cloud's metadata, at an address that looks public
        "169.254.0.0/16",  # link-local; metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # relays of 6to4
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
]
UNICAST_V6 = ipaddress.IPv6Network("2000::/3")
"""All that is given out for the public; ULA, link-local, multicast, IPv4-mapped and NAT64 lie outside."""

REFUSED_V6 = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments, Teredo among them, which carries an IPv4 address
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which carries an IPv4 address
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
]
ISATAP = frozenset({0x0000_5EFE, 0x0200_5EFE})
"""First half of an interface identifier that carries an IPv4 address (RFC 5214)."""


def is_public(address: str) -> bool:
    """Whether the textual IP address may be connected to; False also for what is no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return not any(found in network for network in REFUSED_V4)
    if found.scope_id is not None or found not in UNICAST_V6:
        return False
    if (int(found) >> 32) & 0xFFFF_FFFF in ISATAP:
        return False
    return not any(found in network for network in REFUSED_V6)
