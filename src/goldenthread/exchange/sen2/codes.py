"""Code sets of the SEN2 return, by return year: a first list and what each later year changed.

Codes that say something of a person (need, sex, ethnicity, reason for no number) come from
`people.rules`, where they are dated too. `UNCONFIRMED` names the sets whose letters have not been
seen in DfE's own guide: a value outside one of these is a query, not an error, because the list
itself may be wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goldenthread.people import rules as people

CodeSet = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeChange:
    """What one year's return did to one code set."""

    add: Mapping[str, str] = field(default_factory=dict)
    modify: Mapping[str, str] = field(default_factory=dict)
    remove: tuple[str, ...] = ()


_DECIDED = {
    "A": "not yet decided",
    "W": "withdrawn or ended before a decision",
    "H": "historical: decided before the collection period",
}

FIRST: Mapping[str, CodeSet] = {
    "gender": people.GENDER,
    "sex": people.SEX,
    "ethnicity": {
        **people.ETHNICITIES,
        **{code: f"part of {main}" for code, main in people.EXTENDED_ETHNICITIES.items()},
        **dict.fromkeys(sorted(people.ETHNICITIES_WITHOUT_MAIN), "extended code"),
    },
    "upn_unknown": people.UPN_UNKNOWN,
    "request_source": {
        "1": "young person or parent",
        "2": "school or other education setting",
        "3": "health professional",
        "4": "social care professional",
        "5": "other",
    },
    "request_outcome": {"Y": "proceed to assess", "N": "not to assess", **_DECIDED},
    "assessment_outcome": {"Y": "plan will be issued", "N": "no plan", **_DECIDED},
    "residential": {"A": "38 to 51 weeks", "B": "52 weeks"},
    "work_based": {"A": "apprenticeship", "S": "supported internship", "T": "traineeship"},
    "direct_payment": {"E": "education", "H": "health", "S": "social care", "I": "integrated"},
    "cease_reason": {
        "1": "reached maximum age",
        "2": "needs met without a plan",
        "3": "higher education",
        "4": "paid employment",
        "5": "transferred to another authority in England",
        "6": "no longer wants to take part in education or training",
        "7": "moved outside England",
        "8": "died",
        "9": "other",
    },
    "setting": {
        "OLA": "arranged by the authority otherwise than in a school or college",
        "OPA": "arranged by the parent or young person",
        "EHE": "elective home education",
        "EYP": "early years provider with no URN",
        "NEET": "not in education, employment or training",
        "NIEC": "not in education or training: notice to cease issued",
        "NIEO": "not in education or training: other",
    },
    "placement_rank": {"1": "primary", "2": "secondary"},
    "review_outcome": {"M": "maintain", "A": "amend", "C": "cease"},
}

UNCONFIRMED = frozenset({"work_based", "direct_payment", "review_outcome"})

CHANGES: Mapping[int, Mapping[str, CodeChange]] = {
    2025: {
        "setting": CodeChange(add={"OTH": "other, or only a type of setting is named"}),
        # CBDS RFC 1299; the published 2025 statistics still carry the older labels.
        "residential": CodeChange(modify={"A": "up to 38 weeks", "B": "39 to 52 weeks"}),
    },
}


def code_sets(year: int) -> dict[str, CodeSet]:
    """Give every code set as it stood for a return year, each year inheriting from the last."""
    sets = {name: dict(codes) for name, codes in FIRST.items()}
    for changed_in in sorted(CHANGES):
        if changed_in > year:
            break
        for name, change in CHANGES[changed_in].items():
            sets[name].update(change.add)
            sets[name].update(change.modify)
            for code in change.remove:
                del sets[name][code]
    sets["need"] = {code: need.name for code, need in people.needs_in(year).items()}
    return dict(sets)
