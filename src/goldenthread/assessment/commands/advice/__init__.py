"""Asking for advice, answering, sending back, handing out, chasing: one decision each.

Law: Children and Families Act 2014 s.36; SEND Regulations 2014, regs 6 and 8. Every command is
one transaction; the same thing asked twice is done once.
"""

from goldenthread.assessment.commands.advice.answering import (
    attach,
    give_advice,
    remove_statement,
    save_draft,
    say_not_known,
    write_statement,
)
from goldenthread.assessment.commands.advice.asking import ask_adviser, ask_advisers
from goldenthread.assessment.commands.advice.care import record_social_care
from goldenthread.assessment.commands.advice.chasing import chase_due, chase_many
from goldenthread.assessment.commands.advice.handing import hand_out
from goldenthread.assessment.commands.advice.replying import (
    challenge,
    reuse,
    send_back,
    withdraw_requests,
)
from goldenthread.assessment.commands.advice.shared import WrongRequest

__all__ = [
    "WrongRequest",
    "ask_adviser",
    "ask_advisers",
    "attach",
    "challenge",
    "chase_due",
    "chase_many",
    "give_advice",
    "hand_out",
    "record_social_care",
    "remove_statement",
    "reuse",
    "save_draft",
    "say_not_known",
    "send_back",
    "withdraw_requests",
    "write_statement",
]
