"""Work done by the clock: fetch email, move what nobody is there for, raise what waits too long."""

from __future__ import annotations

import structlog
from django.conf import settings
from django.db import DataError, IntegrityError
from django.utils import timezone
from procrastinate.contrib.django import app

from goldenthread.access import asking
from goldenthread.access.today import now, today
from goldenthread.contact import commands
from goldenthread.contact.commands import phones
from goldenthread.contact.commands.postcards import hand_out
from goldenthread.contact.fetching import Mailbox, MailboxClosed, NotKept, fetch
from goldenthread.contact.rules import Refused
from goldenthread.contact.rules.mail import NotMail, read_mail
from goldenthread.organisations import queries as organisations

SERVICE = "contact"
log = structlog.get_logger(__name__)


def fetch_all() -> int:
    """Fetch the email of every area that has a mailbox; return how many messages came."""
    return sum(
        _fetched(area_id, Mailbox.at(address)) for area_id, address in settings.MAILBOXES.items()
    )


def _fetched(area_id: int, box: Mailbox) -> int:
    def keep(content: bytes) -> None:
        try:
            mail = read_mail(content, trusted=settings.MAIL_TRUSTED)
            by = asking.service(SERVICE, [area_id])
            with asking.stated(by):
                commands.receive_mail(mail, area_id=area_id, by=by, at=now())
        except (NotMail, Refused, DataError, IntegrityError) as problem:
            # One message that cannot be kept stops none of those behind it.
            raise NotKept(type(problem).__name__) from problem

    try:
        return fetch(box, keep)
    except MailboxClosed:
        log.warning("mailbox-closed", area=area_id)
        return 0


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="contact-mail", pass_context=False)
def fetch_mail(timestamp: int) -> None:
    """Fetch email each minute; a mailbox that is closed is tried again the next."""
    fetch_all()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="contact-postcards", pass_context=False)
def hand_out_postcards(timestamp: int) -> None:
    """Hand over the short emails that say that a message came, or that an answer waits."""
    hand_out(now())


@app.task(name=phones.TASK, pass_context=False)
def send_a_code(user_id: int, text_id: int) -> None:
    """Send a code to sign in with, as soon as it is asked for; by the clock of the world."""
    phones.send(text_id, user_id=user_id, at=timezone.now())


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="contact-forget-texts", pass_context=False)
def forget_texts(timestamp: int) -> None:
    """Forget each night the codes of more than a day ago."""
    phones.forget(timezone.now())


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="contact-owners", pass_context=False)
def keep_owners(timestamp: int) -> None:
    """Move what somebody away holds, and give to a manager what waits too long or is late."""
    by = asking.service(SERVICE, organisations.area_ids())
    with asking.stated(by):
        commands.move_from_the_absent(by=by, at=now())
        commands.raise_the_waiting(by=by, at=now())
        commands.raise_the_late(by=by, at=now())


@app.periodic(cron="0 3 * * *")
@app.task(queueing_lock="contact-silence", pass_context=False)
def check_silence(timestamp: int) -> None:
    """Check each night which children have no owner, next step or word, and keep the count."""
    areas = organisations.area_ids()
    by = asking.service(SERVICE, areas)
    with asking.stated(by):
        commands.check_night(areas, on=today(), at=now())
