"""The notice of rights that goes with a final plan: all five, with the law's own last days."""

from __future__ import annotations

from datetime import date

from goldenthread.law.limits import time_limit


def rights_notice(sent: date) -> str:
    """Return what the family must be told with a final plan sent on a day.

    Law: SEND Regulations 2014, regs 14(2) and 32.
    """
    contact = _day(time_limit("med-contact", on=sent).last_day(sent))
    appeal = _day(time_limit("app-limit", on=sent).last_day(sent))
    return "\n".join(
        (
            "You have the right to appeal to the SEND Tribunal about what the plan says of needs "
            "(section B), of provision (section F), and of the school or college (section I).",
            f"The time limit for your appeal: the Tribunal must get it within two months of this "
            f"notice, by {appeal}; or one month after a mediation certificate, if that is later.",
            f"Mediation: contact the mediation adviser by {contact} if you may want to appeal. "
            "You can choose not to mediate. About the school alone you need not ask.",
            "Free, independent help is there for you: the information, advice and support "
            "service (SENDIASS).",
            "If you disagree with us you may also use disagreement resolution, at any time.",
        )
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
