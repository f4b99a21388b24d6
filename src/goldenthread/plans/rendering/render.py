"""Drawing a plan in any of its five renderings, under one mark."""

from __future__ import annotations

from collections.abc import Sequence

from goldenthread.documents.content import Document, content_hash, words
from goldenthread.documents.pdf import to_pdf
from goldenthread.documents.web import to_html
from goldenthread.documents.word import to_docx
from goldenthread.plans.content import Plan
from goldenthread.plans.rendering.easy import EasyPart, easy_read
from goldenthread.plans.rendering.kinds import ENDINGS, Kind, Mark
from goldenthread.plans.rendering.profile import one_page
from goldenthread.plans.rendering.symbols import OWN, Pack
from goldenthread.plans.rendering.whole import whole_plan
from goldenthread.plans.rules.issue import hash_of

Words = Sequence[EasyPart] | None  # easy-read words that a person has changed, if anybody has


def document_of(
    plan: Plan, kind: Kind, mark: Mark, *, symbols: Pack = OWN, easy_words: Words = None
) -> Document:
    """Return the document of one rendering."""
    if kind == Kind.PROFILE:
        return one_page(plan, mark)
    if kind == Kind.EASY_READ:
        return easy_read(plan, mark, symbols, easy_words)
    return whole_plan(plan, mark, kind)


def render(
    plan: Plan,
    kind: Kind,
    mark: Mark,
    *,
    large_print: bool = False,
    symbols: Pack = OWN,
    easy_words: Words = None,
) -> bytes:
    """Return one rendering of a plan. The same content and mark give the same bytes.

    An Easy Read version is always in large print.

    :raises ValueError: if the mark is not of this content
    :raises documents.pdf.NotDrawn: if a picture of a symbol pack cannot be drawn
    """
    if mark.content_hash != hash_of(plan):
        raise ValueError("The mark is of other content than this.")
    document = document_of(plan, kind, mark, symbols=symbols, easy_words=easy_words)
    ending = ENDINGS[kind]
    large_print = large_print or kind == Kind.EASY_READ
    if ending == "pdf":
        return to_pdf(document, large_print=large_print)
    if ending == "docx":
        return to_docx(document, large_print=large_print)
    return to_html(document, large_print=large_print).encode()


def easy_read_text(plan: Plan, mark: Mark, easy_words: Words = None) -> tuple[str, str]:
    """Return the words of the Easy Read version and their hash: what a named person approves."""
    document = easy_read(plan, mark, OWN, easy_words)
    return words(document), content_hash(document)
