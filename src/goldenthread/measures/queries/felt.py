"""What families answered by step and by language, in true counts; and what of it was published."""

from __future__ import annotations

from collections import Counter
from datetime import date

from goldenthread.heard.queries import Window, counted
from goldenthread.measures.models import MeasureFigure, Release
from goldenthread.measures.queries.releases import published
from goldenthread.measures.rules.felt import BASES, BY_LANGUAGE, BY_STEP, MARK, FeltCount


def felt_counts(area_id: int, on: date) -> list[FeltCount]:
    """Return the answers of an area in the year to a day, as known then, by step and language.

    One statement. The caller has stated somebody, or a service, who reaches the area.
    """
    told: Counter[tuple[str, str, str, bool]] = Counter()
    bases = {question: base for base, question in BASES.items()}
    for one in counted([area_id], [Window.year_to(on, on)]):
        if one.question in bases and one.asked:
            for by, part in ((BY_STEP, one.step), (BY_LANGUAGE, one.language)):
                told[bases[one.question], by, part, one.good] += one.answers
    return [
        FeltCount(
            base=base,
            by=by,
            part=part,
            asked=told[base, by, part, True] + told[base, by, part, False],
            good=told[base, by, part, True],
        )
        for base, by, part in sorted({key[:3] for key in told})
    ]


def published_felt() -> list[tuple[Release, list[MeasureFigure]]]:
    """Return each area's newest published release that tells of steps, with those figures.

    Two queries.
    """
    newest: dict[int, Release] = {}
    for release in published().filter(figures__key__contains=MARK).distinct():
        newest.setdefault(release.area_id, release)
    found: dict[int, tuple[Release, list[MeasureFigure]]] = {
        one.pk: (one, []) for one in newest.values()
    }
    for each in MeasureFigure.objects.filter(release__in=list(found), key__contains=MARK):
        found[each.release_id][1].append(each)
    return list(found.values())
