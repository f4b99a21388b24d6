"""Where an assessment stands: its moves, whose turn it is, what is recorded, who is told.

Four tables over the stages, and nothing else decides them. Plain Python; every pair is tested.
The diagram in the docs is drawn from `MOVES` (`rules.diagram`).

Law: Children and Families Act 2014 ss.36 to 39; SEND Regulations 2014 regs 4, 5, 10, 13, 14, 44
and 45.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from goldenthread.law.events import EventKind as K
from goldenthread.law.limits import Owner


class Stage(StrEnum):
    """Where the case stands."""

    REQUESTED = "REQUESTED"  # received; papers being gathered
    DECIDING_ASSESS = "DECIDING_ASSESS"
    ASSESSING = "ASSESSING"
    DECIDING_ISSUE = "DECIDING_ISSUE"
    DRAFTING = "DRAFTING"
    DRAFT_WITH_FAMILY = "DRAFT_WITH_FAMILY"
    CONSULTING = "CONSULTING"
    FINALISING = "FINALISING"
    ORDERED = "ORDERED"  # a Tribunal ordered it, the council gave way, or both sides agreed
    PLAN_ISSUED = "PLAN_ISSUED"
    NOT_ASSESSED = "NOT_ASSESSED"  # reg 5: refused to assess; can be appealed
    NO_PLAN = "NO_PLAN"  # reg 10: assessed, refused to issue; can be appealed
    WITHDRAWN = "WITHDRAWN"
    MOVED_AWAY = "MOVED_AWAY"


S = Stage
ENDED = frozenset({S.NOT_ASSESSED, S.NO_PLAN, S.PLAN_ISSUED, S.WITHDRAWN, S.MOVED_AWAY})
OPEN = tuple(stage for stage in Stage if stage not in ENDED)
# Stages in which nobody has yet decided whether to assess, or never did.
UNDECIDED = frozenset({S.REQUESTED, S.DECIDING_ASSESS, S.WITHDRAWN, S.MOVED_AWAY})

STAGE_NAMES: Mapping[Stage, str] = {
    S.REQUESTED: "Request received",
    S.DECIDING_ASSESS: "Deciding whether to assess",
    S.ASSESSING: "Assessing",
    S.DECIDING_ISSUE: "Deciding whether to issue a plan",
    S.DRAFTING: "Writing the draft plan",
    S.DRAFT_WITH_FAMILY: "Draft with the family",
    S.CONSULTING: "Consulting schools and settings",
    S.FINALISING: "Writing the final plan",
    S.ORDERED: "Ordered, conceded or agreed",
    S.PLAN_ISSUED: "Plan issued",
    S.NOT_ASSESSED: "Refused: no assessment",
    S.NO_PLAN: "Assessed: no plan",
    S.WITHDRAWN: "Request withdrawn",
    S.MOVED_AWAY: "Moved to another area",
}

# 1. The moves that are allowed. -----------------------------------------------------------------

LEAVE = frozenset({S.WITHDRAWN, S.MOVED_AWAY})
MOVES: Mapping[Stage, frozenset[Stage]] = {
    S.REQUESTED: frozenset({S.DECIDING_ASSESS, S.ASSESSING, S.NOT_ASSESSED}) | LEAVE,
    S.DECIDING_ASSESS: frozenset({S.ASSESSING, S.NOT_ASSESSED}) | LEAVE,
    S.ASSESSING: frozenset({S.DECIDING_ISSUE, S.DRAFTING, S.NO_PLAN}) | LEAVE,
    S.DECIDING_ISSUE: frozenset({S.ASSESSING, S.DRAFTING, S.NO_PLAN}) | LEAVE,
    S.DRAFTING: frozenset({S.DRAFT_WITH_FAMILY, S.NO_PLAN}) | LEAVE,
    S.DRAFT_WITH_FAMILY: frozenset({S.DRAFT_WITH_FAMILY, S.CONSULTING, S.FINALISING, S.NO_PLAN})
    | LEAVE,
    S.CONSULTING: frozenset({S.DRAFT_WITH_FAMILY, S.FINALISING, S.NO_PLAN}) | LEAVE,
    S.FINALISING: frozenset({S.DRAFT_WITH_FAMILY, S.CONSULTING, S.PLAN_ISSUED, S.NO_PLAN}) | LEAVE,
    S.ORDERED: frozenset({S.ASSESSING, S.DECIDING_ISSUE, S.DRAFTING}) | LEAVE,
    S.NOT_ASSESSED: frozenset({S.ORDERED}),
    S.NO_PLAN: frozenset({S.ORDERED}),
    S.PLAN_ISSUED: frozenset(),
    S.WITHDRAWN: frozenset(),
    S.MOVED_AWAY: frozenset(),
}


class WrongStage(ValueError):
    """The case has gone on, or has not come so far; the message says where it stands."""


def check_move(*, now: Stage, to: Stage) -> None:
    """Check that a case may go straight from one stage to another.

    :raises WrongStage: if it may not, naming both and what is possible
    """
    if to in MOVES[now]:
        return
    ahead = [STAGE_NAMES[each].lower() for each in MOVES[now] - LEAVE if each is not now]
    if not ahead:
        hint = "It has ended: nothing more can be decided in it."
    else:
        hint = f"From here it can go to: {', '.join(sorted(ahead))}."
    raise WrongStage(
        f"This case now stands at “{STAGE_NAMES[now]}”, so this cannot be recorded. {hint}"
    )


# 2. Whose turn it is. ---------------------------------------------------------------------------

WAITS_ON: Mapping[Stage, str] = {
    S.REQUESTED: "council",
    S.DECIDING_ASSESS: "council",
    S.ASSESSING: "advisers",
    S.DECIDING_ISSUE: "council",
    S.DRAFTING: "council",
    S.DRAFT_WITH_FAMILY: "family",
    S.CONSULTING: "settings",
    S.FINALISING: "council",
    S.ORDERED: "council",
    S.PLAN_ISSUED: "",
    S.NOT_ASSESSED: "",
    S.NO_PLAN: "",
    S.WITHDRAWN: "",
    S.MOVED_AWAY: "",
}

# The same in the words of the law, for the clocks.
TURNS: Mapping[str, Owner] = {
    "council": Owner.COUNCIL,
    "advisers": Owner.ADVISER,
    "family": Owner.FAMILY,
    "settings": Owner.SETTING,
}

# 3. What is recorded when a case arrives at a stage: the law's own kinds of event. --------------
# A step that no clock reads is recorded too, since it says whose turn it now is.

EVENTS: Mapping[Stage, K] = {
    S.REQUESTED: K.REQUEST_RECEIVED,
    S.DECIDING_ASSESS: K.STAGE_REACHED,
    S.ASSESSING: K.ASSESSMENT_AGREED,
    S.DECIDING_ISSUE: K.STAGE_REACHED,
    S.DRAFTING: K.ISSUE_AGREED,
    S.DRAFT_WITH_FAMILY: K.DRAFT_SERVED,
    S.CONSULTING: K.STAGE_REACHED,  # each setting's own consultation is recorded by placements
    S.FINALISING: K.STAGE_REACHED,
    S.ORDERED: K.ORDER_MADE,  # or appeal.conceded, or mediation.agreed: see `rules.orders`
    S.PLAN_ISSUED: K.PLAN_ISSUED,
    S.NOT_ASSESSED: K.ASSESSMENT_REFUSED,
    S.NO_PLAN: K.ISSUE_REFUSED,
    S.WITHDRAWN: K.REQUEST_WITHDRAWN,
    S.MOVED_AWAY: K.CHILD_MOVED_OUT,
}

# 4. What is sent, and which duty asks for it. ---------------------------------------------------


class NoticeKind(StrEnum):
    """The notices of a case. Each is one typed content; see `rules.notices`."""

    REQUEST_RECEIVED = "request-received"  # reg 4
    WILL_ASSESS = "will-assess"  # reg 5(1)
    WILL_NOT_ASSESS = "will-not-assess"  # reg 5(2), (3)
    WILL_ISSUE = "will-issue"
    WILL_NOT_ISSUE = "will-not-issue"  # reg 10
    DRAFT = "draft-plan"  # reg 13(1)
    AMENDED_DRAFT = "amended-draft-plan"  # Code 9.125
    CONSULTATION = "consultation"  # CFA s.39; sent by placements
    FINAL = "final-plan"  # regs 13(2), 14
    WITHDRAWN = "request-withdrawn"
    MOVED_AWAY = "moved-away"
    ORDER = "order-to-keep"  # regs 42, 44, 45
    EXCEPTION = "lawful-exception"
    LATE = "late"
    JOINED = "request-joined"  # a further request, while one is worked on


N = NoticeKind
NOTICES: Mapping[Stage, NoticeKind | None] = {
    S.REQUESTED: N.REQUEST_RECEIVED,
    S.DECIDING_ASSESS: None,
    S.ASSESSING: N.WILL_ASSESS,
    S.DECIDING_ISSUE: None,
    S.DRAFTING: N.WILL_ISSUE,
    S.DRAFT_WITH_FAMILY: N.DRAFT,
    S.CONSULTING: N.CONSULTATION,
    S.FINALISING: None,
    S.ORDERED: N.ORDER,
    S.PLAN_ISSUED: N.FINAL,
    S.NOT_ASSESSED: N.WILL_NOT_ASSESS,
    S.NO_PLAN: N.WILL_NOT_ISSUE,
    S.WITHDRAWN: N.WITHDRAWN,
    S.MOVED_AWAY: N.MOVED_AWAY,
}
