"""What the letters of an amendment say: the changes proposed, and the changed plan itself.

Each date stands in `Told` as the law's clocks have it; none is worked out here. A change that
would say where the child lives or learns is a piece of its own, which goes to nobody from whom
that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goldenthread.documents.content import Blocks, Bullets, Heading, KeyDate, KeyDates, Paragraph
from goldenthread.letters.rules.content import Content, Piece
from goldenthread.letters.rules.recipients import Shows
from goldenthread.plans.rules.changes import Change

NOTICE, FINAL = "amendment-notice", "final-plan"  # as letters know these kinds
PLACES = frozenset({"cover", "I", "K"})  # sections whose changes may say where the child is
MOST_CHANGES = 40  # told one by one; more of them stand in the plan that comes with the letter
KEPT_BACK = (
    "One part of this is not shown in this copy, because of who may know where your child is."
)
HELP = (
    "You can get free advice from the SEND information, advice and support service in your area. "
    "It is not part of our team."
)
WHAT_YOU_CAN_DO = (
    "Tell us what you think of each change.",
    "Tell us which school or college you want the plan to name.",
    "Ask to meet somebody from our team who can decide.",
    "Ask for a personal budget.",
)
IF_YOU_DISAGREE = (
    "Talk to us. Tell us what you think we got wrong.",
    "Call the mediation adviser. You need a certificate from them before most appeals. You do not "
    "have to go to mediation to get it. About the school alone you need none.",
    "Appeal to the SEND Tribunal about what the plan says of needs, of help, and of the school. "
    "It is free. It must have your appeal by the day below, or within one month of the day on "
    "your certificate if that is later.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a letter about an amendment is told."""

    child: str
    council: str
    reference: str
    changed: tuple[Change, ...] | None  # None: the plan in force is not held in words
    dates: tuple[KeyDate, ...]


def amendment_notice(told: Told) -> Content:
    """Return the notice of proposed changes.

    Law: SEND Regulations 2014, reg 22(2), and 28 where there was no review.
    """
    return _letter(
        "Changes we propose to the plan",
        told,
        _said(
            f"We want to change the plan of {told.child}. A copy of the plan as it would be, and "
            "of what the changes rest on, comes with this letter."
        ),
        (
            Heading(words="What you can do"),
            Bullets(items=WHAT_YOU_CAN_DO),
            KeyDates(dates=told.dates),
            *_said("We can tell you where to find out about schools and colleges.", HELP),
        ),
        "What would change",
    )


def amended_plan(told: Told) -> Content:
    """Return the letter that goes with a changed plan.

    Law: SEND Regulations 2014, reg 22(3) to (5); CFA 2014 s.51.
    """
    return _letter(
        "The changed plan",
        told,
        _said(
            f"Here is the changed plan of {told.child}.",
            "What it says must be done from today. The school it names must take your child.",
        ),
        (
            Heading(words="If you do not agree"),
            Bullets(items=IF_YOU_DISAGREE),
            KeyDates(dates=told.dates),
            *_said(
                "You can also ask for help to settle a disagreement with us, at any time. It does "
                "not stop you going to the Tribunal.",
                HELP,
            ),
        ),
        "What has changed",
    )


def for_bodies(told: Told) -> Content:
    """Return what the setting, the health board and social care are told of a changed plan."""
    said = _said(
        f"The plan of {told.child} was changed. What it says now must be put in place from today."
    )
    return Content(
        title="For your information: a changed plan",
        pieces=(Piece(blocks=said),),
        sender=(told.council,),
        reference=told.reference,
    )


def _letter(title: str, told: Told, first: Blocks, last: Blocks, heading: str) -> Content:
    return Content(
        title=title,
        pieces=(Piece(blocks=first), *_changes(told.changed, heading), Piece(blocks=last)),
        sender=(told.council,),
        reference=told.reference,
    )


def _changes(changed: tuple[Change, ...] | None, heading: str) -> Iterable[Piece]:
    """Say each change in words a parent can read; what may say a place apart from the rest."""
    if changed is None:
        words = "The whole plan is written anew. Please read all of it beside the one you have."
        yield Piece(blocks=(Heading(words=heading), *_said(words)))
        return
    open_ones = [each.sentence for each in changed if each.section not in PLACES]
    places = [each.sentence for each in changed if each.section in PLACES]
    more = len(open_ones) - MOST_CHANGES
    said: Blocks = _said("Nothing that the plan promises.") if not changed else ()
    if open_ones:
        said = (Bullets(items=tuple(open_ones[:MOST_CHANGES])),)
    if more > 0:
        said += _said(f"There are {more} more changes. They are marked in the plan.")
    yield Piece(blocks=(Heading(words=heading), *said))
    if places:
        kept = (Bullets(items=tuple(places)),)
        yield Piece(blocks=kept, shows=Shows.LOCATION, instead=KEPT_BACK)


def _said(*texts: str) -> Blocks:
    return tuple(Paragraph(words=text) for text in texts)
