"""A plan as its readers have it: five renderings of one content, each with the version's mark.

Plain Python: no Django, no database, no clock.
"""

from goldenthread.plans.rendering.easy import EasyPart, easy_parts, told_by
from goldenthread.plans.rendering.kinds import ENDINGS, KIND_WORDS, Kind, Mark, mark_for
from goldenthread.plans.rendering.render import document_of, easy_read_text, render
from goldenthread.plans.rendering.verify import NotARendering, Verdict, verify

__all__ = [
    "ENDINGS",
    "KIND_WORDS",
    "EasyPart",
    "Kind",
    "Mark",
    "NotARendering",
    "Verdict",
    "document_of",
    "easy_parts",
    "easy_read_text",
    "mark_for",
    "render",
    "told_by",
    "verify",
]
