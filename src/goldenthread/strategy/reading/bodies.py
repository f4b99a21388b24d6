"""Names of bodies: telling "A Council and B Board" (two) from "A and B Board" (one)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from goldenthread.strategy.reading.wordlist import words_in

# The word a body's name ends with. Without one, a name is not finished.
ENDS = words_in(
    "academies authority authorities bodies board boards borough ccg cic clinicians colleges "
    "commissioners committee companies company consortium council councils department "
    "departments employers executive forum group groups headteachers hospital hospitals icb "
    "icbs icp leaders limited ltd managers ombudsman organisation organisations parties "
    "partner partners partnership partnerships plc practices practitioners professionals "
    "provider providers school schools service services settings system team teams trust "
    "trusts"
)
_SEATS = re.compile(r"^(the )?(london borough|royal borough|city|county|borough) of \S+", re.I)
_PLACE = re.compile(r"[A-Z][\w-]+(?: (?:Council|Borough Council|City Council))?(?:$|,| and | & )")
_TAILS = re.compile(
    r"^(integrated )?(care )?(county |city |borough |metropolitan )*"
    r"(board|council|trust|partnership|authority|\(?icb\)?)\W*$",
    re.I,
)
_JOINTS = re.compile(
    r"\s*;\s*(?:and\s+)?|\s*,\s+(?:and\s+)?|\s+and\s+|\s+&\s+|\s*/\s*"
    # Two bodies under one another with no word between; "... Council NHS Trust" would be one.
    r"|(?<=[Cc]ouncil)\s+(?=NHS (?!(?:Foundation )?Trust\b)[A-Z])"
)


def split_bodies(parts: Iterable[str], known: Iterable[str] = ()) -> list[str]:
    """Split what is printed in a "responsible body" cell into single bodies, in order.

    :param parts: the cell's paragraphs, as broken on purpose in the cell
    :param known: names the report itself prints as one body elsewhere
    """
    names = {_key(name) for name in known}
    found: list[str] = []
    for part in _rejoined([part for part in map(_clean, parts) if part], names):
        found.extend(_split(part, names))
    return [each for each in map(_clean, found) if each]


def _rejoined(parts: list[str], known: set[str]) -> list[str]:
    """Put together again a name that a line break cut: "... Integrated Care" / "Board"."""
    whole: list[str] = []
    for part in parts:
        if whole and _cut(whole[-1], part, known):
            whole[-1] = f"{whole[-1]} {part}"
        else:
            whole.append(part)
    return whole


def _cut(before: str, part: str, known: set[str]) -> bool:
    """Say whether a name was cut between two lines, rather than ended."""
    if _TAILS.match(part):
        return True
    if re.search(r"\band$", before):
        return not is_whole(re.sub(r"\s+and$", "", before), known)
    runs_on = part[0].islower() or part[0] == "&" or re.search(r"(\b(of|the|NHS|for)|,|-)$", before)
    return bool(runs_on) and not is_whole(before, known)


def is_whole(name: str, known: Iterable[str] = ()) -> bool:
    """Say whether a name could stand as one whole body."""
    plain = re.sub(r"\s*\([^)]*\)\s*$", "", name).strip(" .,;")
    if _key(plain) in known:
        return True
    if _SEATS.match(plain) or re.search(r"\w+ for Children$", plain):
        return True
    words = plain.lower().split()
    return len(words) > 1 and words[-1] in ENDS


def _split(text: str, known: set[str]) -> list[str]:
    if _key(text) in known:
        return [text]
    for at in _seams(text, known):
        return [text[:at].strip(), *_split(text[at:].strip(), known)]
    joints = list(_JOINTS.finditer(text))
    printed = [joint for joint in joints if _key(text[: joint.start()]) in known]
    for joint in [*reversed(printed), *joints]:
        left, right = text[: joint.start()], text[joint.end() :]
        if left and right and _parts(left, joint.group(0), right, known):
            return [left, *_split(right, known)]
    return [text]


def _seams(text: str, known: set[str]) -> Iterable[int]:
    """Yield where two bodies that the report names elsewhere meet, with no word between."""
    for space in re.finditer(r"\s+", text):
        left, right = text[: space.start()], text[space.end() :]
        if not (left[-1:].isalnum() and right[:1].isalnum()):
            continue
        if _key(left) in known and is_whole(left) and _begins_known(right, known):
            yield space.end()


def _begins_known(text: str, known: set[str]) -> bool:
    key = _key(text)
    return any(key == name or key.startswith(f"{name} ") for name in known)


def _parts(left: str, joint: str, right: str, known: set[str]) -> bool:
    """Say whether two bodies meet at this joint. No body has "and NHS" inside its name."""
    if ";" in joint:
        return True
    if re.match(r"(the )?NHS \w", right):
        return _holds_body(right, known) or is_whole(left)
    if not is_whole(left, known) or ("," in joint and "and" not in joint and _TAILS.match(right)):
        return False
    if right.startswith("the "):
        return True
    if _SEATS.match(left) and _key(left) not in known and _PLACE.match(right):
        return False  # "London Borough of A and B": one seat with two places in its name
    return is_whole(left) and _holds_body(right, known)  # a bare place may be half a name


def _holds_body(text: str, known: set[str]) -> bool:
    if _SEATS.match(text) or _key(text) in known:
        return True
    return any(word.strip("().,;").lower() in ENDS for word in text.split())


def _key(name: str) -> str:
    name = re.sub(r"\s*\([^)]*\)\s*$", "", name)
    return " ".join(re.sub(r"[^\w\s&]", " ", name).lower().split())


def _clean(name: str) -> str:
    name = " ".join(name.split()).strip(" ;,")
    name = re.sub(r"^(and|&)\s+", "", name)
    if name.endswith(".") and not name.lower().endswith(("ltd.", "inc.")):
        name = name[:-1]
    return re.sub(r"\s+(and|&)$", "", name)
