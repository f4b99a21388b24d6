"""Who gets a letter, by which way, and what their own copy may show. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.letters.rules.forms import DRAWN, SPOKEN
from goldenthread.people.rules import CommunicationKind

YES, NO = "YES", "NO"


class Reader(StrEnum):
    """What somebody is to the child, so far as a letter minds."""

    PARENT = "PARENT"  # any adult recorded as linked to the child
    YOUNG_PERSON = "YOUNG_PERSON"
    SETTING = "SETTING"
    PROFESSIONAL = "PROFESSIONAL"


class Channel(StrEnum):
    """How a copy reaches its reader."""

    POST = "POST"
    EMAIL = "EMAIL"  # says that there is a letter, and where to sign in; never the letter itself
    TEXT = "TEXT"  # the same, to a phone
    DESK = "DESK"  # read signed in, by staff of a setting or a service; nothing is sent


class Shows(StrEnum):
    """What a piece of a letter gives away (trust rules 3 and 16)."""

    OPEN = "open"
    LOCATION = "location"
    THIRD_PARTY = "third-party"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """How somebody needs to be written to, as recorded."""

    kind: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The facts of one adult's link to the child that a letter minds. Unknown is never yes."""

    adult_id: int
    name: str
    user_id: int | None = None
    parental_responsibility: str = "UNKNOWN"
    lives_with: str = "UNKNOWN"
    gets_notices: str = "UNKNOWN"
    may_see_location: str = "UNKNOWN"
    preference: str = ""
    restricted: bool = False  # told less than others, by a decision with a reason (rule 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One reader of a letter, with what their own copy may show and how they need it."""

    reader: Reader
    name: str
    channel: Channel
    adult_id: int | None = None
    user_id: int | None = None
    organisation_id: int | None = None
    sees: frozenset[Shows] = frozenset({Shows.OPEN})
    barred: bool = False  # must not learn where the child is (rule 20)
    needs: tuple[Need, ...] = ()

    @property
    def key(self) -> str:
        """Name the reader in a key: the same reader of the same letter is one copy."""
        if self.adult_id is not None:
            return f"adult-{self.adult_id}"
        if self.organisation_id is not None:
            return f"body-{self.organisation_id}"
        return f"person-{self.user_id}" if self.user_id is not None else "young-person"

    @property
    def large_print(self) -> bool:
        return any(need.kind == CommunicationKind.LARGE_PRINT for need in self.needs)

    @property
    def easy_read(self) -> bool:
        return any(need.kind == CommunicationKind.EASY_READ for need in self.needs)

    def unmet(self, *, has_easy_read: bool, language: str) -> tuple[str, ...]:
        """Return the recorded needs that this letter, as it is, does not meet."""
        met = DRAWN | SPOKEN
        if has_easy_read:
            met |= {CommunicationKind.EASY_READ}
        return tuple(
            need.kind
            for need in self.needs
            if need.kind not in met
            and not (need.kind == CommunicationKind.LANGUAGE and speaks(language, need.detail))
        )


def speaks(language: str, wanted: str) -> bool:
    """Say whether words in English answers a need for a language: only for English itself."""
    return language.startswith("en") and wanted.strip().casefold() in {"en", "english"}


def gets_notices(link: Link) -> bool:
    """Say whether an adult gets statutory notices (rules 11 and 12).

    What was decided for this person decides; where nobody decided, everyone with parental
    responsibility gets the same.
    """
    if link.gets_notices in (YES, NO):
        return link.gets_notices == YES
    return link.parental_responsibility == YES


def is_barred(link: Link) -> bool:
    """Say whether an adult must not learn where the child is."""
    return link.may_see_location == NO or link.restricted


def sees(link: Link, *, restricted_child: bool) -> frozenset[Shows]:
    """Return what an adult's copy may show.

    Place is shown to those recorded as free to see it, and to those the child lives with unless
    the child's whereabouts are restricted. What concerns other people is shown to no family.
    """
    if is_barred(link):
        return frozenset({Shows.OPEN})
    at_home = link.lives_with == YES and not restricted_child
    if link.may_see_location == YES or at_home:
        return frozenset({Shows.OPEN, Shows.LOCATION})
    return frozenset({Shows.OPEN})


def channel_for(link: Link) -> Channel:
    """Return how to reach an adult: post, unless they have an account and asked for another way."""
    wanted = link.preference.strip().upper()
    if link.user_id is not None and wanted in (Channel.EMAIL, Channel.TEXT):
        return Channel(wanted)
    return Channel.POST


def adult(link: Link, needs: Iterable[Need] = (), *, restricted_child: bool) -> Recipient:
    """Return an adult as the reader of a letter."""
    return Recipient(
        reader=Reader.PARENT,
        name=link.name,
        channel=channel_for(link),
        adult_id=link.adult_id,
        user_id=link.user_id,
        sees=sees(link, restricted_child=restricted_child),
        barred=is_barred(link),
        needs=tuple(needs),
    )
