"""The command line verb that writes an invented partnership."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from goldenthread.demo.cli import synthesise


def run(*args):
    return CliRunner().invoke(synthesise, args)


def test_the_report_holds_an_area_against_what_was_published():
    done = run("--report", "--area", "rutland")
    assert done.exit_code == 0
    assert "January 2026" in done.output


def test_the_report_prints_json_lines():
    done = run("--report", "--area", "rutland", "--json")
    rows = [json.loads(line) for line in done.output.splitlines()]
    assert {r["area"] for r in rows} == {"rutland"}
    assert any(r["section"] == "4 placement" and r["kept"] for r in rows)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--area", "narnia"), "No local area in England is called 'narnia'"),
        (("--as-of", "2019-01-01"), "can be told from 2026-01-15"),
        (("--as-of", "yesterday"), "does not match the format"),
        (("--seed", "-1"), "-1"),
    ],
)
def test_bad_input_is_refused_in_plain_words_with_exit_code_2(args, says):
    done = run(*args)
    assert done.exit_code == 2
    assert says in done.output


def test_the_verb_starts_without_django_or_numpy():
    code = (
        "import sys, goldenthread.demo.cli; "
        "print([m for m in ('django', 'numpy', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
