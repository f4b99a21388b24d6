"""The frame round every page: who is signed in, and where they may go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from goldenthread.access.rules import ROLES, Asker, Permission
from goldenthread.access.today import now
from goldenthread.desk.glass_page import banner
from goldenthread.ui.jinja import url_if_any

P = Permission
# Address, words, and the permission without which the link is not shown.
PLACES: tuple[tuple[str, str, Permission | None], ...] = (
    ("desk:work", "My work", P.WORKLIST_VIEW),
    ("assessment:requests", "Requests", P.ASSESSMENT_DECIDE),
    ("assessment:panels", "Panels", P.ASSESSMENT_DECIDE),
    ("assessment:advice", "Advice", P.ADVICE_GIVE),
    ("assessment:take-in", "Ask for an assessment", P.ADVICE_GIVE),
    ("assessment:service", "My service", P.ADVICE_LEAD),
    ("assessment:chase", "Remind advisers", P.ADVICE_ASK),
    ("placements:consultations", "Consultations", P.CONSULTATION_ANSWER),
    ("contact:inbox", "Messages", P.CONTACT_ANSWER),
    ("desk:team-work", "Team", P.WORK_ALLOCATE),
    ("desk:areas", "Area", P.OVERVIEW_VIEW),
    ("assessment:forecasts", "Forecast", P.OVERVIEW_VIEW),
    ("waits:lists", "Waits", P.WAIT_LISTS),
    ("navigators:list", "My families", P.NAVIGATOR_WORK),
    ("measures:areas", "Measures", P.OVERVIEW_VIEW),
    ("measures:typical-waits", "How long children wait", P.RELEASE_VIEW),
    ("heard:areas", "Surveys", P.OVERVIEW_VIEW),
    ("desk:said-areas", "You said, we did", P.HEARD_KEEP),
    ("measures:all-published", "Published figures", P.RELEASE_VIEW),
    ("desk:find", "Find a child", P.CHILD_FIND),
    ("letters:outbox", "Outbox", P.LETTER_VIEW),
    ("improvement:areas", "Improvement", P.IMPROVEMENT_VIEW),
    ("exchange:loads", "Files", P.FILES_LOAD),
    ("exchange:evidence-rooms", "Evidence", P.EVIDENCE_PREPARE),
    ("directory:pages", "Help pages", P.HELP_WRITE),
    ("directory:feeds", "Local help", P.HELP_LOAD),
    ("desk:posts", "Posts", P.POST_MANAGE),
    ("desk:emergency", "Emergency access", P.GLASS_BREAK),
    ("desk:privacy", "Reviews of access", P.GLASS_REVIEW),
    ("desk:rules", "The rules we work to", None),
)


def signed_in(asker: Asker) -> dict[str, str | None] | None:
    """Say who is signed in, by their first post, and where to sign out; None for a visitor."""
    if asker.user_id is None:
        return None
    post = asker.posts[0] if asker.posts else None
    return {
        "name": asker.name,
        "role": ROLES[post.role].title if post else "",
        "area": post.organisation if post else "",
        "sign_out": url_if_any("account_logout"),
    }


def navigation(asker: Asker, here: str) -> list[dict[str, object]]:
    """List the places this person may go; `here` is the name of the page shown."""
    return [
        {"text": words, "href": url_if_any(name), "current": name == here, "active": name == here}
        for name, words, needed in PLACES
        if (needed is None or asker.may(needed)) and url_if_any(name)
    ]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Give every template its frame."""
    asker: Asker = getattr(request, "asker", Asker())
    here = request.resolver_match.view_name if request.resolver_match else ""
    return {
        "signed_in": signed_in(asker),
        "navigation": navigation(asker, here),
        "demo": settings.DEMO,
        "emergency": banner(asker, now()),
    }
