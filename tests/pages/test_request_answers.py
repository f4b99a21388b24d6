"""What a request is answered with: a receipt by email, a letter when it joins another, an alert."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from goldenthread.access.models import Alert
from goldenthread.assessment import commands, queries
from goldenthread.assessment.commands import receipts
from goldenthread.assessment.models import Request
from goldenthread.assessment.rules import RequestState
from goldenthread.desk import glass_page
from goldenthread.letters.carriers.parcel import CannotTell, Down, Parcel, Receipt, Refused
from goldenthread.letters.commands import NobodyToTell
from goldenthread.letters.models import Letter
from goldenthread.people.models import AdultLink, Child, SealHolder
from goldenthread.timeline.models import Clock
from goldenthread.ui.words import long_date

from .casework import RECEIVED, moment, reach_at_once, received
from .conftest import STARTED
from .test_assessment_requests import ASKING

DAY = timedelta(days=1)
BY_EMAIL = replace(ASKING, email="asker@example.invalid")


class Post:
    """An email carrier of our own: it keeps what it took, and fails as it is told."""

    def __init__(self) -> None:
        self.took: list[Parcel] = []
        self.wrong: Exception | None = None
        self.wrong_after: Exception | None = None
        self.can_tell = True

    def find(self, parcel: Parcel) -> Receipt | None:
        if not self.can_tell:
            raise CannotTell
        return next((Receipt(p.key, "taken") for p in self.took if p.key == parcel.key), None)

    def deliver(self, parcel: Parcel) -> Receipt:
        if self.wrong:
            raise self.wrong
        self.took.append(parcel)
        if self.wrong_after:
            raise self.wrong_after
        return Receipt(parcel.key, "taken")


@pytest.fixture
def officer(cast, asker_of):
    return asker_of(cast.officer)


@pytest.fixture
def post(monkeypatch):
    made = Post()
    monkeypatch.setattr(receipts, "carriers", lambda: {"EMAIL": made})
    return made


def ask(said=BY_EMAIL, key="one") -> Request:
    return commands.ask_publicly(said, area_id=830, key=key, at=moment(RECEIVED)).request


def state() -> str:
    return Request.objects.values_list("receipt", flat=True).get()


class TestReceipts:
    def test_it_goes_once_with_the_days_of_the_clocks_and_names_no_child(self, sam, post):
        asked = ask()
        ask()
        assert [receipts.send_receipts(moment(RECEIVED)) for _ in range(2)] == [1, 0]
        (parcel,) = post.took
        assert parcel.to == "asker@example.invalid"
        said = f"{parcel.subject} {parcel.body}"
        assert f"R{asked.pk}" in said
        days = queries.days_of(RECEIVED)
        assert long_date(days["ena-decide"]) in said
        assert long_date(days["plan-final"]) in said
        assert not any(word in said for word in ("Sam", "Invented", "noise", "DE0"))

    @pytest.mark.parametrize("said", [ASKING, replace(BY_EMAIL, hide_place=True)])
    def test_with_no_address_or_for_a_family_in_hiding_none_goes(self, sam, post, said):
        ask(said)
        assert receipts.send_receipts(moment(RECEIVED)) == 0
        assert (post.took, state()) == ([], "")

    def test_a_worker_that_dies_after_handing_over_sends_no_second_one(self, sam, post):
        ask()
        post.wrong_after = KeyboardInterrupt()
        with pytest.raises(KeyboardInterrupt):
            receipts.send_receipts(moment(RECEIVED))
        post.wrong_after = None
        assert receipts.send_receipts(moment(RECEIVED)) == 1
        assert (len(post.took), state()) == (1, "SENT")

    def test_where_nobody_can_say_whether_it_went_it_does_not_go_again(self, sam, post):
        ask()
        post.wrong_after = KeyboardInterrupt()
        post.can_tell = False
        with pytest.raises(KeyboardInterrupt):
            receipts.send_receipts(moment(RECEIVED))
        assert receipts.send_receipts(moment(RECEIVED)) == 0
        assert (len(post.took), state()) == (1, "FAILED")

    @pytest.mark.parametrize(("wrong", "after"), [(Down(), "WAITING"), (Refused(), "FAILED")])
    def test_a_carrier_that_is_down_is_tried_again_and_one_that_refuses_is_not(
        self, sam, post, wrong, after
    ):
        ask()
        post.wrong = wrong
        receipts.send_receipts(moment(RECEIVED))
        assert state() == after


class TestJoining:
    def join(self, sam, officer):
        case = received(sam, officer, on=RECEIVED)
        asked = ask(key="two")
        commands.settle_otherwise(
            asked.pk,
            state=RequestState.DUPLICATE,
            why="The school asked last week.",
            child_id=sam.pk,
            by=officer,
            at=moment(RECEIVED + DAY),
        )
        return case, asked

    def test_the_family_is_told_what_happens_what_runs_and_what_it_may_do(self, sam, officer):
        reach_at_once(sam)
        case, asked = self.join(sam, officer)
        letter = Letter.objects.get(kind="request-joined")
        said = str(letter.content)
        assert "joins that one" in said
        assert "complain" in said
        assert "you can appeal" in said
        assert asked.asked_by not in said
        blocks = [block for piece in letter.content["pieces"] for block in piece["blocks"]]
        printed = {(d["code"], d["on"]) for b in blocks for d in b.get("dates", ())}
        running = Clock.objects.filter(case_id=case.pk, known_to=None, rule__in=DAYS)
        assert printed == {(each.rule, each.due.isoformat()) for each in running}
        assert len(printed) == 2

    def test_with_nobody_to_tell_it_is_not_settled(self, sam, officer):
        reach_at_once(sam)
        received(sam, officer, on=RECEIVED)
        asked = ask(key="two")
        AdultLink.objects.filter(child=sam).update(gets_notices="NO")
        with pytest.raises(NobodyToTell), transaction.atomic():
            commands.settle_otherwise(
                asked.pk,
                state=RequestState.DUPLICATE,
                why="The school asked last week.",
                child_id=sam.pk,
                by=officer,
                at=moment(RECEIVED + DAY),
            )
        assert Request.objects.get(pk=asked.pk).state == "NEW"


DAYS = ("ena-decide", "plan-final")


class TestSealed:
    @pytest.fixture
    def sealed(self, sam, cast):
        """Sam's record is sealed, and the manager holds it."""
        Child.objects.filter(pk=sam.pk).update(sealed=True)
        SealHolder.objects.create(area=sam.area, child=sam, user=cast.manager, from_date=STARTED)
        return sam

    def told(self, who, asker_of) -> list[dict[str, str]]:
        return glass_page.told(asker_of(who), moment(RECEIVED))

    def test_its_holders_are_told_and_nobody_else(self, sealed, cast, asker_of, officer):
        asked = ask()
        (line,) = self.told(cast.manager, asker_of)
        assert "you hold sealed" in line["text"]
        assert line["href"].endswith(f"/requests/{asked.pk}/")
        for other in (cast.officer, cast.city_officer, cast.dco):
            assert self.told(other, asker_of) == []
        assert queries.candidates(asked, by=officer, on=RECEIVED) == ()

    def test_what_staff_enter_tells_them_too_and_the_same_request_tells_once(
        self, sealed, cast, officer
    ):
        for _ in range(2):
            commands.take_in(ASKING, area_id=830, key="k", by=officer, at=moment(RECEIVED))
        assert Alert.objects.filter(kind="SEALED_ASKED").count() == 1

    def test_another_child_of_the_same_name_tells_nobody(self, sealed):
        ask(replace(ASKING, birth_date=RECEIVED - 1000 * DAY, postcode="DE9 9ZZ", forename="Ann"))
        assert not Alert.objects.exists()
