"""Every component with its inputs and examples: one page to choose from and to test.

The inputs listed here are compared with each macro's own by a test, so neither can drift. All
names and figures are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.template.loader import get_template
from markupsafe import Markup

from . import charts, paging
from .forms import DateField

TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Example:
    """One drawn state of a component: what it shows, and the inputs that show it."""

    shows: str
    inputs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A component: where its macro lives, what it is for, and the meaning of each input."""

    macro: str
    file: str
    purpose: str
    inputs: dict[str, str]
    examples: list[Example] = field(default_factory=list)

    @property
    def template(self) -> str:
        return f"ui/components/{self.file}.html"

    @property
    def usage(self) -> str:
        """The line a page needs."""
        return f'{{% from "{self.template}" import {self.macro} %}}'


def draw(file: str, macro: str, **inputs: Any) -> Markup:
    """Call a component's macro from Python.

    :raises TypeError: if the macro has no such input
    """
    module = get_template(f"ui/components/{file}.html").template.module  # type: ignore[attr-defined]  # the Jinja2 engine's template
    return Markup(getattr(module, macro)(**inputs))


class Request(forms.Form):
    """An invented form with each kind of box."""

    received = DateField(
        label="Date the request was received",
        help_text="The day it reached us, not the day it was opened. For example, 28 9 2026",
        latest=TODAY,
    )
    source = forms.ChoiceField(
        label="Who asked",
        choices=[("parent", "A parent"), ("young", "The young person"), ("school", "A school")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="What help is asked for",
        choices=[("speech", "Speech and language"), ("mobility", "Moving about")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    setting = forms.ChoiceField(
        label="School", choices=[("", "Choose a school"), ("1", "Invented Primary School")]
    )
    reasons = forms.CharField(label="Reasons", widget=forms.Textarea, max_length=500)
    letter = forms.FileField(label="The letter", required=False)
    email = forms.EmailField(label="Email address", required=False)
    told = forms.BooleanField(label="The parents know that the school has asked")


class Narrow(forms.Form):
    """An invented filter."""

    says_optional = False

    owner = forms.ChoiceField(
        label="Whose turn", required=False, choices=[("", "Anyone"), ("me", "Mine")]
    )
    rule = forms.ChoiceField(
        label="Rule", required=False, choices=[("", "Any"), ("ehcna-decide", "Decide")]
    )


def _tag(state: str, force: str = "MUST", **more: Any) -> Markup:
    return draw("tags", "state_tag", state=state, force=force, **more)


def _due(day: date, **more: Any) -> Markup:
    return draw("dates", "due_date", due=day, today=TODAY, **more)


def _tags() -> list[Entry]:
    states: list[tuple[str, dict[str, Any]]] = [
        ("A broken duty", {"state": "late", "force": "MUST"}),
        ("A missed standard", {"state": "late", "force": "STANDARD"}),
        ("Guidance missed", {"state": "late", "force": "SHOULD"}),
        ("Our own promise missed", {"state": "late", "force": "LOCAL"}),
        ("Late with a lawful reason", {"state": "late", "lawful_reason": True}),
        ("Running", {"state": "running"}),
        ("Done in time", {"state": "met"}),
        ("Done late", {"state": "met late"}),
        ("Replaced by a later clock", {"state": "superseded"}),
        ("A family's own period is over", {"state": "period ended"}),
    ]
    return [
        Entry(
            "state_tag",
            "tags",
            "The state of a clock. Red only while a MUST or a STANDARD stands broken.",
            {
                "state": "as the law's readings say it: running, late, met, met late ...",
                "force": "MUST, STANDARD, SHOULD or LOCAL; MUST if not given",
                "lawful_reason": "true when an exception in law is recorded",
            },
            [Example(shows, inputs) for shows, inputs in states],
        ),
        Entry(
            "label_tag",
            "tags",
            "A plain grey label: a kind, a stage, a source. It never means good or bad.",
            {"text": "its words"},
            [Example("A stage", {"text": "Assessing"})],
        ),
    ]


def _dates() -> list[Entry]:
    late, soon = date(2026, 11, 9), date(2026, 12, 1)
    return [
        Entry(
            "due_date",
            "dates",
            "A due date and how far off it is, in words.",
            {
                "due": "the last day to act, from the law package",
                "today": "the day the page speaks of",
                "stopped": "the day it was done, if it was",
                "short": "true in a narrow column",
                "lapses": "true for a family's own period: it ends, and nobody is late",
            },
            [
                Example("Late", {"due": late, "today": TODAY}),
                Example("Still to come, short", {"due": soon, "today": TODAY, "short": True}),
                Example("Today", {"due": TODAY, "today": TODAY}),
                Example("A period that ended", {"due": late, "today": TODAY, "lapses": True}),
                Example("Done late", {"due": late, "today": TODAY, "stopped": date(2026, 11, 12)}),
                Example("Done in time", {"due": soon, "today": TODAY, "stopped": TODAY}),
            ],
        ),
        Entry(
            "past_date",
            "dates",
            "A day on which something happened. It owes nothing, so it is never late.",
            {"day": "the day", "today": "the day the page speaks of, to say how long ago"},
            [Example("An event", {"day": date(2026, 9, 28), "today": TODAY})],
        ),
    ]


def _child() -> list[Entry]:
    held_back = "School and address restricted: ask the access team"
    return [
        Entry(
            "identity_bar",
            "child",
            "Who this record is about, on every page of a child's thread.",
            {
                "name": "the child's name",
                "facts": "short texts: pronouns, birth date and age, year group",
                "restricted": "what is held back and whom to ask, or none",
                "level": "heading level; 1 on a page of the child's own",
                "note": "one line below: what is next, whose turn",
            },
            [
                Example(
                    "A child with a restricted location",
                    {
                        "name": "Amara Okafor",
                        "facts": ["she/her", "born 3 May 2016 (10)", "Year 6"],
                        "restricted": held_back,
                        "level": 4,
                        "note": "Next: Decide whether to assess. Your turn.",
                    },
                )
            ],
        ),
        Entry(
            "restricted_notice",
            "child",
            "Something is held back here. Never says what, nor why.",
            {"text": "what kind of fact is held back, and whom to ask"},
            [Example("On a page", {"text": held_back})],
        ),
    ]


def _lists() -> list[Entry]:
    columns = [
        {"text": "Due", "sort_href": "?sort=-due", "sorted": "ascending"},
        {"text": "Child", "sort_href": "?sort=child"},
        {"text": "What is owed"},
        {"text": "Law"},
        {"text": "Waiting on"},
        {"text": "Chased", "numeric": True},
    ]
    rows = [
        [
            {"html": _due(date(2026, 11, 9), short=True)},
            {"text": "Amara O.", "href": "#amara", "quiet": "Year 6", "header": True},
            {"html": Markup("Decide whether to assess {}").format(_tag("late"))},
            "reg 5(1)",
            "you",
            3,
        ],
        [
            {"html": _due(date(2026, 11, 24), short=True)},
            {"text": "Leo K.", "href": "#leo", "quiet": "Year 10", "header": True},
            {"html": Markup("Send the draft plan {}").format(_tag("running"))},
            "week 16",
            "Dr Shah (advice)",
            0,
        ],
    ]
    empty = {"columns": columns, "rows": [], "caption": "My work"}
    return [
        Entry(
            "data_table",
            "table",
            "A list to read down. Stands as cards on a phone; sorts by links, with no script.",
            {
                "columns": "text, sort_href, sorted (ascending or descending), numeric",
                "rows": "lists of cells: text, or text/html, href, header, quiet",
                "caption": "what the table holds",
                "hide_caption": "true when a heading just above says the same",
                "empty": "what an empty list says",
            },
            [
                Example("Full", {"columns": columns, "rows": rows, "caption": "Owed by me"}),
                Example("Empty", {**empty, "empty": "Nothing is due in the next 8 weeks"}),
            ],
        ),
        Entry(
            "pagination",
            "navigation",
            "Where in a list we stand, 25 a page, and the way to its other pages.",
            {
                "paging": "from ui.paging.paginate(total, query)",
                "one": "the word for one row",
                "many": "the word for several; one with an s if not given",
                "label": "names the landmark; give each its own on a page with two",
            },
            [
                Example(
                    "The middle of a long list",
                    {"paging": paging.paginate(1123, {"page": "7", "owner": "me"}), "one": "plan"},
                ),
                Example(
                    "One page",
                    {"paging": paging.paginate(1, {}), "one": "child", "many": "children"},
                ),
            ],
        ),
        Entry(
            "filter_panel",
            "filter",
            "Narrows a list by a plain GET form, closed until opened.",
            {
                "form": "a Django form bound to the query",
                "applied": "text and href of each filter in force; the link takes it off",
                "clear_href": "the list without filters",
                "summary": "what can be filtered",
                "kept": "other parts of the query to keep, such as the sort",
                "open": "true to show it opened",
                "button": "the button's words",
            },
            [
                Example(
                    "One filter applied",
                    {
                        "form": Narrow({"f-owner": "me"}, prefix="f"),
                        "applied": [{"text": "Whose turn: mine", "href": "?"}],
                        "clear_href": "?",
                        "summary": "Filter: whose turn, rule",
                        "kept": {"sort": "due"},
                        "open": True,
                    },
                )
            ],
        ),
        Entry(
            "empty_state",
            "table",
            "Says that a list is empty, and what to do next if there is something.",
            {
                "text": "what there is none of",
                "next_text": "what to do next",
                "next_href": "where",
            },
            [
                Example(
                    "With a next step",
                    {
                        "text": "No child matches.",
                        "next_text": "Search again",
                        "next_href": "#search",
                    },
                )
            ],
        ),
    ]


def _records() -> list[Entry]:
    return [
        Entry(
            "sub_navigation",
            "navigation",
            "The tabs of a record, as links.",
            {"items": "text, href, current", "label": "what the tabs are of"},
            [
                Example(
                    "A child's thread",
                    {
                        "items": [
                            {"text": "Thread", "href": "#thread", "current": True},
                            {"text": "Assessment", "href": "#assessment"},
                            {"text": "Who looked", "href": "#who"},
                        ],
                        "label": "Amara Okafor",
                    },
                )
            ],
        ),
        Entry(
            "timeline",
            "timeline",
            "What happened and what is running, newest first, from every agency.",
            {
                "items": "title, on (a date), by, words, tag (Markup), href, distance, group, now",
                "level": "heading level of the groups, or of the items when there are none",
            },
            [
                Example(
                    "Running, then past",
                    {
                        "level": 4,
                        "items": [
                            {
                                "group": "Now",
                                "now": True,
                                "title": "Decide whether to assess",
                                "on": date(2026, 11, 9),
                                "distance": "(13 days late)",
                                "tag": _tag("late"),
                                "words": "SEND Regulations 2014, reg 5(1)",
                            },
                            {
                                "group": "September 2026",
                                "title": "Request received from her school",
                                "on": date(2026, 9, 28),
                                "by": "recorded by P. Nair",
                            },
                        ],
                    },
                )
            ],
        ),
        Entry(
            "facts",
            "summary",
            "Names and values of a record. What is missing says so.",
            {
                "rows": "key, value (text or Markup), change_href, change_what",
                "missing": "what stands where there is no value",
            },
            [
                Example(
                    "A case",
                    {
                        "rows": [
                            {
                                "key": "Received",
                                "value": "Monday 28 September 2026",
                                "change_href": "#change",
                                "change_what": "the date received",
                            },
                            {"key": "Decided", "value": None},
                        ]
                    },
                )
            ],
        ),
        Entry(
            "figures",
            "summary",
            "The few counts that head a page; each opens the list behind it.",
            {"items": "number, text, href, broken", "label": "what they count"},
            [
                Example(
                    "Owed by me",
                    {
                        "items": [
                            {"number": 7, "text": "late", "href": "?state=late", "broken": True},
                            {"number": 12, "text": "due in 2 weeks", "href": "?weeks=2"},
                            {"number": 1031, "text": "running"},
                        ],
                        "label": "Owed by me",
                    },
                )
            ],
        ),
    ]


def _months(count: int) -> list[date]:
    return [date(2023 + (11 + i) // 12, (11 + i) % 12 + 1, 1) for i in range(count)]


def _charts() -> list[Entry]:
    shares = tuple(None if i == 9 else 18 + i * 0.7 + (i * 7 % 5) for i in range(36))
    stages = ["Decide whether to assess", "Send the final plan"]
    parts = [
        charts.Series("In time", (214, 96), "met"),
        charts.Series("Running", (61, 48), "running"),
        charts.Series("Late", (14, 37), "broken"),
    ]
    drawn = [
        charts.line(
            "Plans issued within 20 weeks",
            "Invented: the share in time rose from 18% to 43% in three years; no figure for "
            "September 2024.",
            _months(36),
            [charts.Series("This area", shares)],
            unit="%",
            target=60,
            limits=(20, 44),
        ),
        charts.stacked_bar(
            "Where the clocks stand",
            "Invented: 37 final plans are late, and 14 decisions.",
            stages,
            parts,
            first_column="What is owed",
        ),
        charts.bars(
            "Will go late if nothing is done",
            "Invented: 14 in 2 weeks, 39 in 4 weeks and 112 in 8 weeks.",
            ["In 2 weeks", "In 4 weeks", "In 8 weeks"],
            [14, 39, 112],
            measure="Promises",
            first_column="When",
        ),
        charts.bars("Nothing known", "No figure is held for this year.", ["2026"], [None]),
    ]
    return [
        Entry(
            "chart",
            "chart",
            "A chart with the sentence that says what it shows, and its figures.",
            {
                "chart": "from ui.charts: line, stacked_bar or bars",
                "level": "heading level of its title",
            },
            [Example(one.title, {"chart": one, "level": 4}) for one in drawn],
        )
    ]


def _errors() -> list[Entry]:
    typed = {"received-day": "31", "received-month": "9", "received-year": "2026"}
    return [
        Entry(
            "form_errors",
            "errors",
            "Every error of a form, each linked to its box. The form draws it by itself.",
            {"form": "a bound form", "title": "its heading"},
            [Example("A refused form", {"form": Request(typed)})],
        ),
        Entry(
            "error_list",
            "errors",
            "Errors that are not a form's: a refused file, a refused command.",
            {"errors": "text, and href where there is a place to go", "title": "its heading"},
            [
                Example(
                    "A refused file",
                    {
                        "errors": [{"text": "Row 12: birth date is after the return date"}],
                        "title": "Nothing was saved",
                    },
                )
            ],
        ),
    ]


def entries() -> list[Entry]:
    """Return every component with its examples."""
    return [*_tags(), *_dates(), *_child(), *_lists(), *_records(), *_charts(), *_errors()]


def context() -> dict[str, Any]:
    """Return what the gallery's template needs."""
    drawn = [
        (
            entry,
            [
                (example.shows, draw(entry.file, entry.macro, **example.inputs))
                for example in entry.examples
            ],
        )
        for entry in entries()
    ]
    typed = {"received-day": "31", "received-month": "9", "received-year": "2026"}
    return {"drawn": drawn, "form": Request(typed), "has_errors": False, "demo": True}
