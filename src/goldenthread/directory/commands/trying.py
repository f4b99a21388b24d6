"""Pages of things to try this week: written by staff, approved by a named clinician."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils.text import slugify

from goldenthread.access.models import Post
from goldenthread.access.rules import ROLES, Asker, NotAllowed, Permission, Role, check_post
from goldenthread.directory.commands.refusals import CannotSay
from goldenthread.directory.models import TryPage
from goldenthread.directory.rules.needs import NEEDS

REVIEW_AFTER = timedelta(days=365)  # our choice: what helps is looked at again each year


@transaction.atomic
def write_try_page(*, title: str, need: str, text: str, by: Asker) -> TryPage:
    """Write a page of things to try, or write it anew: its approval then starts again.

    :raises NotAllowed: if no post of `by` may write for families
    :raises CannotSay: if the title or the text is empty, or the need is not one of ours
    """
    check_post(by, Permission.HELP_WRITE)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    slug = slugify(title)[:50]
    if not slug:
        raise CannotSay("Enter a title.")
    if not lines:
        raise CannotSay("Write at least one thing to try.")
    if need not in NEEDS:
        raise CannotSay("Choose a need from the list.")
    page, _ = TryPage.objects.update_or_create(
        slug=slug,
        defaults={
            "title": title.strip(),
            "need": need,
            "text": "\n".join(lines),
            "approved_by": None,
            "approver_name": "",
            "approver_work": "",
            "approved_date": None,
            "review_date": None,
        },
    )
    return page


def clinical_post(by: Asker) -> Post | None:
    """Return the post in which somebody may approve what families are told to try, if any."""
    for held in by.posts:
        if Permission.HELP_APPROVE in ROLES[Role(held.role)].permissions:
            return Post.objects.select_related("user").get(pk=held.id)
    return None


@transaction.atomic
def approve_try_page(slug: str, *, by: Asker, on: date) -> TryPage:
    """Approve a page, by name, for a year. Twice on one day is once.

    :raises NotAllowed: if `by` holds no clinical post
    :raises CannotSay: if there is no such page
    """
    post = clinical_post(by)
    if post is None:
        raise NotAllowed("Only a clinician may approve what families are told to try.")
    page = TryPage.objects.select_for_update().filter(slug=slug).first()
    if page is None:
        raise CannotSay("There is no such page. Write it first.")
    page.approved_by, page.approver_name = post, post.user.name
    page.approver_work = ROLES[Role(post.role)].title
    page.approved_date, page.review_date = on, on + REVIEW_AFTER
    page.save()
    return page
