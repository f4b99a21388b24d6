"""The whole story: from an invented report in the demo, and from a real one kept beside."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from goldenthread.access import asking
from goldenthread.access.rules import NotAllowed
from goldenthread.demo import improvement as demo
from goldenthread.documents.pdf import to_pdf
from goldenthread.law.events import EventKind as K
from goldenthread.measures.rules.measure import MeasureValue, Unit
from goldenthread.strategy.commands import inspections
from goldenthread.strategy.commands.figures import fit_to_show, work_out
from goldenthread.strategy.commands.inspections import Judgement
from goldenthread.strategy.models import EffectReading, EvaluationPart, Figure, Inspection
from goldenthread.strategy.queries.board import board
from goldenthread.strategy.queries.papers import pack_paper
from goldenthread.strategy.rules import commissioning
from goldenthread.strategy.rules.effect import Verdict
from goldenthread.timeline.commands import NewEvent, record_many
from goldenthread.timeline.queries import own_promises

from . import improvement as made
from .conftest import NOW, TODAY
from .improvement_demo import people

REPORTS = Path(__file__).parents[3] / "shared/data/inspections"


def text_of(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


class TestDemo:
    def test_its_actions_stand_at_every_verdict_and_the_public_is_told(self, real_db):
        # Real transactions, as `make demo` has: what is read outside a stated one is not there.
        users = people()
        demo.tell(TODAY)
        with demo.acting("gareth", TODAY) as by:
            area = made_area(by)
            found = board(area, on=TODAY, by=by)
            pack = text_of(to_pdf(pack_paper(area, by=by, on=TODAY)))
        assert {each.verdict for each in found.effects} == {str(each) for each in Verdict}
        better = next(each for each in found.effects if each.verdict == Verdict.BETTER)
        assert better.sentence.startswith("Better: 20 percentage points up, between 18 and ")
        worse = next(each for each in found.effects if each.verdict == Verdict.WORSE)
        assert worse.sentence.startswith("Worse: ")
        assert any(row.felt for row in found.findings)
        with demo.acting("gareth", TODAY):
            parts = {each.part: each.claims.count() for each in EvaluationPart.objects.all()}
        assert parts == {"EDUCATION": 1, "HEALTH": 0, "CARE": 0, "FAMILIES": 1}  # nobody waits here
        assert found.balance[0].late > 0
        for words in (
            *("Invented for a demonstration", "no effect seen", "Named officers leave"),
            *("What families say", "Come to the school: a clinic is a day lost."),
        ):
            assert words in pack
        visitor = Client().get(reverse("improvement:public", args=["derbyshire"]))
        page = " ".join(visitor.content.decode().split())
        assert "What has not worked" in page
        assert "A letter to each family every month." in page
        assert not any(user.name in page for user in users.values())


def made_area(by):
    from goldenthread.strategy.queries import reach

    return reach.get_area("derbyshire", by=by)


@pytest.fixture
def lead(cast, asker_of):
    asker = asker_of(cast.improvement_lead)
    with asking.stated(asker):
        yield asker


@pytest.mark.beside
def test_the_real_report_becomes_a_plan_and_a_board_pack(lead, cast):
    """Read, confirm, plan: six priority actions with their bullets and bodies, word for word."""
    report = REPORTS / "derbyshire.pdf"
    assert report.exists(), f"The reports are kept beside this repository, in {REPORTS}."
    key = json.loads((REPORTS / "expected.json").read_text(encoding="utf-8"))
    expected = key["reports"]["derbyshire"]
    found = inspections.read_report(
        chunks=[report.read_bytes()], name=report.name, area_id=830, by=lead, at=NOW
    )
    judge_real(found, lead)
    inspections.confirm(found.pk, by=lead, at=NOW)
    held = made.posts(cast)
    stream = made.workstream(found, held, lead)
    findings = list(found.findings.filter(kind="PRIORITY_ACTION").order_by("number"))
    assert len(findings) == len(expected["priority_actions"]) == 6
    for finding, wanted in zip(findings, expected["priority_actions"], strict=True):
        assert len(finding.requirements) == len(wanted.get("sub_items") or [])
        assert set(finding.bodies) == set(wanted["responsible_bodies"])
        action = made.action(finding, stream, held, lead, requirements=())
        made.effect(action, lead)
    promised = {each.rule: each for each in own_promises(lead, 830, today=TODAY)}
    assert promised["insp-pap"].due
    assert promised["insp-monitor"].due
    pack = text_of(to_pdf(pack_paper(found.area, by=lead, on=TODAY)))
    assert pack.count("Area for priority action") >= 6
    assert found.findings.filter(kind="IMPROVEMENT").count() == 5


def judge_real(found: Inspection, by) -> None:
    judged = [
        Judgement(
            sentence_id=row.pk, decision="CORRECTED", text="2024-11-12", reason="From the website"
        )
        if row.name == "publication_date"
        else Judgement(sentence_id=row.pk, decision="ACCEPTED")
        for row in found.sentences.all()
    ]
    inspections.judge(found.pk, judged, by=by, at=NOW)


def value(numerator, denominator, unit=Unit.PERCENT, key="plans-in-20-weeks", shown=None):
    top = None if numerator is None else Decimal(numerator)
    return MeasureValue(
        key=key, area_id=830, on=TODAY, known_on=None, unit=unit, numerator=top,
        denominator=None if denominator is None else Decimal(denominator),
        value=top if shown is None else Decimal(shown), definition_version=1,
    )  # fmt: skip


class TestRelease:
    @pytest.mark.parametrize(
        ("numerator", "denominator", "shown"),
        [
            (41, 98, "40.0"),  # 40 of 100
            (7, 98, None),  # a small count is hidden
            (41, 6, None),  # and so is a small whole
            (0, 20, None),  # none of a small group tells of each in it
            (0, 98, "0.0"),
            (98, 98, "100.0"),
        ],
    )
    def test_a_share_is_of_rounded_counts_and_small_ones_are_hidden(
        self, numerator, denominator, shown
    ):
        found = fit_to_show(value(numerator, denominator))
        assert (None if found.value is None else str(found.value)) == shown
        assert bool(found.why_none) is (shown is None)

    @pytest.mark.parametrize(("count", "shown"), [(3, None), (0, 0), (8, 10), (1232, 1230)])
    def test_a_count_is_rounded_or_hidden(self, count, shown):
        found = fit_to_show(value(count, None, Unit.COUNT, "children-with-no-place"))
        assert found.value == shown
        assert found.numerator == shown

    def test_a_mean_shows_only_over_enough_children(self):
        assert fit_to_show(value(4000, 100, Unit.WEEKS, "weeks-to-issue", "41.2")).value
        assert fit_to_show(value(40, 3, Unit.WEEKS, "weeks-to-issue", "41.2")).value is None


def cases(months: int):
    """Forty requests decided a month, three in four of them in time."""
    rows, case = [], 0
    for month in range(months):
        first = date(2025 + (month + 6) // 12, (month + 6) % 12 + 1, 1)
        for number in range(40):
            case += 1
            asked = date(first.year, first.month, 2)
            late = number % 4 == 0
            told = date.fromordinal(asked.toordinal() + (60 if late else 20))
            if told > TODAY:
                continue
            for kind, on in ((K.REQUEST_RECEIVED, asked), (K.ASSESSMENT_AGREED, told)):
                rows.append(
                    NewEvent(
                        kind=kind,
                        area_id=830,
                        child_id=case,
                        case_type="assessment",
                        case_id=case,
                        on=on,
                    )
                )
    return rows


MEASURE = "decisions-in-6-weeks"


def test_months_are_worked_out_once_one_by_one_and_released(cast, as_service, areas, asker_of):
    record_many(cases(12), by=as_service, at=NOW, backfilled=True)
    lead = asker_of(cast.improvement_lead)
    with asking.stated(lead):
        found = made.confirmed(lead)
        held = made.posts(cast)
        finding = found.findings.get(kind="PRIORITY_ACTION", number=1)
        action = made.action(finding, made.workstream(found, held, lead), held, lead)
        made.effect(action, lead, measure=MEASURE)
        with pytest.raises(NotAllowed):
            work_out([830], today=TODAY, by=lead, at=NOW)
    service = asking.service("improvement-figures", [830, 831])
    asking.state(service)
    kept = 2 * 36 * (1 + len(commissioning.KEYS))  # areas, months, measures
    assert work_out([830, 831], today=TODAY, by=service, at=NOW) == kept
    assert work_out([830, 831], today=TODAY, by=service, at=NOW) == 0
    months = {row.month: row for row in Figure.objects.filter(area_id=830, measure=MEASURE)}
    shown = months[date(2025, 10, 1)]
    assert shown.denominator == 40  # 30 in time of October's, and 10 late of August's
    assert (shown.numerator, shown.value) == (30, Decimal("75.0"))
    assert months[date(2023, 12, 1)].value is None
    assert not EffectReading.objects.exists()
