"""What comes next in a case: one action for each place it can stand, and what else may be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.assessment.rules.stages import Stage

S = Stage


class Act(StrEnum):
    """What a person can do in a case; the values stand in addresses."""

    PUT_FORWARD = "put-forward"
    WHETHER_TO_ASSESS = "whether-to-assess"
    PUT_TO_ISSUE = "put-to-issue"
    WHETHER_TO_ISSUE = "whether-to-issue"
    SEND_DRAFT = "send-draft"
    SEND_AMENDED = "send-amended-draft"
    SERVED = "served"
    COMMENTED = "commented"
    CONSULT = "consult"
    FINALISE = "finalise"
    SILENCE = "silence"
    ISSUE = "issue"
    BEGIN_ORDERED = "begin-ordered"
    REASON = "reason"
    WITHDRAW = "withdraw"
    MOVED_AWAY = "moved-away"


A = Act
ACT_WORDS: Mapping[Act, str] = {
    A.PUT_FORWARD: "Put the request forward for a decision",
    A.WHETHER_TO_ASSESS: "Decide whether to assess",
    A.PUT_TO_ISSUE: "Put the case forward for a decision about a plan",
    A.WHETHER_TO_ISSUE: "Decide whether to issue a plan",
    A.SEND_DRAFT: "Send the draft plan",
    A.SEND_AMENDED: "Send a changed draft",
    A.SERVED: "Record that the draft reached the family",
    A.COMMENTED: "Record that the family has said all it wants to",
    A.CONSULT: "Begin consulting settings",
    A.FINALISE: "Begin the final plan",
    A.SILENCE: "Say why the plan may go with an adviser silent",
    A.ISSUE: "Issue the plan",
    A.BEGIN_ORDERED: "Begin what was ordered or agreed",
    A.REASON: "Record a lawful reason for lateness",
    A.WITHDRAW: "Record that the request was withdrawn",
    A.MOVED_AWAY: "Record that the family has moved away",
}
BUTTONS: Mapping[Act, str] = {
    A.PUT_FORWARD: "Put forward",
    A.WHETHER_TO_ASSESS: "Decide",
    A.PUT_TO_ISSUE: "Put forward",
    A.WHETHER_TO_ISSUE: "Decide",
    A.SEND_DRAFT: "Send the draft",
    A.SERVED: "Record it",
    A.COMMENTED: "Record it",
    A.CONSULT: "Begin",
    A.FINALISE: "Begin",
    A.SILENCE: "Say why",
    A.ISSUE: "Issue",
    A.BEGIN_ORDERED: "Begin",
}
# What may be done at each stage, the usual step first.
MAY: Mapping[Stage, tuple[Act, ...]] = {
    S.REQUESTED: (A.PUT_FORWARD, A.WHETHER_TO_ASSESS),
    S.DECIDING_ASSESS: (A.WHETHER_TO_ASSESS,),
    S.ASSESSING: (A.PUT_TO_ISSUE, A.WHETHER_TO_ISSUE),
    S.DECIDING_ISSUE: (A.WHETHER_TO_ISSUE,),
    S.DRAFTING: (A.SEND_DRAFT, A.WHETHER_TO_ISSUE),
    S.DRAFT_WITH_FAMILY: (A.COMMENTED, A.SERVED, A.CONSULT, A.FINALISE, A.SEND_AMENDED),
    S.CONSULTING: (A.FINALISE, A.COMMENTED, A.SEND_AMENDED),
    S.FINALISING: (A.ISSUE, A.CONSULT, A.SEND_AMENDED),
    S.ORDERED: (A.BEGIN_ORDERED,),
}
ALWAYS = (A.REASON, A.WITHDRAW, A.MOVED_AWAY)  # while a case is open


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides the next step besides the stage."""

    stage: Stage
    silent: bool = False  # an adviser is, and nobody has accepted it
    served: bool = True  # the draft that was sent
    family_time: bool = False  # runs


def next_act(standing: Standing) -> Act | None:
    """Return the one thing to do next; None where the turn is somebody else's, or it has ended."""
    stage = standing.stage
    if stage is S.ASSESSING and standing.silent:
        return None  # the advisers' turn
    if stage is S.DRAFT_WITH_FAMILY:
        if not standing.served:
            return A.SERVED
        return A.COMMENTED if standing.family_time else A.CONSULT
    if stage is S.FINALISING and standing.silent:
        return A.SILENCE
    found = MAY.get(stage, ())
    return found[0] if found else None


def others(standing: Standing) -> tuple[Act, ...]:
    """Return what else may be done, beside the next step."""
    now = next_act(standing)
    found = MAY.get(standing.stage, ())
    if standing.served:
        found = tuple(act for act in found if act is not A.SERVED)
    if not found:
        return ()
    more = (A.SILENCE,) if standing.silent and now is not A.SILENCE else ()
    return tuple(act for act in (*found, *more, *ALWAYS) if act is not now)
