"""Reading a feed page by page from somebody else's address, in the shape of Open Referral UK.

The other side is not trusted: what it sends is limited in size, its pages in number, and pages that
go round in a circle are told and not followed. Nor may it send us on to an address inside our own
network. Nothing is kept here.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException, HTTPMessage
from ipaddress import ip_address
from typing import IO, Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import UUID

from goldenthread.directory.rules.feed import MOST_SERVICES, NotAFeed

A_PAGE = 100
MOST_PAGES = MOST_SERVICES // A_PAGE * 10
LARGEST_ANSWER = 20 * 1024 * 1024  # bytes
LARGEST_FILE = 50 * 1024 * 1024
HERE = frozenset({"localhost", "127.0.0.1", "::1"})  # a feed on this computer, to try things out
PATIENCE = 30  # seconds for one answer

Get = Callable[[str], bytes]


class _SentOn(HTTPRedirectHandler):
    """Follows where a feed has moved to, but for an address that only we could reach."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """:raises NotAFeed: if it is not https, or is inside a private network"""
        host = _host_of(newurl)
        found = {str(row[4][0]).partition("%")[0] for row in socket.getaddrinfo(host, None)}
        if not all(ip_address(each).is_global for each in found):
            raise NotAFeed(f"It sends us on to {host}, inside a private network: not followed.")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _host_of(address: str) -> str:
    """Return the host that an address names; http is for this computer alone.

    :raises NotAFeed: if the address is not https
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    here = parts.scheme == "http" and host in HERE
    if not host or not (parts.scheme == "https" or here):
        raise NotAFeed("Give an address that starts with https://.")
    return host


def over_the_web(address: str) -> bytes:
    """Read one address, to its end or to the most that is read.

    :raises NotAFeed: if it cannot be read, is too large, or sends us on into a private network
    """
    _host_of(address)
    asked = Request(address, headers={"Accept": "application/json"})
    try:
        with build_opener(_SentOn).open(asked, timeout=PATIENCE) as answer:
            found: bytes = answer.read(LARGEST_ANSWER + 1)
    except (OSError, HTTPException) as problem:
        raise NotAFeed(f"{address} could not be read: {problem}.") from None
    if len(found) > LARGEST_ANSWER:
        raise NotAFeed(f"{address} sent more than 20 MB, the most that is read of one page.")
    return found


def gather(base: str, get: Get = over_the_web) -> list[Any]:
    """Return every service of a feed, each asked for whole.

    :raises NotAFeed: if a page is none, or the pages go round in a circle
    """
    base = base.rstrip("/").removesuffix("/services")
    found: dict[str, Any] = {}
    for number, contents in _pages(base, get):
        new = [one for one in contents if _key(one) not in found]
        if contents and not new:
            raise NotAFeed(
                f"Page {number} holds only services of pages before it: the pages go round in a "
                "circle. Ask whoever runs the feed to mend it. Nothing was changed."
            )
        for one in new:
            found[_key(one)] = _whole(base, one, get)
        if len(found) > MOST_SERVICES:
            raise NotAFeed(f"It holds more than {MOST_SERVICES:,} services.")
    return list(found.values())


def _pages(base: str, get: Get) -> Iterator[tuple[int, list[Any]]]:
    for number in range(1, MOST_PAGES + 1):
        page = parsed(get(f"{base}/services?page={number}&per_page={A_PAGE}"))
        contents = page.get("contents") if isinstance(page, Mapping) else None
        if not isinstance(contents, list):
            raise NotAFeed(f"Page {number} is no page of services: it has no list of “contents”.")
        yield number, contents
        if page.get("last_page") is True or not contents or page.get("total_pages") == number:
            return
    raise NotAFeed(f"It has more than {MOST_PAGES:,} pages.")


def _key(one: object) -> str:
    return str(one.get("id")) if isinstance(one, Mapping) and one.get("id") else repr(one)


def _whole(base: str, one: Any, get: Get) -> Any:
    """Return a service with everything inside it; one with no number stays as it came."""
    try:
        number = UUID(str(one["id"]))
    except (TypeError, KeyError, ValueError):
        return one
    return parsed(get(f"{base}/services/{number}"))


def parsed(sent: bytes) -> Any:
    """Return what was sent as plain values.

    :raises NotAFeed: if it is not JSON
    """
    try:
        return json.loads(sent.decode("utf-8-sig"))
    except RecursionError:
        raise NotAFeed("It is nested too deep to be a feed.") from None
    except (UnicodeDecodeError, json.JSONDecodeError):
        raise NotAFeed(what_is_it(sent)) from None


def what_is_it(sent: bytes) -> str:
    """Say what was sent in place of a feed."""
    start = sent.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "It is a web page, not a feed. Give the address of the feed itself."
    return "It is not JSON."
