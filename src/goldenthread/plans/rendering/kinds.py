"""The five renderings, and the mark that says which version each one is of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.plans.content import Plan
from goldenthread.plans.rules.issue import hash_of


class Kind(StrEnum):
    """How a plan is given to its reader."""

    STATUTORY = "statutory"  # the plan itself: PDF/UA, every section
    WORD = "word"  # the same, to be worked on elsewhere
    WEB = "web"  # the same, as a page
    PROFILE = "profile"  # one page about the child
    EASY_READ = "easy-read"  # short sentences with drawings


ENDINGS: Mapping[Kind, str] = {
    Kind.STATUTORY: "pdf",
    Kind.WORD: "docx",
    Kind.WEB: "html",
    Kind.PROFILE: "pdf",
    Kind.EASY_READ: "pdf",
}
KIND_WORDS: Mapping[Kind, str] = {
    Kind.STATUTORY: "The plan as PDF",
    Kind.WORD: "The plan as a Word file",
    Kind.WEB: "The plan as a web page",
    Kind.PROFILE: "One-page profile",
    Kind.EASY_READ: "Easy Read version",
}

# As printed on every page and kept in the file's properties.
PRINTED = re.compile(
    r"EHC plan version (?P<version>[\w.-]{1,40}), (?P<kind>[a-z-]+), (?P<hash>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Which version a rendering is of: its number in the record, and the hash of its content."""

    version: str
    content_hash: str  # SHA-256 of the canonical content, in hexadecimal

    def printed(self, kind: Kind) -> str:
        """Return the mark as it stands on every page. It says nothing about the child."""
        return f"EHC plan version {self.version}, {kind}, {self.content_hash}"


def mark_for(version: object, plan: Plan) -> Mark:
    """Return the mark of a version of this content.

    :raises ValueError: if the version's number has a sign that a mark cannot hold
    """
    said = str(version)
    if not re.fullmatch(r"[\w.-]{1,40}", said):
        raise ValueError("A version's number has letters, figures, dots and hyphens only.")
    return Mark(version=said, content_hash=hash_of(plan))
