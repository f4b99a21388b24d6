"""Which words and colour a clock's state gets.

Colour means one thing: red only while a MUST or a STANDARD stands broken. A missed SHOULD or
LOCAL promise is grey, with words. The states and forces are those of the law package, taken as
text because the two packages stand side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

BINDING = frozenset({"MUST", "STANDARD"})
RED, GREY, BLUE, GREEN = "red", "grey", "blue", "green"


class UnknownState(ValueError):
    """A clock state that no tag is defined for."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A GOV.UK tag: its words and its colour."""

    text: str
    colour: str

    @property
    def classes(self) -> str:
        """The CSS class of the colour."""
        return f"govuk-tag--{self.colour}"


SETTLED = {
    "not started": Tag("Not started", GREY),
    "running": Tag("Running", BLUE),
    "met": Tag("Done in time", GREEN),
    "met late": Tag("Done late", GREY),
    "superseded": Tag("Replaced", GREY),
    "period ended": Tag("Period ended", GREY),
}
CODES = {"ENDED": "period ended"}  # where the law's code and its words differ
LATE = {
    "SHOULD": Tag("Late: guidance", GREY),
    "LOCAL": Tag("Late: our promise", GREY),
}


def clock_tag(state: str, force: str = "MUST", lawful_reason: bool = False) -> Tag:
    """Choose the tag for a clock in `state` under a rule of `force`.

    A lawful reason moves no date, so the clock still says late; but no duty stands broken.

    :raises UnknownState: if the state is none of the law's
    """
    state = CODES.get(state, state.replace("_", " ").lower())
    if state in SETTLED:
        return SETTLED[state]
    if state != "late":
        raise UnknownState(f"No tag is defined for the clock state {state!r}.")
    if lawful_reason:
        return Tag("Late: lawful reason", GREY)
    return Tag("Late", RED) if force in BINDING else LATE.get(force, Tag("Late", GREY))
