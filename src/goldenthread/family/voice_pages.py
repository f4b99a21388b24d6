"""What the pages of "say it" show: what can be said, what was said, and symbols to choose from."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse

from goldenthread.access.rules import Asker
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


def index(by: Asker, child: Child) -> dict[str, Any]:
    """Return what can be said, each with what stands now: the child's, their day, the family's."""
    stands = {each.theme: each for each in reversed(sayings_of(child, by=by)) if not each.replaced}
    asked = [one for one in ASKED.values() if one.whose is Whose.CHILD or not child.standing.own]
    rows = [_row(child, one, stands.get(one.theme)) for one in asked]
    return {
        "child": {"name": child.known_as or child.forename, "own": child.standing.own},
        "mine": [row for row in rows if row["whose"] is Whose.CHILD and not row["day"]],
        "day": [row for row in rows if row["day"]],
        "family": [row for row in rows if row["whose"] is Whose.FAMILY],
        "back": _back(child),
    }


def _row(child: Child, asked: Asked, said: Said | None) -> dict[str, Any]:
    return {
        "whose": asked.whose,
        "day": asked.day,
        "title": asked.title,
        "href": reverse("family:say-one", args=[child.pk, asked.theme]),
        "said": said,
        "symbols": drawn(said.symbols if said else ()),
    }


def _back(child: Child) -> dict[str, str]:
    return {"text": "Where are we?", "href": reverse("family:where", args=[child.pk])}


def drawn(keys: tuple[str, ...]) -> list[Symbol]:
    """Return the symbols of some keys, without those that no pack has any more."""
    found = pack(settings.SYMBOL_PACK)
    return [symbol for key in keys if (symbol := found.find(key))]


def one(by: Asker, child: Child, theme: Theme) -> dict[str, Any]:
    """Return one question with what stands, what was kept unsent, and the earlier answers."""
    asked = ASKED[theme]
    said = [each for each in sayings_of(child, by=by) if each.theme == theme]
    stands = next((each for each in said if not each.replaced), None)
    kept = unsent(child, f"say/{theme}", by=by)
    before: dict[str, Any] = _typed(stands) if stands else {}
    return {
        "asked": asked,
        "for_child": asked.whose is Whose.CHILD,
        "own": child.standing.own,
        "stands": stands,
        "kept": bool(kept),
        "initial": {**before, **kept, "replaces": stands.id if stands else None},
        "earlier": [
            {"said": each, "symbols": drawn(each.symbols)} for each in said if each.replaced
        ],
        "groups": [
            (GROUP_WORDS.get(group, group), rows)
            for group, rows in pack(settings.SYMBOL_PACK).grouped().items()
        ],
        "credit": pack(settings.SYMBOL_PACK).credit,
        "back": {"text": "Say it", "href": reverse("family:say", args=[child.pk])},
    }


def _typed(said: Said) -> dict[str, Any]:
    return {
        "words": said.words,
        "symbols": list(said.symbols),
        "helped_by": said.helped_by,
        "how": said.how,
        "shared_with": list(said.shared_with),
    }
