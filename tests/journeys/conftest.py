"""A browser for the journeys: one for the session, a clean context for each test.

Every page is watched. A test whose page had a script or style blocked, or an error in its
script, fails at its end though all it asked for was there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from playwright.sync_api import Browser, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.conftest import copy_of
from tests.journeys import cast, support

expect.set_options(timeout=20_000)  # milliseconds: a busy machine fails no journey


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as a journey."""
    here = os.path.dirname(__file__)
    for item in items:
        if str(item.path).startswith(here):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. Its event loop runs in this thread, which Django would take for async code.

    No query runs inside that loop, so Django is told to allow them while the browser is open.
    """
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            found = playwright.chromium.launch(
                executable_path=support.chromium_path(), args=list(support.FLAGS)
            )
            yield found
            found.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def site(real_db: None) -> Iterator[str]:
    """The address of the running site, over a real database that is copied afresh after.

    Rows that a test wants there must be committed before the page is asked for.
    """
    server = LiveServer("localhost")
    yield server.url
    server.stop()


@pytest.fixture(scope="module")
def empty_site(
    django_db_setup: None, template_database: str, django_db_blocker: Any
) -> Iterator[str]:
    """The address of a running site with nobody in it: for a module that needs no data."""
    with django_db_blocker.unblock():
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        connections.close_all()
        copy_of(template_database, settings.TEST_DATABASE)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, template_database: str, django_db_blocker: Any
) -> Iterator[cast.World]:
    """The invented partnership on a running site: filled once, for a whole module to read."""
    with django_db_blocker.unblock(), override_settings(TODAY=cast.TODAY, DEMO=True):
        made = cast.build()
        server = LiveServer("localhost")
        made.address = server.url
        yield made
        server.stop()
        connections.close_all()
        copy_of(template_database, settings.TEST_DATABASE)


@pytest.fixture
def seat(browser: Browser, world: cast.World) -> Iterator[Callable[..., Page]]:
    """Sit down as one of the cast, or as a visitor: gives a page at a desk, signed in."""
    with ExitStack() as stack:

        def sit(who: str, **options: Any) -> Page:
            page = stack.enter_context(
                _page(browser, support.DESK, base_url=world.address, **options)
            )
            if who != "visitor":
                name, value = settings.SESSION_COOKIE_NAME, world.session(who)
                page.context.add_cookies([{"name": name, "value": value, "url": world.address}])
            return page

        yield sit


@contextmanager
def _page(browser: Browser, size: dict[str, int], **options: Any) -> Iterator[Page]:
    context = support.new_context(browser, size, **options)
    watch = support.Watch()
    context.on("page", watch.follow)
    yield context.new_page()
    context.close()
    watch.check()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desk: 1280 pixels wide, the page's content security policy in force."""
    with _page(browser, support.DESK) as found:
        yield found


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A small phone: 320 pixels wide."""
    with _page(browser, support.PHONE, has_touch=True) as found:
        yield found


@pytest.fixture
def no_script_page(browser: Browser) -> Iterator[Page]:
    """A desk with JavaScript switched off."""
    with _page(browser, support.DESK, java_script_enabled=False) as found:
        yield found
