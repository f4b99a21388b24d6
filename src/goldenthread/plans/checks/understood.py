"""What a check of absence may say: nothing, where the reading itself is in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from goldenthread.plans.checks.hits import Hit
from goldenthread.plans.checks.look import Look
from goldenthread.plans.reading.doubts import is_label

# Checks that report what is not there, and the sections besides that of the finding on whose
# reading they lean.
ABSENCE: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("L37", "L38", "L39", "L40", "L41", "L47", "L55", "L57", "L60"), ()),
    **dict.fromkeys(("L62", "L75", "L79", "L91", "L92", "L18", "L11"), ()),
    **dict.fromkeys(("L50", "L51", "L52", "L53", "L61", "L105"), ("B", "E", "F")),
    "L10": (),
}
THREAD = {"L50": "needs", "L51": "provision", "L52": "outcomes", "L53": "needs"}
FEWEST = 3  # findings of one thread check from which their share is weighed


@dataclass(frozen=True, slots=True)
class Weighed:
    """The findings that stand, and why others could not be made."""

    hits: tuple[Hit, ...]
    untold: str = ""


def weighed(check: str, hits: Iterable[Hit], look: Look) -> Weighed:
    """Keep the findings that the reading bears out.

    "There is none" is only a finding where the part was understood; else it is not checked.
    """
    every = tuple(hits)
    if check not in ABSENCE or not every or look.plan.origin.format == "json":
        return Weighed(every)
    if check == "L10":
        return _sections(every, look)
    if why := _loose_thread(check, every, look):
        return Weighed((), why)
    return _sure(check, every, look.doubts)


def _sure(check: str, hits: tuple[Hit, ...], doubts: dict[str, str]) -> Weighed:
    leaned = next((section for section in ABSENCE[check] if section in doubts), "")
    kept = tuple(hit for hit in hits if not (leaned or hit.section in doubts or _odd(hit)))
    if len(kept) == len(hits):
        return Weighed(hits)
    section = leaned or next(hit.section for hit in hits if hit.section in doubts or _odd(hit))
    why = doubts.get(section, "a heading or label was taken for a row of its own")
    return Weighed(kept, f"Section {section} was not read with certainty: {why}.")


def _odd(hit: Hit) -> bool:
    """Whether a finding speaks of words that are no statement."""
    return bool(hit.quote) and is_label(hit.quote, hit.section)


def _loose_thread(check: str, hits: tuple[Hit, ...], look: Look) -> str:
    """Where most rows of a kind are tied to nothing, it is the ties that were not read."""
    words = THREAD.get(check)
    rows = len(getattr(look.plan, words)) if words else 0
    if words is None or len(hits) < FEWEST or len(hits) * 2 <= rows:
        return ""
    return f"The file does not show plainly what belongs to most of its {words}."


def _sections(hits: tuple[Hit, ...], look: Look) -> Weighed:
    """A section is not missing whose rows stand in the plan under another heading."""
    held = {need.section.value for need in look.plan.needs}
    held |= {row.section.value for row in look.plan.provision}
    held |= {none.section.value for none in look.plan.nothing_found}
    held |= {"E"} if look.plan.outcomes else set()
    found = [hit for hit in hits if hit.section in held and hit.section not in look.present]
    if not found:
        return Weighed(hits)
    why = f"Words of section {found[0].section} were read, and not the heading they stand under."
    return Weighed(tuple(hit for hit in hits if hit not in found), why)
