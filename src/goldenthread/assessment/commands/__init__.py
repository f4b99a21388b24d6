"""Changes to an assessment: one command for each decision, and the bulk command files need."""

from goldenthread.assessment.commands.asking import (
    Asking,
    Received,
    TooMany,
    ask_publicly,
    open_link,
    take_in,
)
from goldenthread.assessment.commands.deciding import SomebodyElse
from goldenthread.assessment.commands.decisions import (
    agree_to_assess,
    agree_to_issue,
    ask_for_more,
    moved_away,
    put_forward,
    put_to_issue,
    refuse_to_assess,
    refuse_to_issue,
    withdraw,
)
from goldenthread.assessment.commands.drafts import (
    AdviserSilent,
    FamilyStillHasTime,
    PlanPaper,
    accept_silence,
    family_commented,
    finalise,
    issue_plan,
    record_served,
    send_amended_draft,
    send_draft,
    start_consultation,
)
from goldenthread.assessment.commands.exceptions import record_exception, settle_exception_recheck
from goldenthread.assessment.commands.keeping import keep_assessments
from goldenthread.assessment.commands.lateness import explain_delay, tell_missed
from goldenthread.assessment.commands.orders import (
    apply_order,
    begin_ordered,
    concede,
    note_dispute,
)
from goldenthread.assessment.commands.panels import (
    WrongPanel,
    close_panel,
    put_before_panel,
    set_panel,
)
from goldenthread.assessment.commands.requests import (
    AlreadyOpen,
    AlreadySettled,
    WhoAsked,
    link_request,
    receive_request,
    settle_otherwise,
)
from goldenthread.assessment.commands.telling import WouldBeHeld
from goldenthread.assessment.commands.written import issue_written_plan, send_written_draft
from goldenthread.assessment.rules import (
    NotLawful,
    ReasonsMissing,
    TestNotAnswered,
    WrongDate,
    WrongStage,
)
from goldenthread.letters.commands import NobodyToTell
from goldenthread.people.commands import WrongDetail, WrongLink
from goldenthread.people.queries import NamesAPlace
from goldenthread.plans.commands import WrongPaper
from goldenthread.timeline.rules.facts import BadEvent

# What a page turns into a sentence beside the form; everything typed is kept.
PROBLEMS = (
    *(AdviserSilent, AlreadyOpen, AlreadySettled, FamilyStillHasTime, SomebodyElse, WouldBeHeld),
    *(WrongPanel, WrongPaper, WrongDetail, WrongLink, WrongStage, WrongDate, ReasonsMissing),
    *(TestNotAnswered, NotLawful, NamesAPlace, NobodyToTell, BadEvent),
)

__all__ = [
    "PROBLEMS",
    "AdviserSilent",
    "AlreadyOpen",
    "AlreadySettled",
    "Asking",
    "FamilyStillHasTime",
    "PlanPaper",
    "Received",
    "SomebodyElse",
    "TooMany",
    "WhoAsked",
    "WouldBeHeld",
    "WrongPanel",
    "WrongPaper",
    "accept_silence",
    "agree_to_assess",
    "agree_to_issue",
    "apply_order",
    "ask_for_more",
    "ask_publicly",
    "begin_ordered",
    "close_panel",
    "concede",
    "explain_delay",
    "family_commented",
    "finalise",
    "issue_plan",
    "issue_written_plan",
    "keep_assessments",
    "link_request",
    "moved_away",
    "note_dispute",
    "open_link",
    "put_before_panel",
    "put_forward",
    "put_to_issue",
    "receive_request",
    "record_exception",
    "record_served",
    "refuse_to_assess",
    "refuse_to_issue",
    "send_amended_draft",
    "send_draft",
    "send_written_draft",
    "set_panel",
    "settle_exception_recheck",
    "settle_otherwise",
    "start_consultation",
    "take_in",
    "tell_missed",
    "withdraw",
]
