"""From where somebody writes: what our own proxies heard, and never what a visitor says."""

from __future__ import annotations

import pytest

from goldenthread.access.true_address import place_of, true_address


@pytest.mark.parametrize(
    ("forwarded", "proxies", "found"),
    [
        ("203.0.113.9", 1, "203.0.113.9"),
        # A visitor who writes an address of their own is counted by the one our proxy saw.
        ("192.0.2.1, 203.0.113.9", 1, "203.0.113.9"),
        ("192.0.2.1, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("2001:db8::7", 1, "2001:db8::7"),
        # Some proxies write the port too: whoever comes by one is not everybody who does.
        ("203.0.113.9:4711", 1, "203.0.113.9"),
        ("[2001:db8::7]:443", 1, "2001:db8::7"),
        ("[2001:db8::7]", 1, "2001:db8::7"),
        ("::ffff:203.0.113.9", 1, "203.0.113.9"),
        ("203.0.113.9:x", 1, ""),
        ("[203.0.113.9", 1, "203.0.113.9"),
        # With no proxy of ours, nothing that is said is believed.
        ("203.0.113.9", 0, ""),
        ("203.0.113.9", 2, ""),
        ("", 1, ""),
        ("nowhere", 1, ""),
    ],
)
def test_the_outermost_proxy_of_ours_is_believed_and_nobody_else(forwarded, proxies, found):
    assert true_address(forwarded, proxies) == found


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:ffff::7", "2001:db8:1:2::"),
        ("2001:db8:1:2::8", "2001:db8:1:2::"),
        ("2001:db8:1:3::8", "2001:db8:1:3::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9", "203.0.113.9"),
        ("nowhere", "nowhere"),
        ("", ""),
    ],
)
def test_a_home_on_ipv6_is_one_place(address, counted):
    assert place_of(address) == counted
