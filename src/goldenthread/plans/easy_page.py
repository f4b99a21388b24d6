"""Which renderings of a version are given, and the page on which its easy-read words are approved.

A machine cut the plan's sentences short: nobody is given them unread. A named person reads them,
changes what reads badly, and approves exactly these words; other words need another approval.
"""

from __future__ import annotations

import json
from typing import Any

from django.urls import reverse
from markupsafe import Markup

from goldenthread.access.rules import Asker, Permission
from goldenthread.people.models import Child
from goldenthread.plans.forms import EasyWordsForm
from goldenthread.plans.queries import VersionPage
from goldenthread.plans.rendering import (
    KIND_WORDS,
    EasyPart,
    Kind,
    easy_parts,
    easy_read_text,
    mark_for,
    told_by,
)
from goldenthread.plans.rendering.easy import LONGEST
from goldenthread.plans.rendering.symbols import OWN
from goldenthread.plans.rules.reach import shown

LATER = "Easy Read version: read it and approve its words"


def whole(page: VersionPage, child: Child) -> bool:
    """Whether this reader may see all of a version, so that a file of it may be given."""
    return shown(page.content, child.classes_in_reach) == page.content


def words_hash(page: VersionPage) -> str:
    """Return the hash of a version's easy-read words as they stand today."""
    return easy_read_text(page.content, mark_for(page.id, page.content), page.easy_words)[1]


def may_approve(page: VersionPage, by: Asker, child: Child) -> bool:
    """Whether somebody may approve these words: of what has been issued, by who writes plans."""
    return not page.draft and by.may(Permission.PLAN_WRITE, child.area_id)


def renderings(page: VersionPage, child: Child, plan_id: int, by: Asker) -> list[dict[str, str]]:
    """Return the files of a version, each with its address; none to whom part of it is hidden."""
    if not whole(page, child):
        return []
    at = [child.pk, plan_id, page.number]
    found = [
        {"text": KIND_WORDS[kind], "href": reverse("plans:rendering", args=[*at, kind])}
        for kind in Kind
        if kind != Kind.EASY_READ
    ]
    proofs = [
        {"text": text, "href": reverse("plans:rendering", args=[*at, name])}
        for name, text in zip(PROOFS, PROOF_WORDS, strict=True)
        if name == "content" or page.easy_words is not None
    ]
    easy = page.approval_of(words_hash(page))
    if easy:
        text = f"{KIND_WORDS[Kind.EASY_READ]}, approved by {easy.by}"
        href = reverse("plans:rendering", args=[*at, Kind.EASY_READ])
        found.append({"text": text, "href": href})
    elif may_approve(page, by, child):
        found.append({"text": LATER, "href": reverse("plans:easy_read", args=at)})
    return [*found, *proofs]


# What a file of a version is proved against: its content, and easy-read words if any were changed.
PROOFS = ("content", "easy-words")
PROOF_WORDS = (
    "The content as JSON, to prove a file of it",
    "The Easy Read words as JSON, to prove a file of them",
)


def proof(page: VersionPage, name: str) -> bytes:
    """Return a version's content as JSON, or its easy-read words as they stand."""
    if name == "content":
        return page.content.model_dump_json().encode()
    return json.dumps([part.model_dump(mode="json") for part in standing(page)]).encode()


def standing(page: VersionPage) -> tuple[EasyPart, ...]:
    """Return the easy-read words that stand: as somebody changed them, or as they are made."""
    return easy_parts(page.content) if page.easy_words is None else page.easy_words


def typed(page: VersionPage, form: EasyWordsForm) -> tuple[EasyPart, ...]:
    """Return the words that were typed, under the headings and beside the drawings there are."""
    lines = form.lines()
    return tuple(
        part.model_copy(update={"lines": lines[number]})
        for number, part in enumerate(standing(page))
    )


def approval_page(
    page: VersionPage, child: Child, plan_id: int, form: EasyWordsForm
) -> dict[str, Any]:
    """Return the easy-read words to be read and changed, and who approved them if somebody did."""
    mark = words_hash(page)
    at = [child.pk, plan_id, page.number]
    told, drawings = told_by(page.content), dict(DRAWINGS)
    words = [line for part in standing(page) for line in part.lines]
    return {
        "version": page,
        "plan_id": plan_id,
        "form": form,
        "has_errors": bool(form.errors),
        "parts": [
            {
                "title": part.title,
                "lines": part.lines,
                "box": form[f"part-{number}"],
                "says": told.get(part.title, []),
                "drawing": drawings.get(part.drawing),
            }
            for number, part in enumerate(standing(page))
        ],
        "long": [line for line in words if len(line.split()) > LONGEST],
        "longest": LONGEST,
        "words_hash": mark,
        "approved": page.approval_of(mark),
        "drawn": reverse("plans:rendering", args=[*at, Kind.EASY_READ]) + "?before-approval",
    }


# Our own drawings as the page shows them: what each shows, and the drawing itself, which is ours.
DRAWINGS = tuple((name, {"alt": shows, "svg": Markup(svg)}) for name, shows, svg in OWN.drawings)
