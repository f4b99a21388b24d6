"""What the scans find and what they spare: trust rules 19, 20 and 40, counted.

Every person, number and address is made up here; a hundred are planted, in every way that a page
writes them, and a hundred are found. Clean papers of the same make are stopped in at most two of
a hundred.
"""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from tests.unit.documents.pdf_tags import text_of

from goldenthread.documents.content import Document, Paragraph
from goldenthread.documents.pdf import to_pdf
from goldenthread.letters.rules.scans import (
    KnownChild,
    Place,
    days_in,
    location_in,
    marks_in,
    names_child,
)
from goldenthread.people.rules import nhs_number_is_valid, upn_check_letter

FIRST = (
    *("Amara", "Leo", "Zoë", "Sam", "Priya", "Jean-Luc", "Anne Marie", "Siân", "Mohammed", "Ola"),
    *("Grace", "Tom", "Iris", "Noor", "Kai", "Ruby", "Eli", "May", "Ade", "Wren"),
)
LAST = (
    *("Okafor", "Smith", "O'Brien", "Nguyen", "Clarke-Jones", "Invented", "Patel", "De Souza"),
    *("Brown", "Green", "West", "Hill", "March", "Young", "Khan", "Novak", "Reid", "Stone"),
)
WORDS = (
    "The school says that he settles when an adult sits beside him and shows the first step",
    "Dr Ade saw the child at the clinic and asks for help with eating at lunch time",
    "Ms Bell of the school wrote that reading has come on since the spring of last year",
    "The family hopes for a place near home and a plan that says who does what",
    "Green and Brown groups take turns; in March the West wing is closed for a Young reader day",
)


def nhs_number(chance: random.Random) -> str:
    while True:
        nine = "".join(str(chance.randrange(10)) for _ in range(9))
        found = next((n for n in (nine + str(d) for d in range(10)) if nhs_number_is_valid(n)), "")
        if found:
            return found


def upn(chance: random.Random) -> str:
    rest = "830" + "".join(str(chance.randrange(10)) for _ in range(9))
    return upn_check_letter(rest) + rest


def children(many: int, seed: int) -> list[KnownChild]:
    chance = random.Random(seed)
    return [
        KnownChild(
            upn=upn(chance),
            nhs_number=nhs_number(chance),
            local_id=f"830-{number:07d}",
            forenames=(chance.choice(FIRST), ""),
            surname=chance.choice(LAST),
            birth_date=date(2005, 1, 1) + timedelta(days=chance.randrange(6900)),
        )
        for number in range(many)
    ]


AREA = children(12_000, seed=1)
BY_BIRTH: dict[date, list[KnownChild]] = {}
for _each in AREA:
    BY_BIRTH.setdefault(_each.birth_date, []).append(_each)
BY_NUMBER = {number: each for each in AREA for number in (each.upn, each.nhs_number, each.local_id)}


def found_in(text: str, own: KnownChild) -> frozenset[str]:
    """Look a text through as the query does: by number and birth date, all but the child's own."""
    marks = marks_in(text)
    numbers = marks.upns | marks.nhs_numbers | marks.plan_numbers
    others = [BY_NUMBER[each] for each in numbers if each in BY_NUMBER]
    others += [each for day in marks.days for each in BY_BIRTH.get(day, [])]
    return frozenset(
        kind
        for each in others
        if each is not own
        for kind in names_child(text, marks, each, own_birth_date=own.birth_date)
    )


def page(chance: random.Random, own: KnownChild) -> str:
    """Return a page of papers about one child, as clean as it should be."""
    lines = chance.sample(WORDS, 4)
    told = own.birth_date
    seen = date(2025, 1, 1) + timedelta(days=chance.randrange(600))
    lines += [
        f"{own.forenames[0]} {own.surname}, born {told:%d/%m/%Y}, UPN {own.upn}.",
        f"Seen on {seen.day} {seen:%B %Y} by Dr {chance.choice(FIRST)} {chance.choice(LAST)}.",
        f"Call 01632 {chance.randrange(100000, 999999)}, reference {chance.randrange(10**6)}.",
        f"{chance.choice(FIRST)} and {chance.choice(FIRST)} from class are friends.",
    ]
    chance.shuffle(lines)
    return "\n".join(lines)


def named(child: KnownChild, how: int) -> str:
    """Write one child into a page in one of ten ways."""
    first, last, born = child.forenames[0], child.surname, child.birth_date
    assert born is not None
    upper = f"{last.upper()}, {first}"
    number = child.nhs_number
    return (
        f"Name: {first} {last} DOB: {born:%d/%m/%Y}",
        f"{upper} (born {born.day} {born:%B %Y})",
        f"{first} {last}, d.o.b. {born:%d.%m.%y}",
        f"UPN: {child.upn}",
        f"NHS number {number[:3]} {number[3:6]} {number[6:]}",
        f"NHS no. {number[:3]}-{number[3:6]}-{number[6:]}",
        f"Plan number {child.local_id}",
        f"{first} Rose {last} was born on {born:%B} {born.day}, {born.year}",
        f"{last} {first} {born.isoformat()}",
        f"upn {child.upn.lower()[:4]} {child.upn.lower()[4:]}",
    )[how % 10]


def test_another_child_is_found_a_hundred_times_of_a_hundred():
    chance = random.Random(40)
    missed = []
    for turn in range(100):
        own, other = chance.sample(AREA, 2)
        pages = [page(chance, own) for _ in range(3)]
        pages.insert(chance.randrange(4), f"{chance.choice(WORDS)}\n{named(other, turn)}")
        if not found_in("\n".join(pages), own):
            missed.append((turn % 10, named(other, turn)))
    assert missed == []


