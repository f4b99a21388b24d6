"""Asking, answering, judging what was set aside, and saying what was done."""

from __future__ import annotations

from goldenthread.heard.commands.answering import (
    Knocking,
    LinkEnded,
    NewAnswer,
    answer_as_family,
    answer_by_link,
    answer_openly,
    ask,
    ask_again,
    code_of,
    issue_ticket,
    leave_alone,
    open_ticket,
)
from goldenthread.heard.commands.items import (
    agree_to_end,
    answer_item,
    confirm,
    propose_to_end,
    publish_item,
    write_item,
)
from goldenthread.heard.commands.paper import Paper, print_forms, take_back, type_in
from goldenthread.heard.commands.reading import CannotName, judge, name_reader, stop_reader

__all__ = [
    "CannotName",
    "Knocking",
    "LinkEnded",
    "NewAnswer",
    "Paper",
    "agree_to_end",
    "answer_as_family",
    "answer_by_link",
    "answer_item",
    "answer_openly",
    "ask",
    "ask_again",
    "code_of",
    "confirm",
    "issue_ticket",
    "judge",
    "leave_alone",
    "name_reader",
    "open_ticket",
    "print_forms",
    "propose_to_end",
    "publish_item",
    "stop_reader",
    "take_back",
    "type_in",
    "write_item",
]
