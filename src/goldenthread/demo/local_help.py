"""An invented directory of local help, as a feed in the Open Referral UK shape, and pages to try.

The services, the people and the numbers to call are made up. Prices and waits are of the kind one
finds; none is taken from a real list. Telephone numbers are from the range kept for drama.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from uuid import UUID, uuid5

from goldenthread.directory.rules.needs import NEEDS, TAXONOMY

SPACE = UUID("6f0c2a52-3a5d-4f0e-9c39-5b9d1f6a7e10")
SOURCE = "demo-local-offer"

# name; who; what; needs; ages; pence or none; weeks or none; towns ("" is online); areas; days
SERVICES: tuple[tuple[Any, ...], ...] = (
    ("Sleep well sessions", "Peak Parents Together", "Three short talks on sleep.",
     "sleep parents", (2, 16), 0, 2, ("Chesterfield", "Ilkeston"), "", "TU"),
    ("Sleep line", "Peak Parents Together", "Talk to a sleep worker by phone.",
     "sleep", (1, 18), 0, 0, ("",), "", "MO,WE,FR"),
    ("Stay and chat", "Peak Parents Together", "A drop-in for parents. Bring your child or not.",
     "parents break", (0, 25), 0, 0, ("Matlock", "Buxton", "Chesterfield"), "Derbyshire", "TH"),
    ("City stay and chat", "Derwent Families", "A drop-in for parents in the city.",
     "parents break", (0, 25), 0, 0, ("Derby",), "Derby", "WE"),
    ("Talk time", "Derwent Families", "Play and talk for small children, with a talk worker there.",
     "talking", (0, 5), 0, 3, ("Derby", "Belper"), "", "MO"),
    ("Big feelings group", "Calm Corner", "Six weeks for children who find feelings hard.",
     "behaviour worry friends", (6, 11), 0, 6, ("Derby", "Long Eaton", "Chesterfield"), "", "SA"),
    ("Teen worry chat", "Calm Corner", "Text or talk with a youth worker.",
     "worry", (11, 18), 0, 1, ("",), "", "MO,TU,WE,TH,FR"),
    ("Quiet swim", "Amber Leisure", "The pool with low light and no music.",
     "senses moving break", (3, 18), 250, 0, ("Ripley", "Derby"), "", "SU"),
    ("Low noise cinema", "Amber Leisure", "Films with the sound down and the lights up.",
     "senses break", (3, 25), 400, 0, ("Derby", "Chesterfield"), "", "1SU"),
    ("Food and fussy eaters", "Good Plate", "How to help a child who eats few things.",
     "eating", (2, 12), 0, 4, ("",), "", "TH"),
    ("Toilet help line", "Good Plate", "Ask how to help with toilet training.",
     "toilet", (3, 14), 0, 0, ("",), "", "TU,TH"),
    ("Learning at home kit", "Derwent Families", "A box of games for reading and sums, on loan.",
     "learning attention", (4, 11), 0, 2, ("Derby",), "", "FR"),
    ("Homework club", "Amber Leisure", "A calm room, and someone to help.",
     "learning school attention", (8, 16), 0, 1, ("Ripley", "Swadlincote"), "Derbyshire", "TU,TH"),
    ("School talk help", "Side by Side Advice", "We go with you when you talk to school.",
     "school", (3, 25), 0, 2, ("", "Derby", "Chesterfield"), "", "MO,TU,WE,TH,FR"),
    ("Money and forms", "Side by Side Advice", "Help with DLA, carers' pay and forms.",
     "money", (0, 25), 0, 3, ("", "Derby", "Chesterfield"), "", "MO,TU,WE,TH,FR"),
    ("Chair and seat loan", "Steady Support", "Loan of a small chair or a seat while you wait.",
     "moving", (2, 18), 0, 2, ("Derby", "Chesterfield"), "", "WE"),
    ("Hands and fingers club", "Steady Support", "Games that build hand skills.",
     "moving learning", (4, 10), 150, 4, ("Ilkeston", "Glossop"), "Derbyshire", "SA"),
    ("Sign with us", "Steady Support", "Learn signs with your child.",
     "hearing talking", (0, 11), 0, 3, ("Derby", ""), "", "SA"),
    ("Touch and sound play", "Steady Support", "Play for children who see or hear little.",
     "seeing hearing senses", (0, 12), 0, 5, ("Derby",), "", "FR"),
    ("Saturday break club", "Amber Leisure", "Four hours of play, and a break for you.",
     "break friends", (5, 17), 800, 10, ("Chesterfield", "Derby"), "", "SA"),
    ("Friends group", "Calm Corner", "A small group to play and make friends.",
     "friends talking", (7, 13), 0, 8, ("Buxton", "Derby"), "", "WE"),
    ("Next steps at 16", "Side by Side Advice", "College, work and living on your own.",
     "growing-up school", (14, 25), 0, 2, ("", "Chesterfield"), "", "TU"),
    ("Sensory room", "Derwent Families", "Book an hour in a soft, dark room.",
     "senses", (0, 18), 300, 1, ("Derby",), "", "MO,TU,WE,TH,FR,SA"),
    ("After the report", "Calm Corner", "A course for families who have a report in hand.",
     "parents behaviour", (3, 18), 0, None, ("Derby",), "", "TH"),
)  # fmt: skip
NEEDS_A_DIAGNOSIS = frozenset({"After the report"})

TRY_PAGES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("sleep", "Make bedtime calm", (
        "Turn off all screens an hour before bed.",
        "Do the same three things each night, in the same order.",
        "Keep the room cool and dark.",
        "If your child gets up, take them back with few words.",
    )),
    ("behaviour", "When it all gets too much", (
        "Use few words. Speak low and slow.",
        "Make space. Move other children away.",
        "Wait. Talk about it later, when all is calm.",
        "Note what came just before. Look for a pattern.",
    )),
    ("worry", "Help a child who worries", (
        "Draw the worry, or give it a name.",
        "Set ten minutes a day as worry time.",
        "Breathe in for four, and out for six.",
        "Praise each small brave step.",
    )),
    ("talking", "Help your child talk", (
        "Get down to their level.",
        "Say what they do, in short words.",
        "Wait ten seconds for them to try.",
        "Add one word to what they say.",
    )),
    ("moving", "Sit well at home", (
        "Feet flat on the floor or on a box.",
        "Table as high as the elbows.",
        "Change how they sit each half hour.",
        "Tell the team if a seat hurts or leaves a mark.",
    )),
)  # fmt: skip


def _key(*parts: object) -> str:
    return str(uuid5(SPACE, "/".join(map(str, parts))))


def feed() -> dict[str, Any]:
    """Return the invented directory as a page of a feed."""
    contents = [_service(number, *one) for number, one in enumerate(SERVICES, start=1)]
    return {
        "total_items": len(contents),
        "total_pages": 1,
        "page_number": 1,
        "size": len(contents),
        "first_page": True,
        "last_page": True,
        "empty": False,
        "contents": contents,
    }


def _service(
    number: int,
    name: str,
    body: str,
    what: str,
    needs: str,
    ages: tuple[int, int],
    pence: int | None,
    weeks: int | None,
    towns: tuple[str, ...],
    area: str,
    days: str,
) -> dict[str, Any]:
    key = _key("service", name)
    return {
        "id": key,
        "name": name,
        "description": what,
        "status": "active",
        "email": "hello@help.example",
        "minimum_age": ages[0],
        "maximum_age": ages[1],
        "assured_date": f"2026-{number % 9 + 1:02}-12",
        "organization": {"id": _key("body", body), "name": body, "description": "Invented"},
        "contacts": [{"id": _key(key, "phone"), "phones": [{"number": f"01632 960{number:03}"}]}],
        "service_areas": [{"id": _key(key, "area"), "name": area}] if area else [],
        "attributes": [
            {
                "id": _key(key, need),
                "taxonomy_term": {
                    "code": need,
                    "name": NEEDS[need].words,
                    "taxonomy_detail": {"name": TAXONOMY},
                },
            }
            for need in needs.split()
        ],
        "schedules": [
            {
                "id": _key(key, "times"),
                "freq": "MONTHLY" if days[0].isdigit() else "WEEKLY",
                "byday": days,
                "opens_at": "10:00",
                "closes_at": "12:30" if number % 2 else "16:00",
            }
        ],
        "cost_options": [] if pence is None else [
            {"id": _key(key, "cost"), "option": "" if pence == 0 else "Each time",
             "amount": pence / 100}
        ],
        "service_at_locations": [_place(key, town) for town in towns],
        "local": {
            "wait_weeks": weeks,
            "how_to_ask": "Call or email. You do not need a letter.",
            "diagnosis_needed": name in NEEDS_A_DIAGNOSIS,
        },
    }  # fmt: skip


def _place(key: str, town: str) -> dict[str, Any]:
    if not town:
        online = {"id": _key("online"), "location_type": "virtual", "name": "Online or by phone"}
        return {"id": _key(key, "online"), "location": online}
    return {
        "id": _key(key, town),
        "location": {
            "id": _key("hall", town),
            "location_type": "physical",
            "name": f"{town} Community Hall",
            "addresses": [
                {"address_1": "1 Example Street", "city": town, "postal_code": "DE0 0AA"}
            ],
        },
    }


@cache
def offers_for(needs: tuple[str, ...], area: int) -> tuple[UUID, ...]:
    """What a family of an area could be offered for these needs, none asking for a diagnosis."""
    name = {830: "Derbyshire", 831: "Derby"}.get(area)
    return tuple(
        UUID(_key("service", one[0]))
        for one in SERVICES
        if one[0] not in NEEDS_A_DIAGNOSIS
        and one[8] in ("", name)
        and set(one[3].split()) & set(needs)
    )