def test_and_in_the_words_of_a_drawn_pdf():
    chance = random.Random(41)
    for turn in range(20):
        own, other = chance.sample(AREA, 2)
        blocks = (Paragraph(words=page(chance, own)), Paragraph(words=named(other, turn)))
        drawn = to_pdf(Document(title="Papers", blocks=blocks))
        assert found_in(text_of(drawn), own), named(other, turn)


def test_clean_papers_are_stopped_in_at_most_two_of_a_hundred():
    chance = random.Random(42)
    stopped = 0
    for _ in range(300):
        own = chance.choice(AREA)
        stopped += bool(found_in("\n".join(page(chance, own) for _ in range(4)), own))
    assert stopped <= 6


def test_where_the_child_is_is_found_a_hundred_times_of_a_hundred_and_no_clean_copy_is_held():
    chance = random.Random(20)
    missed = held = 0
    for turn in range(100):
        number, street = chance.randrange(1, 300), f"{chance.choice(LAST)} {chance.choice(LAST)}"
        postcode = f"DE{chance.randrange(1, 99)} {chance.randrange(1, 9)}AB"
        phone = f"01632 {chance.randrange(100000, 999999)}"
        places = [
            Place(value=f"{number} {street} Road\nLongtown\n{postcode}"),
            Place(value=phone),
            Place(value="kit.invented@example.invalid"),
            Place(value="Larkfield Academy", hidden=turn % 2 == 0),
        ]
        ways = (
            f"visit {number} {street} Road",
            f"at {number}, {street.upper()}  ROAD.",
            f"({postcode})",
            postcode.replace(" ", "").lower(),
            f"call {phone.replace(' ', '')}",
            f"+44 {phone[1:5]} {phone[6:]}",
            "write to kit.invented@example.invalid",
            "at Larkfield   Academy from May",
        )
        clean = f"{chance.choice(WORDS)}. We wrote from Longtown Hall."
        missed += not location_in(f"{clean} {ways[turn % 8]}", places)
        held += bool(location_in(clean, places))
    assert (missed, held) == (0, 0)


def test_any_postcode_or_phone_holds_where_a_place_is_hidden_but_the_services_own():
    hidden = [Place(value="9 Secret Row", hidden=True)]
    assert location_in("Come to DE22 1ZZ.", hidden) == {"postcode"}
    assert location_in("Ring 01632 960123.", hidden) == {"phone number"}
    service = "Advice service, DE22 1ZZ, 01632 960123"
    assert location_in(f"{service}.", hidden, services=(service,)) == frozenset()
    assert location_in("The town is Secret Rowton.", hidden) == frozenset()
    assert location_in("She is at 9 secret row", hidden) == {"address"}


def test_a_place_in_plain_gives_its_house_and_postcode_away_and_not_its_town():
    place = [Place(value="14 Elm Walk, Chesterfield, DE45 1AA")]
    assert location_in("The office in Chesterfield is open.", place) == frozenset()
    assert location_in("14 Elm Walk", place) == {"address"}
    assert location_in("de451aa", place) == {"postcode"}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 May 2016", {date(2016, 5, 3)}),
        ("3rd of May, 2016", {date(2016, 5, 3)}),
        ("May 3, 2016", {date(2016, 5, 3)}),
        ("03/05/2016 and 3.5.16", {date(2016, 5, 3)}),
        ("2016-05-03", {date(2016, 5, 3)}),
        ("31/02/2016", set()),
        ("1/2/3", set()),
        ("12 Sept 2011", {date(2011, 9, 12)}),
    ],
)
def test_days_are_read_however_they_are_written(text, days):
    assert set(days_in(text)) == days


def test_a_short_number_of_a_councils_means_nobody():
    child = KnownChild(
        upn="", nhs_number="", local_id="12", forenames=("A", ""), surname="B", birth_date=None
    )
    assert names_child("room 12", marks_in("room 12"), child) == frozenset()


def test_a_child_born_on_the_same_day_is_named_only_beside_that_day():
    born = date(2015, 2, 3)
    twin = KnownChild(
        upn="", nhs_number="", local_id="", forenames=("Zoe", ""), surname="Hill", birth_date=born
    )
    far = "Kai Hill, born 3 February 2015. " + "He likes trains. " * 10
    for text, hit in ((f"{far} Zoe Hill, 3/2/2015", True), (f"{far} Dr Zoe Hill wrote.", False)):
        found = names_child(text, marks_in(text), twin, own_birth_date=born)
        assert bool(found) is hit
        assert names_child(text, marks_in(text), twin)


def test_a_name_alone_or_a_day_alone_is_nobody():
    child = KnownChild(
        upn="",
        nhs_number="",
        local_id="",
        forenames=("Zoe", "Zo"),
        surname="O'Brien",
        birth_date=date(2015, 2, 3),
    )
    for text, hit in (
        ("Zoe O'Brien came.", False),
        ("It was on 3 February 2015.", False),
        ("Zoe O’Brien, 3 February 2015", True),
        ("Zo OBrien, 3/2/15", True),
        ("Zoey O'Brien, 3 February 2015", False),
        ("Zoe, and later Mr O'Brien of the school, 3 February 2015", False),
    ):
        assert bool(names_child(text, marks_in(text), child)) is hit, text
