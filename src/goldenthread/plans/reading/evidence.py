"""Section K: one piece of advice after another."""

from __future__ import annotations

import re

from goldenthread.plans.content import AdviceKind, Evidence
from goldenthread.plans.reading.dates import a_date, full_date
from goldenthread.plans.reading.drafts import BULLET, Gathered
from goldenthread.plans.reading.headings import row_code
from goldenthread.plans.reading.patterns import patterns
from goldenthread.plans.reading.sectioned import Piece, TableRow

_KINDS = tuple(
    (AdviceKind(entry["kind"]), re.compile(entry["fits"], re.IGNORECASE))
    for entry in patterns("advice")["kinds"]
)
_NOT_ADVICE = re.compile(
    r"^\s*(?:signed|signature|name|date|position|on behalf|the (?:following|advice)|"
    r"copies|all advice|"
    r"appendix [a-z]?\W*$|advice (?:and information )?(?:gathered|attached)|this plan)\b"
    r"|^(?=.*\.\s*$).*\b(?:(?:is|are|was|were|been|have|has)\s+(?:\w+\s+)?(?:attached|sent|shared|"
    r"appended|confirmed|gathered|listed)|confirmed\s+(?:on|that|it))\b",
    re.IGNORECASE | re.DOTALL,
)


def advice_kind(*texts: str) -> AdviceKind:
    """Which advice of reg 6(1) a line of section K is, by its most telling words."""
    for words in texts:
        text = " ".join(words.split())
        found = next((kind for kind, finder in _KINDS if text and finder.search(text)), None)
        if found:
            return found
    return AdviceKind.OTHER


_PERSON = re.compile(
    r"\W*(?:(?:Dr|Mr|Mrs|Ms|Miss|Mx|Prof(?:essor)?)\.? )?[A-Z][\w’'.-]*(?: [A-Z][\w’'.-]+){1,3}\W*$"
)  # a name and nothing else: 'Dr' tells of no discipline


def made_evidence(words: dict[str, str], code: str, piece: Piece) -> Evidence:
    """One piece of advice from its words by role. Its id is settled when all codes are known."""
    everything = " ".join(words.values())
    title, role, body = (words.get(name, "") for name in ("title", "role", "body"))
    return Evidence(
        id=code or "?",
        position=piece.position,
        kind=advice_kind(
            *((role, title) if _PERSON.match(title) else (title, role)), body, everything
        ),
        author=words.get("author", ""),
        role=role,
        body=body,
        title=title,
        written_date=a_date(words.get("date", "") or everything),
        attached=_attached(words.get("attached", "") or everything),
    )


def _attached(text: str) -> bool | None:
    if re.search(
        r"\b(?:not attached|to follow|awaited|not (?:yet )?received|outstanding)\b", text, re.I
    ):
        return False
    if re.search(r"\b(?:attached|appendix|appended|yes|enclosed)\b", text, re.IGNORECASE):
        return True
    return False if re.fullmatch(r"\W*no\W*", text, re.IGNORECASE) else None


def advice_line(piece: Piece, into: Gathered) -> None:
    """Read a line such as 'K4 Educational psychology advice, Dr Lund, 20 April 2026'."""
    bullet = BULLET.match(piece.text)
    words = piece.cut(bullet.end()) if bullet else piece
    if _NOT_ADVICE.match(words.text) or len(words.text.split()) < 2:
        return
    code, text = _own_code(words.text)
    other = row_code(words.text + " ")
    if other and not code:
        return  # "B1 and F1: report of ..." says where advice is used
    if advice_kind(text) == AdviceKind.OTHER and not (code or full_date(text)):
        return
    into.evidence.append(made_evidence({"title": text, "date": text}, code, words))
    into.use(piece)


def _own_code(text: str) -> tuple[str, str]:
    code = row_code(text + " ")
    if code and code.id.startswith("K"):
        return code.id, text[code.starts :].strip()
    return "", text


def advice_cells(row: TableRow, into: Gathered) -> None:
    """Read a row of a table without heads: everything in it tells of one piece of advice."""
    texts = [cell.text.strip() for cell in row.cells if cell.text.strip()]
    everything = " ".join(texts)
    if len(everything.split()) < 2 or _NOT_ADVICE.match(everything):
        return
    code, _ = _own_code(everything)
    title = next((text for text in texts if len(text) > 4), everything)
    words = {"title": _own_code(title)[1], "role": everything, "date": everything}
    into.evidence.append(made_evidence(words, code, row.cells[0]))
    for cell in row.cells:
        into.use(cell)
