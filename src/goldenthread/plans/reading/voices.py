"""Section A: whose words, when and how, and the hopes among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from goldenthread.plans.content import Aspiration, View, Voice
from goldenthread.plans.reading.dates import full_date
from goldenthread.plans.reading.drafts import Gathered, lines_of
from goldenthread.plans.reading.headings import row_code
from goldenthread.plans.reading.sectioned import Part, Piece, TableRow

_HOPE = re.compile(
    r"\b(?:wants? to (?:be|work|live|go|have|learn|become|drive|travel|make|run|study|train|get)|"
    r"would (?:like|love) to|hopes? to|hopes? (?:that|for)|when (?:I am|I[’']m|he is|she "
    r"is|they are) "
    r"(?:older|grown)|grow up|aspir\w+|dreams? (?:of|is)|wish(?:es)? to|in the future)\b",
    re.IGNORECASE,
)
_CHILD_HEAD = re.compile(
    r"child|young person|my |me\b|pupil|own (?:words|views)|in (?:his|her|their) (?:own "
    r")?words|about |"
    r"what I\b|what (?!the )(?!school |staff |nursery |college |teachers? )[\w’'-]+ (?:has |have )?"
    r"(?:told|tells|said|says?|likes?|thinks?|feels?|wants?|hopes?|enjoys?)\b",
    re.IGNORECASE,
)
_PARENT_HEAD = re.compile(r"parent|carer|mum|dad|mother|father|famil", re.IGNORECASE)
_PARENT_TALK = re.compile(
    r"\b(?:our (?:son|daughter|child|boy|girl)|my (?:son|daughter|child|boy|girl)|(?:mum|"
    r"dad|mother|"
    r"father|parents?|(?:mr|mrs|ms) [A-Z]\w+|carers?|family) (?:\w+ ){0,2}(?:say|said|"
    r"feel|felt|want|"
    r"hope|would|told|think|believe|report|describe|worr|wish|explain)\w*|as (?:his|her|their) "
    r"(?:mum|mother|dad|father|parents)|we (?:want|hope|would|think|feel|worry|are))\b",
    re.IGNORECASE,
)
_HOPE_HEAD = re.compile(r"aspiration|hope|dream|future", re.IGNORECASE)
_METHOD = re.compile(
    r"\b(?:symbols?|talking mats?|pictures?|picture cards|photo\w*|drawing\w*|watched|"
    r"observ\w+|spoken|"
    r"spoke|conversation|makaton|signs?|device|eye[- ]gaze|written|wrote|typed)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(r"(?<![\w.])(?:I|I[’'](?:m|d|ve|ll)|[Mm]y|[Mm]e)(?![\w.])")
HEADING_WORDS = 12
ASKING_WORDS = 18  # in a heading such as "What Ana has told us about life at home and at school"
_ASKS = re.compile(r"(?:what|how|who|where|when)\b", re.IGNORECASE)


def read_views(part: Part, into: Gathered) -> None:
    """Read section A into views and hopes."""
    over = _Over()
    for item in part.items:
        if isinstance(item, TableRow):
            for head, piece in _cells(item):
                here = _over(head) if head else over
                for line in lines_of(piece):
                    _view(line, here if here.voice or here.hopes else over, into)
            continue
        for piece in lines_of(item):
            if _is_heading(piece):
                over = _over(piece.text)
            else:
                _view(piece, over, into)


@dataclass(frozen=True, slots=True)
class _Over:
    """What a subheading says of the words under it."""

    voice: Voice | None = None
    hopes: bool = False
    on: date | None = None


def _over(text: str) -> _Over:
    hopes = bool(_HOPE_HEAD.search(text)) and "views" not in text.lower()
    return _Over(_voice_of(text), hopes, full_date(text))


def _is_heading(piece: Piece) -> bool:
    text = piece.text.strip()
    longest = ASKING_WORDS if piece.block.strong and _ASKS.match(text) else HEADING_WORDS
    short = len(text.split()) <= longest and not text.endswith((".", "!", "”", '"'))
    return short and (piece.block.strong or text.endswith(":"))


def _cells(row: TableRow) -> Iterator[tuple[str, Piece]]:
    """Each cell that holds views, with the label beside it."""
    filled = [cell for cell in row.cells if cell.text.strip()]
    if len(filled) == 2 and len(filled[0].text.split()) <= HEADING_WORDS + 2:
        yield filled[0].text, filled[1]
    else:
        for cell in filled:
            yield "", cell


_BOTH = re.compile(
    r"(?:child|young person)(?:[’']s)?(?: or young person)?(?:[’']s)?(?: views)?,? (?:and|&) "
    r"(?:(?:of )?(?:the |their |his |her |my )?(?:child[’']s )?)"
    r"(?:parent|carer|famil|mum|dad|mother|father)",
    re.IGNORECASE,
)


def _voice_of(text: str) -> Voice | None:
    both = _BOTH.search(text)
    if _PARENT_HEAD.search(text) and not both:
        return Voice.PARENT
    return Voice.CHILD if _CHILD_HEAD.search(text) and not both else None


def _view(piece: Piece, over: _Over, into: Gathered) -> None:
    text, voice = piece.text, over.voice
    labelled = re.match(r"^\s*([A-Z][\w’' ]{2,40}):\s+", text)
    if labelled:
        voice = _voice_of(labelled.group(1)) or voice
    if voice is None:
        voice = Voice.PARENT if _PARENT_TALK.search(text) else _guess(text)
    elif voice == Voice.CHILD and _PARENT_TALK.search(text) and not _FIRST_PERSON.search(text):
        voice = Voice.PARENT
    method = _METHOD.search(text)
    into.views.append(
        View(
            id=f"A-view-{len(into.views) + 1}",
            voice=voice,
            text=text,
            given_date=full_date(text) or over.on,
            method=method.group() if method else "",
            position=piece.position,
        )
    )
    into.use(piece)
    if voice != Voice.PARENT:
        _hope(piece, over.hopes, into)


def _guess(text: str) -> Voice:
    return Voice.CHILD if _FIRST_PERSON.search(text) else Voice.OTHER


def _hope(piece: Piece, hopes: bool, into: Gathered) -> None:
    found = _HOPE.search(piece.text)
    if not hopes and not found:
        return
    start, end = _sentence(piece.text, found.start() if found else 0)
    words = piece.cut(start, end)
    code = row_code(piece.text + " ")
    own = code.id if code and code.id.startswith("A") else f"A-hope-{len(into.aspirations) + 1}"
    if any(hope.id == own for hope in into.aspirations):
        own = f"A-hope-{len(into.aspirations) + 1}"
    into.aspirations.append(Aspiration(id=own, text=words.text, position=words.position))


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, at) for mark in ".!?\n") + 1
    ends = [found for mark in ".!?\n" if (found := text.find(mark, at)) >= 0]
    return start, (min(ends) + 1 if ends else len(text))
