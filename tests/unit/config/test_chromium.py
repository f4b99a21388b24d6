"""Finding the browser that the journeys drive."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from goldenthread.config import chromium


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with an empty PATH, where nothing can be installed."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(chromium, "may_install", lambda: False)
    return tmp_path


def program(folder: Path, name: str) -> str:
    place = folder / name
    place.write_text("#!/bin/sh\n")
    place.chmod(0o755)
    return str(place)


def run() -> Result:
    return CliRunner().invoke(chromium.chromium)


@pytest.mark.parametrize("name", chromium.NAMES)
def test_finds_each_name_on_path(bare: Path, name: str) -> None:
    path = program(bare, name)
    assert chromium.find() == path
    assert run().output == f"{path}\n"


def test_takes_the_one_that_is_named_over_the_one_on_path(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bare, "chromium")
    own = program(bare, "my-browser")
    monkeypatch.setenv("CHROMIUM", own)
    assert chromium.find() == own


def test_a_wrong_name_is_not_passed_over_in_silence(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(bare, "chromium")
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    found = run()
    assert found.exit_code == 1
    assert "/nowhere/chromium" in found.output


def test_says_what_to_install_when_there_is_none(bare: Path) -> None:
    found = run()
    assert found.exit_code == 1
    for remedy in ("apt-get install chromium", "PATH", "CHROMIUM"):
        assert remedy in found.output


class TestInstall:
    @pytest.fixture
    def asked(self, bare: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
        """Stand in for apt: keep what was asked; installing makes the program appear."""
        calls: list[tuple[str, ...]] = []

        def apt(command: tuple[str, ...], **options: object) -> subprocess.CompletedProcess[str]:
            calls.append(command)
            if "install" in command:
                program(bare, "chromium")
            return subprocess.CompletedProcess(command, 0)

        monkeypatch.setattr(chromium.subprocess, "run", apt)
        monkeypatch.setattr(chromium, "may_install", lambda: True)
        return calls

    def test_installs_when_there_is_none(self, asked: list[tuple[str, ...]], bare: Path) -> None:
        found = run()
        assert found.exit_code == 0
        assert found.stdout == f"{bare / 'chromium'}\n"
        assert [command[1] for command in asked] == ["update", "install"]

    def test_installs_nothing_when_there_is_one(
        self, asked: list[tuple[str, ...]], bare: Path
    ) -> None:
        program(bare, "chromium-browser")
        assert run().exit_code == 0
        assert asked == []

    def test_says_what_to_do_when_apt_fails(
        self, asked: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        failed = subprocess.CompletedProcess((), 100)
        monkeypatch.setattr(chromium.subprocess, "run", lambda *a, **k: failed)
        found = run()
        assert found.exit_code == 1
        assert "No Chromium was found" in found.output


@pytest.mark.parametrize(
    ("user", "apt", "may"), [(0, True, True), (0, False, False), (1000, True, False)]
)
def test_installs_only_as_root_and_where_there_is_apt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, user: int, apt: bool, may: bool
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: user)
    if apt:
        program(tmp_path, "apt-get")
    assert chromium.may_install() is may
