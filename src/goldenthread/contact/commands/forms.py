"""An answer its reader cannot use as it is: whose task it is, and how it was given (rule 66).

As for a letter (`letters.commands.owed`): the answer goes by its day, and what its reader needs
beside it is the task of whoever owns the message, with a last day, until somebody says how it was
done. Whoever asked for calls alone is rung.
"""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.contact.models import Contact, Message
from goldenthread.contact.queries.needs import answers_owed, needs_of_writer
from goldenthread.contact.rules import Channel, Refused
from goldenthread.contact.rules.needs import MEETS, about_answer, calls_only, unmet
from goldenthread.letters import commands as letters
from goldenthread.letters.rules.forms import Way, Where
from goldenthread.people.models import Child
from goldenthread.people.rules import CommunicationKind

CASE = "contact"


def check_way(contact: Contact, channel: Channel, *, on: date) -> None:
    """Check that whoever is to be rung is rung.

    :raises Refused: if they asked for calls only, and are written to
    """
    spoken = CommunicationKind.PHONE_ONLY in MEETS[channel]
    if not spoken and calls_only(needs_of_writer(contact, on=on)):
        raise Refused("They asked for calls only. Ring them, then write down here what you said.")


def owe_form(contact: Contact, said: Message, *, by: Asker, at: datetime) -> None:
    """Make what an answer does not meet by itself the task of whoever owns the message."""
    on = timezone.localdate(at)
    needs = needs_of_writer(contact, on=on)
    if contact.child is not None and unmet(needs, Channel(said.channel)):
        letters.owe(_where(contact, said.pk), contact.child, on=on, by=by, at=at)


def give_forms(
    contact: Contact, child: Child, *, way: Way, on: date, by: Asker, at: datetime
) -> None:
    """Record how what was answered until a day was given in the form that is needed.

    :raises Refused: if nothing was answered by then that is owed, or the way or day cannot be
    """
    ids = answers_owed(contact)
    if not ids:
        return  # said before: pressed twice, done once
    said = Message.objects.filter(pk__in=ids).order_by("pk")
    meant = [each.pk for each in said if timezone.localdate(each.at) <= on]
    if not meant:
        raise Refused("It cannot have been given before we answered.")
    for number in meant:
        try:
            letters.given(_where(contact, number), child, way=way, on=on, by=by, at=at)
        except letters.NotOwed as problem:
            raise Refused(str(problem)) from problem


def check_given(contact: Contact) -> None:
    """Check that no answer is still to be given in another form.

    :raises Refused: if one is, since its clock would end with the conversation
    """
    if answers_owed(contact):
        raise Refused("They still need our answer another way. Say how it was given, then close.")


def _where(contact: Contact, message_id: int) -> Where:
    assert contact.child_id is not None  # owed about a child alone
    return Where.of(CASE, contact.pk, contact.child_id, about_answer(message_id))
