"""People who are made once for a file of tests and left standing, each test finding them untouched.

Making them took longer than most tests do. They are made in savepoints of one open transaction,
one layer above the other; each test runs in a savepoint above those it asks for, which is undone
after it, and is lent its own copy of the objects. So a test sees what it asked for and no more, as
when they were made for it alone. No other connection sees any of it.

A file of tests may put a layer of its own above these; its name is that of its fixture::

    @STANDING.layer("planted", over="sam")
    def make_planted(made): ...  # made.sam, made.cast, made.bodies, made.areas

    @pytest.fixture
    def planted(sam):
        return STANDING.lent("planted")
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from pytest_django.plugin import blocking_manager_key

Layer = Callable[[SimpleNamespace], Any]


class Standing:
    """Layers by name, each with the one it stands on; those that stand; what a test is lent."""

    def __init__(self) -> None:
        self.layers: dict[str, tuple[str | None, Layer]] = {}
        self._blocks: list[transaction.Atomic] = []
        self._made: dict[str, Any] = {}
        self._kept = b""
        self._lent: dict[str, Any] = {}

    def layer(self, name: str, over: str | None = None) -> Callable[[Layer], Layer]:
        """Register how a layer is made, told of those below it: ``make(made)``.

        :raises ValueError: if two layers have one name
        """
        if name in self.layers:
            raise ValueError(f"There are two layers named {name}.")

        def register(make: Layer) -> Layer:
            self.layers[name] = over, make
            return make

        return register

    def settle(self, wanted: Collection[str]) -> None:
        """Let just those layers stand that the next test asks for, and all below them.

        :raises ValueError: if it asks for two of which neither stands on the other
        """
        asked = max(
            (self._down_to(name) for name in wanted if name in self.layers), key=len, default=[]
        )
        if strangers := {*wanted} & {*self.layers} - {*asked}:
            raise ValueError(f"{asked[-1]} does not stand on {sorted(strangers)}.")
        shared = [name for name, other in zip(self._made, asked, strict=False) if name == other]
        changed = list(self._made) != asked
        while len(self._blocks) > len(shared):
            self._undo()
        for name in asked[len(shared) :]:
            self._make(name)
        if changed:
            self._kept = pickle.dumps(self._made)
        self._lent = pickle.loads(self._kept) if asked else {}

    def _down_to(self, name: str | None) -> list[str]:
        """Return a layer and all below it, the lowest first."""
        found: list[str] = []
        while name:
            found.insert(0, name)
            name = self.layers[name][0]
        return found

    def lent(self, name: str) -> Any:
        """Return this test's own copy of what a layer made."""
        return self._lent[name]

    def end(self) -> None:
        """Undo all of it."""
        while self._blocks:
            self._undo()

    def _make(self, name: str) -> None:
        below = SimpleNamespace(**self._made)
        block = transaction.atomic()
        block.__enter__()
        self._blocks.append(block)
        self._made[name] = None
        try:
            self._made[name] = self.layers[name][1](below)
        except BaseException:  # whatever it is, the next test finds nothing half made
            self._undo()
            raise

    def _undo(self) -> None:
        transaction.set_rollback(True)
        self._blocks.pop().__exit__(None, None, None)
        self._made.popitem()


STANDING = Standing()


class StandsForTests:
    """The hooks that keep the layers in step with the tests, a file of them at a time.

    Not longer: the database's own clock stands still within a transaction.
    """

    def __init__(self) -> None:
        self.module: Any = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Undo everything before another file, and before a test that makes its own connections."""
        module = getattr(item, "module", None)
        if module is not self.module or "db" not in getattr(item, "fixturenames", ()):
            self.module = module
            with item.config.stash[blocking_manager_key].unblock():
                STANDING.end()

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> None:
        """Settle the layers when pytest-django is about to open the test's own transaction."""
        if fixturedef.argname == "_django_db_helper":
            with request.getfixturevalue("django_db_blocker").unblock():
                STANDING.settle(request.node.fixturenames)
