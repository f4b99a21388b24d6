"""What the child and their family said, beside the part of the plan that it is for.

Section A is theirs. What they tell of a day, and of what is hard, is what a need means for
everyday life, so that whoever writes sections B, C and D meets it there, in their own words.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from goldenthread.access.rules import Asker
from goldenthread.people.models import Child
from goldenthread.ui.symbols import pack
from goldenthread.voice.queries import sayings_of
from goldenthread.voice.rules import ASKED, EVERYDAY, Theme, Whose

FOR_NEEDS = ("B", "C", "D")


def heard(child: Child, section: str, *, by: Asker) -> dict[str, Any] | None:
    """Return what stands said for a section, in the order it was asked. One query, or none.

    Each reader has what was shared with them; None where a section is nobody's own words.
    """
    if section != "A" and section not in FOR_NEEDS:
        return None
    said = {each.theme: each for each in reversed(sayings_of(child, by=by)) if not each.replaced}
    wanted = [theme for theme in ASKED if section == "A" or theme in EVERYDAY]
    symbols = pack(settings.SYMBOL_PACK)
    rows = [
        {
            "title": ASKED[theme].title,
            "who": "the child" if ASKED[theme].whose is Whose.CHILD else "the family",
            "words": said[theme].words,
            "symbols": [one.label for key in said[theme].symbols if (one := symbols.find(key))],
            "helped": said[theme].helped_by,
            "files": bool(said[theme].files),
            "day": timezone.localdate(said[theme].said_at),
        }
        for theme in map(Theme, wanted)
        if theme in said
    ]
    title = "In their own words" if section == "A" else "A day in the child's life"
    return {"title": title, "rows": rows, "href": reverse("desk:voice", args=[child.pk])}
