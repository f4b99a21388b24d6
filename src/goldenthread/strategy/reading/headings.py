"""The headings of a report's parts, and of the columns of its tables."""

from __future__ import annotations

import re
from typing import Literal

Part = Literal[
    "front", "outcome", "about_area", "experience", "strengths", "weaknesses", "priority",
    "improvement", "details", "about_inspection", "team", "end",
]  # fmt: skip

HEADINGS: tuple[tuple[Part, str], ...] = (
    ("outcome", r"(area send )?inspection outcome"),
    ("about_area", r"information about (the|this) (local )?area( partnership)?"),
    ("experience", r"what (is it|it is) like (to be|being|for) .* in th(is|e) (local )?area.*"),
    ("strengths", r"what (is|are) the .*partnership (doing|doing well) that (is|are) effective"),
    ("weaknesses", r"what does the .*partnership need to (do better|improve|do to improve)"),
    ("priority", r"(areas? (for|of|requiring) )?priority actions?"),
    ("improvement", r"areas? (for|of) improvements?"),
    ("details", r"((the )?local )?area partnership details"),
    ("about_inspection", r"(information )?about this inspection"),
    ("team", r"(the )?inspection team"),
    ("end", r"if you (are not happy|would like a copy) .*"),
    ("end", r"(the office for standards in education|ofsted regulates) .*"),
    ("end", r"you may (re ?)?use this information .*|piccadilly gate|crown copyright.*"),
)
_BODY_HEAD = (
    r"(the )?(jointly )?responsib(le|ility)( \w+){0,5}|(bod(y|ies)|organisations?|agenc(y|ies)|"
    r"partners?) responsible|(lead|named|accountable) (bod(y|ies)|organisations?|agenc(y|ies))"
)
_AUTHORITY = r"local authorit(y|ies)"
_BOARD = r"(nhs )?integrated care (board|system|partnership)s?( \w+){0,2}"


def plain(text: str) -> str:
    """Return text in small letters with only words in it, for comparing headings."""
    return " ".join(re.sub(r"[^\w\s]", " ", text.lower()).split())


def heading(text: str) -> Part | None:
    """Return the part a heading begins; None where the text is no heading of ours.

    A wrapped last line such as "areas for priority action." ends a sentence, and is none.
    """
    text = text.strip()
    if not text or text[0].islower():
        return None
    found = plain(text)
    for part, pattern in HEADINGS:
        if re.fullmatch(pattern, found) and (part == "end" or not text.endswith((".", ",", ";"))):
            return part
    return None


def heads_columns(text: str) -> bool:
    """Say whether a line is the heading row of one of the report's tables, printed across."""
    words = text.split()
    for index in range(1, len(words)):
        left, right = " ".join(words[:index]), " ".join(words[index:])
        if is_body_heading(left) and heading(right) is not None:
            return True
        if is_body_heading(right) and heading(left) is not None:
            return True
        if is_authority(left) and is_board(right):
            return True
    return False


def is_body_heading(text: str) -> bool:
    """Say whether a column heading is that of the bodies responsible."""
    return re.fullmatch(_BODY_HEAD, plain(text)) is not None


def is_authority(text: str) -> bool:
    """Say whether a column heading is that of the local authority."""
    return re.fullmatch(_AUTHORITY, plain(text)) is not None


def is_board(text: str) -> bool:
    """Say whether a column heading is that of the integrated care board or boards."""
    return re.fullmatch(_BOARD, plain(text)) is not None
