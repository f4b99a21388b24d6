"""Every page of the families' door: whose phone opens it, and what its address names."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from playwright.sync_api import Page
from tests.pages.letters_support import content, send

from goldenthread.access import asking
from goldenthread.contact.commands import complaining
from goldenthread.contact.models import Contact
from goldenthread.contact.rules.complaints import Sort
from goldenthread.demo.improvement import acting, at, person
from goldenthread.demo.world import DEMO_DAY
from goldenthread.family.urls import urlpatterns
from goldenthread.heard import commands as heard
from goldenthread.heard.rules.questions import Step
from goldenthread.letters.models import Handover, LetterCopy
from goldenthread.people.models import AdultLink, Child
from goldenthread.waits.models import Referral, Service

AREA = 830
VISITOR = "visitor"
AS = {  # whose phone, and the page of which child; every other page is Robin's, for his mother
    "home": ("tarek.haddad", "Layla"),
    "where": ("ngozi.okafor", "Amara"),
    "unhappy": ("ngozi.okafor", "Amara"),
    "waits": ("ngozi.okafor", "Amara"),
    "wait-tell": ("ngozi.okafor", "Amara"),
    "navigator": ("ngozi.okafor", "Amara"),
    "draft": ("nasreen.akhtar", "Bilal"),
    "comment": ("nasreen.akhtar", "Bilal"),
    "private": ("robin.winslow", "Robin"),
    "sharing": ("jamie.ollerton", "Jamie"),
    "heard-mine": ("nasreen.akhtar", "Bilal"),  # asked nothing; who is asked one thing is led to it
} | dict.fromkeys(("join", "heard", "heard-link", "heard-year", "heard-did", "heard-thanks"),
                  (VISITOR, ""))  # fmt: skip
ROBINS = ("kerry.winslow", "Robin")
# Two files, the button of a page, and what stands between a password and a code: opened in
# test_sign_in_pages.py.
NO_PAGE = {"letter-pdf", "delivery-sheet", "heard-stop", "sign-in-by-text"}
EMPTIED = """form => {
  for (const field of form.elements) {
    if (field.type === 'hidden') continue;
    if (['radio', 'checkbox'].includes(field.type)) field.checked = false;
    else if (field.tagName === 'TEXTAREA' || field.type === 'text') field.value = '';
  }
  form.submit();
}"""


def build() -> dict[str, object]:
    """Write what an address names beside a child; return each route's number, by its name."""
    with asking.stated(asking.service("journeys", [AREA])):
        amara, robin = (Child.objects.get(forename=name) for name in ("Amara", "Robin"))
        kerry = person("kerry")
        mother = AdultLink.objects.get(child=robin, adult__user=kerry)
        asked = heard.ask(
            robin.pk, kerry.pk, step=Step.PLAN_ISSUED, event="e1", on=DEMO_DAY,
            by=asking.service("heard", [AREA]),
        )  # fmt: skip
        _, code = heard.issue_ticket(AREA, step=Step.DRAFT_SENT, on=DEMO_DAY)
        message = Contact.objects.filter(child=robin).earliest("pk")
        wait = _wait(amara)
    assert asked is not None
    letter = _letter(robin, mother)
    with acting("kerry", DEMO_DAY) as by:
        told = complaining.Unhappy(
            child_id=robin.pk, sort=Sort.COUNCIL, words="Nobody rang.", adult_id=mother.adult_id
        )
        complaint = complaining.complain(told, by=by, at=at(DEMO_DAY))
    return {
        "letter": letter.pk,
        "message": message.pk,
        "wait-tell": wait.pk,
        "complaint": complaint.pk,
        "heard-asked": asked[0].pk,
        "heard-link": code,
        "heard-year": "derbyshire",
        "heard-did": "derbyshire",
        "say-one": "likes",
    }


def _wait(child: Child) -> Referral:
    service = Service.objects.get(area_id=AREA, name="Community paediatrics")
    found, _ = Referral.objects.get_or_create(
        area_id=AREA, child=child, service=service,
        defaults={"stage": "WAITING", "received_date": date(2025, 9, 22)},
    )  # fmt: skip
    return found


def _letter(child: Child, mother: AdultLink) -> LetterCopy:
    with acting("priya", DEMO_DAY) as officer:
        by = officer
    made = send(by, child, content("We will look at what Robin needs."))
    copies = LetterCopy.objects.using("owner").filter(letter=made)
    Handover.objects.using("owner").filter(copy__in=copies).update(
        state="SENT", sent_at=at(DEMO_DAY)
    )
    return copies.get(adult_id=mother.adult_id)


def addresses(
    things: dict[str, object], children: dict[str, int]
) -> Iterator[tuple[str, str, str]]:
    """Give each page of the door: its name, whose phone opens it, its address."""
    for pattern in urlpatterns:
        name = str(pattern.name)
        if name in NO_PAGE:
            continue
        who, child = AS.get(name, ROBINS)
        named = [children[child]] if "<int:child_id>" in str(pattern.pattern) else []
        more = [things[name]] if name in things else []
        yield name, who, reverse(f"family:{name}", args=[*named, *more])


def send_empty(page: Page) -> str:
    """Send the page's form with nothing in it: is it "refused", "kept", or is there "none"?"""
    form = page.locator("main form:has(input:not([type=hidden]), textarea)").first
    if form.count() == 0:
        return "none"
    with page.expect_navigation():
        form.evaluate(EMPTIED)
    return "refused" if page.locator(".govuk-error-summary").count() else "kept"
