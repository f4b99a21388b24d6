"""What the staff's pages of the surveys show: true counts with margins, for casework roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from goldenthread.access.rules import Asker, NotFound, Permission
from goldenthread.heard import queries
from goldenthread.heard.commands import code_of
from goldenthread.heard.models import Answer, Invitation, Typed
from goldenthread.heard.queries import Count, Window
from goldenthread.heard.rules.codes import shown
from goldenthread.heard.rules.intervals import interval
from goldenthread.heard.rules.questions import QUESTIONS, STEP_WORDS, Step, survey
from goldenthread.organisations.models import LocalArea
from goldenthread.ui.paging import paginate

P = Permission
COLUMNS = (
    {"text": "Question"},
    {"text": "Agree", "numeric": True},
    {"text": "Answers", "numeric": True},
    {"text": "Share", "numeric": True},
    {"text": "Surely between", "numeric": True},
)
ASIDE_A_PAGE, WORDS_A_PAGE, TYPED_A_PAGE = 20, 20, 20
RUNG_A_PAGE = 20  # the oldest first: the next come when these are done
LANGUAGES = {"en-gb": "English", "ur": "Urdu"}


def areas_of(by: Asker, permission: Permission = P.OVERVIEW_VIEW) -> list[LocalArea]:
    """Return the areas in which somebody may see true counts."""
    return list(LocalArea.objects.filter(pk__in=by.areas_where(permission)).order_by("name"))


def get_area(by: Asker, code: str, *permissions: Permission) -> LocalArea:
    """Return an area to somebody who may do one of these there.

    :raises NotFound: if there is none of that name in reach
    """
    reach = frozenset().union(*(by.areas_where(each) for each in permissions or (P.OVERVIEW_VIEW,)))
    found = LocalArea.objects.filter(code=code, pk__in=reach).first()
    if found is None:
        raise NotFound("No such area.")
    return found


# What was answered -------------------------------------------------------------------------------


def answers(area: LocalArea, on: date, by: Asker) -> dict[str, Any]:
    """Return the shares of the last twelve months, as a whole, by step and by language."""
    window = Window.year_to(on)
    counts = queries.counted([area.pk], [window])
    asked = queries.responses(area.pk, since=window.since, on=on)
    return {
        "area": area,
        "on": on,
        "columns": COLUMNS,
        "rows": [_row(each.about, counts, key) for key, each in QUESTIONS.items()],
        "steps": _split(counts, "step", {step: STEP_WORDS[step] for step in Step}),
        "languages": _split(counts, "language", LANGUAGES),
        "responses": [
            [
                {"text": STEP_WORDS[each.step], "header": True},
                f"{each.asked:,}",
                f"{each.answered:,}",
            ]
            for each in asked
        ],
        "waiting": queries.how_many_aside(area.pk),
        "may_manage": by.may(P.HEARD_MANAGE, area.pk),
        "may_type": by.may(P.HEARD_TYPE, area.pk),
        "is_reader": queries.is_reader(area.pk, by=by),
    }


def _row(title: str, counts: Iterable[Count], question: str) -> list[Any]:
    found = queries.share(counts, question)
    sure = interval(found.numerator, found.denominator)
    if sure is None:
        return [{"text": title, "header": True}, "", "0", "no answers", ""]
    share = round(100 * found.numerator / found.denominator)
    return [
        {"text": title, "header": True},
        f"{found.numerator:,}",
        f"{found.denominator:,}",
        f"{share}%",
        f"{sure.low:.0f}% and {sure.high:.0f}%",
    ]


def _split(counts: Sequence[Count], by: str, names: dict[Any, str]) -> list[list[Any]]:
    """Return whether families felt heard, by step or by language, where any answered."""
    found = []
    for key, words in names.items():
        mine = [each for each in counts if getattr(each, by) == key]
        if mine:
            found.append(_row(words, mine, "heard"))
    return found


# What was written, and what was set aside ---------------------------------------------------------


def words(area: LocalArea, by: Asker, page: int, query: dict[str, list[str]]) -> dict[str, Any]:
    """Return one page of what families wrote, to a named reader."""
    found = queries.remarks(area.pk, by=by)
    total = found.count()
    start = (page - 1) * WORDS_A_PAGE
    return {
        "area": area,
        "remarks": [
            {"words": row.words, "month": row.month, "step": STEP_WORDS[Step(row.step)],
             "language": LANGUAGES.get(row.language, row.language)}
            for row in found[start : start + WORDS_A_PAGE]
        ],
        "paging": paginate(total, query, size=WORDS_A_PAGE),
    }  # fmt: skip


def paper(
    area: LocalArea, on: date, by: Asker, page: int, query: dict[str, list[str]]
) -> dict[str, Any]:
    """Return the surveys that can be on paper, and one page of what was typed in."""
    found = queries.typed(area.pk)
    total = found.count()
    start = (page - 1) * TYPED_A_PAGE
    manages = by.may(P.HEARD_MANAGE, area.pk)
    return {
        "area": area,
        "steps": [{"slug": step.lower(), "words": STEP_WORDS[step]} for step in Step],
        "ring": [_ring(each) for each in queries.to_ring(area.pk, on=on)[:RUNG_A_PAGE]],
        "typed": [
            _typed(each, may=manages or each.typed_by_id == by.user_id)
            for each in found[start : start + TYPED_A_PAGE]
        ],
        "paging": paginate(total, query, size=TYPED_A_PAGE),
    }


def _ring(row: Invitation) -> dict[str, Any]:
    """Return one person to be rung, and where what they say is typed in."""
    asked, step = row.asked, Step(row.asked.ticket.step)
    return {
        "name": asked.adult.name if asked.adult else "The young person",
        "child_id": row.child_id,
        "words": STEP_WORDS[step],
        "until": asked.ticket.last_day,
        "href": reverse("heard:ring", args=[row.area.code, row.pk]),
    }


def rung(area: LocalArea, row_id: int, on: date) -> tuple[Step, str]:
    """Return the survey of somebody to be rung, and their code, which no address tells.

    :raises NotFound: if they are not to be rung, or no longer
    """
    row = queries.to_ring(area.pk, on=on).filter(pk=row_id).first()
    if row is None:
        raise NotFound("Nobody of that number is to be rung.")
    return Step(row.asked.ticket.step), shown(code_of(row.asked))


def _typed(row: Typed, *, may: bool) -> dict[str, Any]:
    return {
        "id": row.answer_id,
        "on": row.on,
        "by": row.typed_by.name,
        "survey": STEP_WORDS[Step(row.answer.step)],
        "month": row.answer.on,
        "back": hasattr(row.answer, "judged"),
        "may": may,
    }


def typing(area: LocalArea, step: Step, form: Any) -> dict[str, Any]:
    """Return the page on which one form is typed in, or some are printed."""
    return {
        "area": area,
        "step": {"slug": step.lower(), "words": STEP_WORDS[step]},
        "form": form,
        "has_errors": bool(form.errors),
        "back": {"text": "Surveys on paper", "href": reverse("heard:paper", args=[area.code])},
    }


def aside(area: LocalArea, page: int, query: dict[str, list[str]]) -> dict[str, Any]:
    """Return one page of the answers that wait to be judged."""
    found = queries.aside(area.pk, page=page, size=ASIDE_A_PAGE)
    return {
        "area": area,
        "rows": [{"id": row.pk, "on": row.on, "said": _said(row)} for row in found.rows],
        "paging": paginate(found.total, query, size=ASIDE_A_PAGE),
    }


def _said(row: Answer) -> list[str]:
    asks = survey(row.survey, row.version)
    return [
        f"{one.words} {one.choices[row.choices[one.key]]}"
        for one in asks.questions
        if one.key in row.choices
    ]
