"""What can be said, how, with whose help, and who is shown it. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from goldenthread.access.rules import Role

MOST_WORDS = 5_000  # characters in one saying
MOST_SYMBOLS = 12
MOST_FILES = 5


class Whose(StrEnum):
    """Whose words these are."""

    CHILD = "CHILD"
    FAMILY = "FAMILY"


class How(StrEnum):
    """How the child said it, when somebody wrote it down with them."""

    SPOKE = "SPOKE"
    SYMBOLS = "SYMBOLS"
    SIGNED = "SIGNED"
    DREW = "DREW"
    SHOWED = "SHOWED"  # pointed, chose, turned to or away
    WROTE = "WROTE"
    GUESSED = "GUESSED"  # somebody who knows them well thinks so


class Share(StrEnum):
    """With whom it may be shared, beside the team that writes the plan."""

    SCHOOL = "SCHOOL"
    HEALTH = "HEALTH"
    SOCIAL_CARE = "SOCIAL_CARE"


class Theme(StrEnum):
    """What a saying is about. The six parts of a day come in the order of a day."""

    ABOUT_ME = "about-me"
    LIKES = "likes"
    HARD = "hard"
    HELPS = "helps"
    HOPES = "hopes"
    DAY_MORNING = "day-morning"
    DAY_WAY = "day-way"
    DAY_LEARNING = "day-learning"
    DAY_BREAK = "day-break"
    DAY_AFTER = "day-after"
    DAY_NIGHT = "day-night"
    FAMILY_STORY = "family-story"
    FAMILY_STRENGTHS = "family-strengths"
    FAMILY_WORRIES = "family-worries"
    FAMILY_HOPES = "family-hopes"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, to the child and to whoever helps them."""

    theme: Theme
    whose: Whose
    title: str
    question: str
    day: bool = False


ASKED: Mapping[Theme, Asked] = {
    each.theme: each
    for each in (
        Asked(Theme.ABOUT_ME, Whose.CHILD, "About me", "What should we know about you?"),
        Asked(Theme.LIKES, Whose.CHILD, "What I like", "What do you like? What are you good at?"),
        Asked(Theme.HARD, Whose.CHILD, "What is hard", "What is hard for you?"),
        Asked(Theme.HELPS, Whose.CHILD, "What helps me", "What helps you? Who helps you?"),
        Asked(Theme.HOPES, Whose.CHILD, "What I want", "What do you want to do now and later?"),
        Asked(Theme.DAY_MORNING, Whose.CHILD, "Getting up", "How is it when you get up?", True),
        Asked(Theme.DAY_WAY, Whose.CHILD, "On the way", "How is it on the way there?", True),
        Asked(Theme.DAY_LEARNING, Whose.CHILD, "Lessons", "How is it in lessons?", True),
        Asked(Theme.DAY_BREAK, Whose.CHILD, "Breaks and lunch", "How are breaks and lunch?", True),
        Asked(Theme.DAY_AFTER, Whose.CHILD, "After school", "How is it after school?", True),
        Asked(Theme.DAY_NIGHT, Whose.CHILD, "Night", "How is it in the night?", True),
        Asked(Theme.FAMILY_STORY, Whose.FAMILY, "Your story", "What has happened so far?"),
        Asked(
            Theme.FAMILY_STRENGTHS,
            Whose.FAMILY,
            "What goes well",
            "What goes well at home and out and about?",
        ),
        Asked(Theme.FAMILY_WORRIES, Whose.FAMILY, "What worries you", "What worries you most?"),
        Asked(Theme.FAMILY_HOPES, Whose.FAMILY, "What you hope for", "What do you hope for?"),
    )
}
DAY = tuple(theme for theme, asked in ASKED.items() if asked.day)
# Which part of a plan a saying is for: section A, or what a need means for everyday life (B).
EVERYDAY = frozenset({*DAY, Theme.HARD})
PLAN_PART: Mapping[Theme, str] = {theme: "A and B" if theme in EVERYDAY else "A" for theme in ASKED}

# Who works for which of those it may be shared with. The team that writes the plan sees it all.
WRITERS = frozenset({Role.EHC_OFFICER, Role.EHC_MANAGER})
SHARED_WITH: Mapping[Share, frozenset[Role]] = {
    Share.SCHOOL: frozenset({Role.SENCO}),
    Share.HEALTH: frozenset({Role.DCO, Role.HEALTH_ADVISER}),
    Share.SOCIAL_CARE: frozenset({Role.DSCO, Role.SOCIAL_WORKER}),
}


class NotSaid(ValueError):
    """This cannot be kept as it is; the message says what to do.

    `text` with its `gaps` is the same sentence, to be said in another language.
    """

    def __init__(self, text: str, **gaps: str | int) -> None:
        self.text, self.gaps = text, gaps
        super().__init__(text.format_map(gaps))


def check_saying(
    *,
    theme: str,
    words: str,
    symbols: Iterable[str],
    files: Iterable[int],
    shared_with: Iterable[str],
    known_symbols: Iterable[str],
) -> Theme:
    """Check that something is said, that it can be kept, and return what it is about.

    :raises NotSaid: with a sentence for whoever wrote it
    """
    chosen, sent = tuple(symbols), tuple(files)
    if theme not in set(Theme):
        raise NotSaid("Choose what this is about.")
    if not words.strip() and not chosen and not sent:
        raise NotSaid("Write, choose a picture or add a file.")
    if len(words) > MOST_WORDS:
        raise NotSaid("This is too long. Use {most} letters or fewer.", most=MOST_WORDS)
    if len(chosen) > MOST_SYMBOLS:
        raise NotSaid("Choose {most} pictures or fewer.", most=MOST_SYMBOLS)
    if set(chosen) - set(known_symbols):
        raise NotSaid("One of the pictures is not in our set. Choose again.")
    if len(sent) > MOST_FILES:
        raise NotSaid("Add {most} files or fewer.", most=MOST_FILES)
    if set(shared_with) - set(Share):
        raise NotSaid("Choose who may see this from the list.")
    return Theme(theme)


def may_be_shown(roles: Iterable[Role], shared_with: Iterable[str]) -> bool:
    """Say whether staff in these roles are shown a saying shared with these."""
    held = set(roles)
    wanted = [SHARED_WITH[Share(each)] for each in shared_with]
    return bool(held & WRITERS) or any(held & roles for roles in wanted)
