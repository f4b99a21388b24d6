"""From where somebody really writes, when proxies of ours stand in front.

Wrong tries are counted by place: sign-ins, one-use codes, answers to a survey. Behind a proxy every
visitor would otherwise seem to write from one place, and five wrong codes of one would stop all.
A home on IPv6 has a whole network of addresses to try from, and so counts as that network.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, IPv6Network, ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

ONE_HOME = 64  # bits: the smallest network that an IPv6 home is given (RFC 6177, RFC 7421)


def place_of(address: str) -> str:
    """Return what tries from an address are counted by: an IPv6 address's network, else itself."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Network((int(found), ONE_HOME), strict=False).network_address)


def true_address(forwarded: str, proxies: int) -> str:
    """Return the address that the outermost of our own proxies saw; empty where it says none.

    Each proxy adds on the right whom it heard from. What stands further left was written by the
    visitor, and may say anything.
    """
    heard = [each.strip() for each in forwarded.split(",")]
    if proxies < 1 or len(heard) < proxies:
        return ""
    try:
        found = ip_address(_bare(heard[-proxies]))
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def _bare(heard: str) -> str:
    """Return an address without the port that some proxies write behind it."""
    if heard.startswith("["):
        return heard[1:].partition("]")[0]
    host, _, port = heard.rpartition(":")
    return host if host.count(".") == 3 and ":" not in host and port.isdecimal() else heard


class TrueAddress:
    """Django middleware: sets the place that everything further in counts by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forwarded = request.headers.get("X-Forwarded-For", "")
        heard = true_address(forwarded, settings.PROXIES) or request.META.get("REMOTE_ADDR", "")
        request.META["REMOTE_ADDR"] = place_of(heard)
        return self.get_response(request)
