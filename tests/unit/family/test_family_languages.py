"""The further language says all that the families' door says, gaps and all."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.forms import CharField, Form
from django.utils import translation
from django.utils.translation import gettext_lazy

import goldenthread.directory
import goldenthread.family
import goldenthread.ui
from goldenthread.access.queries import DEVICES
from goldenthread.contact.rules import postcards
from goldenthread.directory.queries import ONLINE
from goldenthread.directory.rules import words as helping
from goldenthread.directory.rules.needs import NEEDS
from goldenthread.family import delivery_pages, draft_pages, pages, voice_pages, wait_pages
from goldenthread.family.rules import progress, words
from goldenthread.family.rules.words import Said
from goldenthread.files import commands as files
from goldenthread.files.rules import contents, films, kinds, sounds, streams
from goldenthread.heard import forms as heard_forms
from goldenthread.heard.commands import answering as heard_answering
from goldenthread.heard.rules import answers as heard_answers
from goldenthread.heard.rules import items as heard_items
from goldenthread.heard.rules import questions as heard
from goldenthread.law.clocks import case_types, limits_for
from goldenthread.letters.rules.notices import NOTICES
from goldenthread.letters.rules.recipients import Reader
from goldenthread.navigators.rules import CHANGE_WORDS
from goldenthread.people.commands import codes
from goldenthread.ui import languages
from goldenthread.ui.forms import messages
from goldenthread.ui.symbols import our_pack
from goldenthread.voice import commands as saying
from goldenthread.voice import rules as saying_rules
from goldenthread.voice.rules import ASKED

FAMILY = Path(goldenthread.family.__file__).parent
HELP = Path(goldenthread.directory.__file__).parent
UI = Path(goldenthread.ui.__file__).parent
OUTGOING = FAMILY.parent / "letters" / "commands" / "parcels.py"  # what an email or a text says
CATALOGUE = FAMILY / "locale" / "ur" / "LC_MESSAGES" / "django.po"
MARKED = re.compile(r"""(?<![\w.])(?:_|gettext)\(\s*"((?:[^"\\]|\\.)*)\"""")
HEADED = re.compile(r'heading\(\w+, "([^"]+)", "([^"]+)"\)')
SAID = re.compile(r"""Said\(\s*"((?:[^"\\]|\\.)*)\"""")
GAP = re.compile(r"\{\w+\}|%\(\w+\)s")
SHELL = ("jinja2/ui/family.html", "jinja2/ui/base.html", "jinja2/ui/components/errors.html",
         "jinja2/ui/components/navigation.html", "forms.py")  # fmt: skip
# The cases of which a family's page tells.
REFUSALS = ("Refused", "NotSaid")
CASES = ("assessment", "plan", "appeal", "wait", "child", "complaint", "contact", "information",
         "navigator")  # fmt: skip


def marked() -> set[str]:
    """Return every sentence that a page or a form of the families' door marks as one to say."""
    files = [*FAMILY.rglob("*.html"), *FAMILY.glob("*.py"), *(UI / name for name in SHELL)]
    files += [*HELP.rglob("*.html"), HELP / "forms.py", OUTGOING]
    found = {text for file in files for text in MARKED.findall(file.read_text())}
    pages = "".join(file.read_text() for file in FAMILY.rglob("*.html"))
    found |= {text for pair in HEADED.findall(pages) for text in pair}
    code = FAMILY.rglob("*.py")
    return found | {text for file in code for text in SAID.findall(file.read_text())}


def by_fact() -> set[str]:
    """Return every sentence that depends on a fact."""
    tables = (words.HAPPENED, words.ABOUT, words.SHOULD_HAVE, words.CAUSES, words.TURNS,
              words.BINDS, words.RELATIONS, words.TO_THEMSELF, progress.RIGHTS, pages.DID,
              draft_pages.SECTION_WORDS, draft_pages.STATES, delivery_pages.ANSWERS,
              voice_pages.GROUP_WORDS, wait_pages.STANDS, wait_pages.SOON,
              wait_pages.BROKEN, CHANGE_WORDS)  # fmt: skip
    found = {text for table in tables for text in table.values()}
    found |= {text for _, text, _ in progress.STEPS} | {text for _, text, _ in pages.ACTS}
    found |= {*pages.LATE_WORDS, pages.ANY_LOOK, words.ANY_LATE, words.ANY_TURN}
    found |= {*delivery_pages.OWED, *delivery_pages.DISPUTED, codes.NO_GOOD, codes.TOO_MANY}
    found |= {*(need.words for need in NEEDS.values()), ONLINE}
    found |= {str(each) for each in (helping.ANY_AGE, helping.NOT_TOLD, helping.AT_ONCE)}
    found |= {helping.UP_TO, helping.FROM, helping.BETWEEN, helping.FREE, helping.ASK}
    found |= {helping.A_WEEK.text, helping.SOME_WEEKS, *postcards.SPOKEN}
    found |= {each.title for each in NOTICES.values() if Reader.PARENT in each.goes_to}
    found |= {text for _, text in DEVICES} | {one.label for one in our_pack().symbols.values()}
    return found | {text for one in ASKED.values() for text in (one.title, one.question)}


