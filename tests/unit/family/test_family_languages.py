"""The further language says all that the families' shell and first page say, gaps and all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.utils import translation

import goldenthread.family
import goldenthread.ui
from goldenthread.family.rules import progress, words
from goldenthread.family.rules.words import Said
from goldenthread.law.limits import versions
from goldenthread.ui import languages

FAMILY = Path(goldenthread.family.__file__).parent
UI = Path(goldenthread.ui.__file__).parent
CATALOGUE = FAMILY / "locale" / "ur" / "LC_MESSAGES" / "django.po"
PAGES = ("where.html", "parts.html", "look.html", "home.html")
MARKED = re.compile(r"""_\("((?:[^"\\]|\\.)*)\"""")
GAP = re.compile(r"\{\w+\}|%\(\w+\)s")
# The rules that a family waiting for a plan meets first; their words come from the law itself.
RULES = (
    *("ena-decide", "ena-refuse-notice", "ena-seek-advice", "ena-advice-due", "ena-no-plan"),
    *("ena-yes-decision", "plan-draft", "plan-draft-15d", "plan-final", "plan-secure"),
    *("plan-notice-final", "plan-fix", "rev-first", "rev-next", "rev-decide", "rev-amend-15d"),
    *("med-contact", "app-limit"),
)


def said_by_templates() -> set[str]:
    files = [FAMILY / "jinja2" / "family" / name for name in PAGES]
    files += [UI / "jinja2" / "ui" / "family.html", UI / "jinja2" / "ui" / "base.html"]
    return {text for file in files for text in MARKED.findall(file.read_text())}


WANTED = sorted(
    said_by_templates()
    | {*words.TURNS.values(), *words.BINDS.values(), *words.CAUSES.values()}
    | {words.ANY_LATE, words.ANY_TURN}
    | {text for _, text in progress.STEPS}
    | {versions(rule)[-1].family for rule in RULES}
)
MESSAGES = languages.read_catalogue(CATALOGUE.read_text())
NOT_YET = {"I have a code to add a child"}


@pytest.mark.parametrize("text", WANTED)
def test_each_sentence_of_the_first_page_is_said_in_the_further_language(text):
    if text not in NOT_YET:
        assert MESSAGES.get(text), text


@pytest.mark.parametrize("text", sorted(filter(None, MESSAGES)))
def test_a_translation_has_the_gaps_of_its_sentence(text):
    assert set(GAP.findall(MESSAGES[text])) == set(GAP.findall(text))


def test_the_compiled_catalogue_is_made_of_the_written_one():
    assert CATALOGUE.with_suffix(".mo").read_bytes() == languages.compiled(MESSAGES)


def test_a_sentence_is_said_from_right_to_left_and_dates_with_it():
    from datetime import date

    sentence = Said("If there is to be a plan, you must have it by {date}.",
                    {"date": date(2026, 5, 25)})  # fmt: skip
    with translation.override("ur"):
        told = languages.say(sentence)
        assert languages.page_language() == {"lang": "ur", "dir": "rtl"}
    assert "2026" in told
    assert "plan" not in told
    assert languages.say(sentence).endswith("by Monday 25 May 2026.")
    assert languages.page_language() == {"lang": "en-GB", "dir": "ltr"}


def test_what_has_no_translation_is_said_in_english():
    with translation.override("ur"):
        assert languages.say("Nobody translated this.") == "Nobody translated this."
