"""What the pages of "say it" show: what can be said, what was said, and symbols to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from goldenthread.access.rules import Asker
from goldenthread.family.forms import HOW_WORDS, SHARE_WORDS
from goldenthread.files.queries import sent_files
from goldenthread.files.rules import SELDOM_PLAYED, SOUND_OR_FILM, Kind
from goldenthread.people.models import Child
from goldenthread.ui.symbols import Symbol, pack
from goldenthread.voice.queries import Said, sayings_of, unsent
from goldenthread.voice.rules import ASKED, Asked, Theme, Whose

GROUP_WORDS = {
    "feelings": "How I feel",
    "choices": "Choose",
    "people": "People",
    "places": "Places",
    "doing": "Things I do",
    "senses": "What I sense",
}

HOW: Mapping[str, Any] = dict(HOW_WORDS)
SHARED: Mapping[str, Any] = dict(SHARE_WORDS)
MAY_NOT_PLAY = "We can keep this. It may not play on each phone. We can still play it."
FILE_WORDS = {
    Kind.PNG: "The picture",
    Kind.JPEG: "The picture",
    **dict.fromkeys(SOUND_OR_FILM, "The sound"),
    **dict.fromkeys((Kind.MP4, Kind.WEBM, Kind.THREE_GP), "The sound or film"),
}
ANY_FILE = "The file"


def files_of(child: Child, said: Iterable[Said], by: Asker) -> dict[int, dict[str, Any]]:
    """Return what to say of each file that stands beside some sayings. One query, or none."""
    found = sent_files(child, {number for each in said for number in each.files}, by=by)
    return {
        number: {
            "id": number,
            "words": FILE_WORDS.get(each.kind, ANY_FILE),
            "href": reverse("files:download", args=[number]) if each.own else "",
            "checked": each.can_open,
            "seldom": each.kind in SELDOM_PLAYED,
        }
        for number, each in found.items()
    }


def seldom_played(child: Child, by: Asker) -> bool:
    """Say whether the file that was sent last is one that few telephones play."""
    newest = max(sayings_of(child, by=by), key=lambda each: each.id, default=None)
    shown = files_of(child, [newest] if newest else [], by)
    last = max(shown, default=0)
    return bool(last) and bool(shown[last]["seldom"])


def index(by: Asker, child: Child) -> dict[str, Any]:
    """Return what can be said, each with what stands now: the child's, their day, the family's."""
    said = sayings_of(child, by=by)
    stands = {each.theme: each for each in reversed(said) if not each.replaced}
    files = files_of(child, stands.values(), by)
    asked = [one for one in ASKED.values() if one.whose is Whose.CHILD or not child.standing.own]
    rows = [_row(child, one, stands.get(one.theme), files) for one in asked]
    return {
        "child": {"name": child.known_as or child.forename, "own": child.standing.own},
        "mine": [row for row in rows if row["whose"] is Whose.CHILD and not row["day"]],
        "day": [row for row in rows if row["day"]],
        "family": [row for row in rows if row["whose"] is Whose.FAMILY],
        "back": _back(child),
    }


def _row(
    child: Child, asked: Asked, said: Said | None, files: dict[int, dict[str, Any]]
) -> dict[str, Any]:
    return {
        "whose": asked.whose,
        "day": asked.day,
        "title": asked.title,
        "href": reverse("family:say-one", args=[child.pk, asked.theme]),
        "said": said,
        "symbols": drawn(said.symbols if said else ()),
        "files": _beside(said, files) if said else [],
        "helped": said.helped_by if said else "",
        "how": HOW.get(said.how, "") if said else "",
        "shared": [SHARED[each] for each in said.shared_with] if said else [],
        "on": timezone.localdate(said.said_at) if said else None,
    }


def _back(child: Child) -> dict[str, str]:
    return {"text": "Where are we?", "href": reverse("family:where", args=[child.pk])}


def drawn(keys: tuple[str, ...]) -> list[Symbol]:
    """Return the symbols of some keys, without those that no pack has any more."""
    found = pack(settings.SYMBOL_PACK)
    return [symbol for key in keys if (symbol := found.find(key))]


def one(
    by: Asker, child: Child, theme: Theme, sent: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return one question with what stands, what was kept unsent, and the earlier answers.

    `sent` is what was typed into a form that may now be refused.
    """
    asked = ASKED[theme]
    said = [each for each in sayings_of(child, by=by) if each.theme == theme]
    stands = next((each for each in said if not each.replaced), None)
    files = files_of(child, said, by)
    kept = unsent(child, f"say/{theme}", by=by)
    before: dict[str, Any] = _typed(stands) if stands else {}
    began = (sent or kept).get("replaces") if sent or kept else str(stands.id if stands else "")
    return {
        "asked": asked,
        "for_child": asked.whose is Whose.CHILD,
        "own": child.standing.own,
        "stands": stands,
        "newer": stands is not None and began != str(stands.id),
        "now_drawn": drawn(stands.symbols) if stands else [],
        "staying": set(stands.files) if stands else set(),
        "kept": bool(kept),
        "reader_mark": salted_hmac("kept-as-typed", str(by.user_id)).hexdigest()[:16],
        "initial": {**before, **kept},
        "earlier": [
            {"said": each, "symbols": drawn(each.symbols), "files": _beside(each, files)}
            for each in said
            if each.replaced
        ],
        "files": _beside(stands, files) if stands else [],
        "groups": [
            (GROUP_WORDS.get(group, group), rows)
            for group, rows in pack(settings.SYMBOL_PACK).grouped().items()
        ],
        "credit": pack(settings.SYMBOL_PACK).credit,
        "back": {"text": "Say it", "href": reverse("family:say", args=[child.pk])},
    }


def _beside(said: Said, files: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    return [files[number] for number in said.files if number in files]


def _typed(said: Said) -> dict[str, Any]:
    return {
        "words": said.words,
        "symbols": list(said.symbols),
        "helped_by": said.helped_by,
        "how": said.how,
        "shared_with": list(said.shared_with),
    }
