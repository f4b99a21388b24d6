"""Changes to plans: in bulk as files tell of them, and one decision at a time at the plan desk."""

from goldenthread.plans.commands.answering import (
    add_comment,
    answer_comment,
    answer_passages,
    answer_question,
    ask_adviser,
    family_done,
    give_reasons,
    record_agreement,
    settle,
)
from goldenthread.plans.commands.bulk import KeptVersions, keep_plans, keep_versions
from goldenthread.plans.commands.easy_words import approve_easy_read, change_easy_words
from goldenthread.plans.commands.issuing import issue_final, serve_draft, tell_plan
from goldenthread.plans.commands.papers import WrongPaper, issue_file, keep_draft_file
from goldenthread.plans.commands.sources import leave_out, place, place_as_new, take_statements
from goldenthread.plans.commands.writing import (
    drop_draft,
    keep_typed,
    open_section,
    save_statement,
    start_draft,
    sweep_unsaved,
    take_statement_out,
)

__all__ = [
    "KeptVersions",
    "WrongPaper",
    "add_comment",
    "answer_comment",
    "answer_passages",
    "answer_question",
    "approve_easy_read",
    "ask_adviser",
    "change_easy_words",
    "drop_draft",
    "family_done",
    "give_reasons",
    "issue_file",
    "issue_final",
    "keep_draft_file",
    "keep_plans",
    "keep_typed",
    "keep_versions",
    "leave_out",
    "open_section",
    "place",
    "place_as_new",
    "record_agreement",
    "save_statement",
    "serve_draft",
    "settle",
    "start_draft",
    "sweep_unsaved",
    "take_statement_out",
    "take_statements",
    "tell_plan",
]
