"""Which renderings of a version are given, and the page on which its easy-read words are approved.

A machine cut the plan's sentences short: nobody is given them unread. A named person reads them
and approves exactly these words; other words need another approval.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, Permission
from goldenthread.documents.content import Document, Heading, Paragraph
from goldenthread.people.models import Child
from goldenthread.plans.queries import VersionPage
from goldenthread.plans.rendering import KIND_WORDS, Kind, document_of, easy_read_text, mark_for
from goldenthread.plans.rendering.easy import LONGEST
from goldenthread.plans.rules.reach import shown

LATER = "Easy Read version: read it and approve its words"


def whole(page: VersionPage, child: Child) -> bool:
    """Whether this reader may see all of a version, so that a file of it may be given."""
    return shown(page.content, child.classes_in_reach) == page.content


def words_hash(page: VersionPage) -> str:
    """Return the hash of a version's easy-read words as they are made today."""
    return easy_read_text(page.content, mark_for(page.id, page.content))[1]


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
    easy = page.approval_of(words_hash(page))
    if easy:
        text = f"{KIND_WORDS[Kind.EASY_READ]}, approved by {easy.by}"
        href = reverse("plans:rendering", args=[*at, Kind.EASY_READ])
        return [*found, {"text": text, "href": href}]
    if may_approve(page, by, child):
        return [*found, {"text": LATER, "href": reverse("plans:easy_read", args=at)}]
    return found


def parts(page: VersionPage) -> list[dict[str, Any]]:
    """Return the easy-read words under their headings, each long sentence marked."""
    document: Document = document_of(page.content, Kind.EASY_READ, mark_for(page.id, page.content))
    found: list[dict[str, Any]] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append({"title": block.words, "lines": []})
        elif isinstance(block, Paragraph) and found:
            words = str(block.words)
            found[-1]["lines"].append({"text": words, "long": len(words.split()) > LONGEST})
    return found


def approval_page(page: VersionPage, child: Child, plan_id: int) -> dict[str, Any]:
    """Return the easy-read words to be read, and who approved them if somebody did."""
    mark = words_hash(page)
    told = parts(page)
    at = [child.pk, plan_id, page.number]
    return {
        "version": page,
        "plan_id": plan_id,
        "parts": told,
        "long": sum(line["long"] for part in told for line in part["lines"]),
        "longest": LONGEST,
        "words_hash": mark,
        "approved": page.approval_of(mark),
        "drawn": reverse("plans:rendering", args=[*at, Kind.EASY_READ]) + "?before-approval",
    }