def by_survey() -> set[str]:
    """Return every sentence of the surveys: questions, answers, titles, steps and refusals."""
    found = {one.title for one in heard.SURVEYS} | {*heard.STEP_WORDS.values()}
    found |= {*heard_items.STANDS_WORDS.values(), *heard_items.HELPED_WORDS.values()}
    for one in heard.QUESTIONS.values():
        found |= {one.words, *one.choices.values()}
    files = (heard_forms.__file__, heard_answers.__file__, heard_answering.__file__)
    quoted = re.compile(r"""(?:gettext_lazy|NotAnswered)\(\s*"((?:[^"\\]|\\.)*)\"""")
    return found | {text for file in files for text in quoted.findall(Path(file).read_text())}


def by_refusal() -> set[str]:
    """Return every reason why words or a file cannot be kept, as a family is told it."""
    modules = (kinds, contents, films, sounds, streams, files, saying, saying_rules)
    found = set()
    for module in modules:
        for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "Refused",
                "NotSaid",
            ):
                told = node.args[0]
                found.add(
                    str(told.value) if isinstance(told, ast.Constant) else vars(module)[told.id]
                )
    return (
        found
        | set(contents.SCRIPTED.values())
        | {voice_pages.MAY_NOT_PLAY}
        | {*voice_pages.FILE_WORDS.values(), voice_pages.ANY_FILE}
    )


def by_law() -> set[str]:
    """Return the law's own words to a family, of every rule that its page could show."""
    kinds = [kind for kind in CASES if kind in case_types()]
    return {limit.family for kind in kinds for limit in limits_for(kind) if limit.family}


WANTED = sorted(marked() | by_fact() | by_survey() | by_refusal() | by_law())
MESSAGES = languages.read_catalogue(CATALOGUE.read_text())


def test_every_kind_of_sentence_is_asked_for():
    assert {"We are late.", "Start here", "Your mother"} <= set(WANTED)
    assert len(by_law()) > 50
    assert "Choose a password" in WANTED  # a label of a form


def test_every_sentence_of_the_families_door_is_said_in_the_further_language():
    assert [text for text in WANTED if not MESSAGES.get(text)] == []


def test_none_is_left_in_english():
    same = [text for text, said in MESSAGES.items() if text and text == said]
    assert same == []
    latin = re.compile(r"[A-Za-z]{2,}")
    left = {word for said in MESSAGES.values() for word in latin.findall(GAP.sub("", said))}
    assert left <= {"SEND", "EHC", "Language", "Content", "Type", "text", "plain", "charset",
                    "UTF", "Plural", "Forms", "nplurals", "plural", "ur"}  # fmt: skip


def test_each_translation_has_the_gaps_of_its_sentence():
    wrong = [
        text
        for text, said in MESSAGES.items()
        if text and set(GAP.findall(said)) != set(GAP.findall(text))
    ]
    assert wrong == []


def test_the_compiled_catalogue_is_made_of_the_written_one():
    assert CATALOGUE.with_suffix(".mo").read_bytes() == languages.compiled(MESSAGES)


def test_a_sentence_is_said_from_right_to_left_and_dates_with_it():
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


@pytest.mark.parametrize(("language", "told"), [("en-gb", "Enter your name"), ("ur", "نام")])
def test_what_is_missing_is_asked_for_in_the_readers_language(language, told):
    class Asked(Form):
        name = CharField(label=gettext_lazy("Your name"))

    with translation.override(language):
        form = Asked({})
        assert not form.is_valid()
        assert told in messages(form["name"])[0]


# Where what to try is approved, and where feeds are read in.
STAFF = ("pages.html", "feeds.html", "reading.html")
TAGS = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)


PAGES = {
    f"{file.parent.name}-{file.stem}": file
    for room in (FAMILY, HELP)
    for file in sorted(room.rglob("*.html"))
    if file.name not in STAFF
}


@pytest.mark.parametrize("name", PAGES)
def test_no_words_stand_on_a_page_unmarked(name):
    assert re.findall(r"[A-Za-z]{2,}", TAGS.sub(" ", PAGES[name].read_text())) == []


def test_whoever_a_page_is_about_is_told_of_themself():
    about = re.compile(r"\byour child\b|\bchildren like yours\b", re.IGNORECASE)
    code = "".join(file.read_text() for file in FAMILY.rglob("*.py"))
    law = {limit.family for kind in case_types() for limit in limits_for(kind)}
    said = law | by_fact() | by_survey() | set(SAID.findall(code))
    assert {text for text in said if about.search(text)} == {*words.TO_THEMSELF}
    assert not [text for text in words.TO_THEMSELF.values() if about.search(text)]
    for ours, theirs in words.TO_THEMSELF.items():
        assert GAP.findall(ours) == GAP.findall(theirs)
