"""The pieces of the reader, one at a time."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from goldenthread.strategy import reading
from goldenthread.strategy.reading.bodies import split_bodies
from goldenthread.strategy.reading.dates import read_length, read_number, read_period
from goldenthread.strategy.reading.geometry import Box, Line, Word
from goldenthread.strategy.reading.people import CQC, OFSTED, read_inspector
from goldenthread.strategy.reading.prose import Mender
from goldenthread.strategy.reading.sections import heading
from goldenthread.strategy.reading.source import LINE_HYPHEN
from goldenthread.strategy.reading.themes import theme_names, themes_of


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("20 to 24 May 2024", date(2024, 5, 20), date(2024, 5, 24)),
        ("23 September to 27 September 2024", date(2024, 9, 23), date(2024, 9, 27)),
        ("30 September 2024 to 4 October 2024", date(2024, 9, 30), date(2024, 10, 4)),
        ("28 December to 2 January 2025", date(2024, 12, 28), date(2025, 1, 2)),
        ("3–7 March 2025", date(2025, 3, 3), date(2025, 3, 7)),
        ("Monday 3 March to Friday 7 March 2025", date(2025, 3, 3), date(2025, 3, 7)),
        ("3rd to 7th March, 2025", date(2025, 3, 3), date(2025, 3, 7)),
        ("3 to 7 Sept 2025", date(2025, 9, 3), date(2025, 9, 7)),
        ("on 6 October 2021", date(2021, 10, 6), date(2021, 10, 6)),
    ],
)
def test_a_printed_period(text, start, end):
    found = read_period(text)
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize(
    "text",
    ["", "None", "May 2024", "31 April to 2 May 2024", "9 May to 5 May 2024",
     "1 to 5 Brumaire 2024",
     "3 March 2023 to 7 March 2025"],
)  # fmt: skip
def test_no_period_is_made_out_of_a_misprint(text):
    assert read_period(text) is None


@pytest.mark.parametrize(
    ("sentence", "unit", "length"),
    [
        ("carried out within approximately 18 months.", "month", 18),
        ("carried out within eighteen months.", "month", 18),
        ("will be within five years.", "year", 5),
        ("within approximately two years", "month", 24),
        ("within 36 months", "year", 3),
        ("within 18 months", "year", None),
        ("within a few years", "year", None),
        ("in due course", "year", None),
    ],
)
def test_a_length_of_time(sentence, unit, length):
    assert read_length(sentence, unit=unit) == length


def test_number_words():
    assert [read_number(word) for word in ("5", "Five", "twelve", "many")] == [5, 5, 12, None]


@pytest.mark.parametrize(
    ("printed", "bodies"),
    [
        (
            ["Ambleford County Council and NHS Amble and Ford Integrated Care Board"],
            ["Ambleford County Council", "NHS Amble and Ford Integrated Care Board"],
        ),
        (["NHS Amble and Ford ICB"], ["NHS Amble and Ford ICB"]),
        (["NHS Amble, Ford and Moor ICB."], ["NHS Amble, Ford and Moor ICB"]),
        (["NHS Amble and Ford, Care Board"], ["NHS Amble and Ford, Care Board"]),
        (
            ["Amble, Bree and Combe Council, NHS Dale ICB, and school and college leaders"],
            ["Amble, Bree and Combe Council", "NHS Dale ICB", "school and college leaders"],
        ),
        (
            ["Amble Council", "Amble Children’s Help", "NHS Ford and Moor ICB"],
            ["Amble Council", "Amble Children’s Help", "NHS Ford and Moor ICB"],
        ),
        (
            ["Amble Council, Amble Children’s Help and NHS Ford and Moor ICB"],
            ["Amble Council", "Amble Children’s Help", "NHS Ford and Moor ICB"],
        ),
        (
            ["The London Borough of Amble and NHS Ford ICB"],
            ["The London Borough of Amble", "NHS Ford ICB"],
        ),
        (
            ["Amble County Council and", "NHS Amble and Ford Integrated Care", "Board"],
            ["Amble County Council", "NHS Amble and Ford Integrated Care Board"],
        ),
        (["Amble Council; NHS Ford ICB"], ["Amble Council", "NHS Ford ICB"]),
        (["Amble and NHS Ford and Moor ICB"], ["Amble", "NHS Ford and Moor ICB"]),
        (["Achieving for Children and Amble Council"], ["Achieving for Children", "Amble Council"]),
        (
            ["London Borough of Amble and Bree Council and NHS Ford ICB"],
            ["London Borough of Amble and Bree Council", "NHS Ford ICB"],
        ),
        (
            ["NHS Ford ICB and London Borough of Amble"],
            ["NHS Ford ICB", "London Borough of Amble"],
        ),
        (["Local authority and care board"], ["Local authority", "care board"]),
        (["Amble Council, NHS England"], ["Amble Council", "NHS England"]),
        (["Amble Council NHS Ford and Moor ICB"], ["Amble Council", "NHS Ford and Moor ICB"]),
        (["Amble Hospitals NHS Foundation Trust"], ["Amble Hospitals NHS Foundation Trust"]),
        ([""], []),
    ],
)  # fmt: skip
def test_bodies_are_split_as_printed(printed, bodies):
    assert split_bodies(printed) == bodies


def test_a_name_the_report_prints_as_one_body_is_never_split():
    name = "Amble Council and Ford Council"
    assert split_bodies([name]) == ["Amble Council", "Ford Council"]
    assert split_bodies([name], known=[name]) == [name]


def test_a_council_called_by_its_place_does_not_cut_a_board_in_two():
    assert split_bodies(["Amble and Fordshire ICB"], known=["Amble"]) == ["Amble and Fordshire ICB"]


@pytest.mark.parametrize(
    ("entry", "name", "organisation", "lead"),
    [
        ("Ida Example HMI, Ofsted Lead inspector", "Ida Example", OFSTED, True),
        ("Dr Noor Invented, CQC lead inspector", "Noor Invented", CQC, True),
        ("Bo Notreal-Person, CQC inspector", "Bo Notreal-Person", CQC, False),
        ("Sol O’Madeup (HMI)", "Sol O’Madeup", OFSTED, False),
        ("Ola van der Fable Ofsted Inspector", "Ola van der Fable", OFSTED, False),
        ("Lead inspector: Ida Example, HMI", "Ida Example", OFSTED, True),
    ],
)
def test_an_inspector(entry, name, organisation, lead):
    found = read_inspector(entry)
    assert (found.name, found.organisation, found.lead) == (name, organisation, lead)


@pytest.mark.parametrize("entry", ["lead inspector", "Ida, HMI", "Ida Example", "", "CQC"])
def test_no_inspector_is_made_up(entry):
    assert read_inspector(entry or " ") is None


def lines(*texts):
    """Make lines whose last letter may be a hyphen at the line's end."""
    made = []
    for row, text in enumerate(texts):
        words = [
            Word(word, Box(10 * i, 12 * row, 10 * i + 9, 12 * row + 10), 10.0, False)
            for i, word in enumerate(text.split())
        ]
        made.append(Line(tuple(words), 1))
    return made


@pytest.mark.parametrize(
    ("printed", "mended"),
    [
        (("the ser~", "vices for families", "some services"), "services"),
        (("a high~", "quality plan", "a high-quality plan"), "high-quality"),
        (("a well~", "run team", "chil~", "dren and fami~", "lies"), "well-run"),
        (("some chil~", "dren and fami~", "lies here"), "children and families"),
        (("the open~", "ended list"), "open-ended"),
    ],
)
def test_words_cut_at_a_line_end_are_mended(printed, mended):
    cut = lines(*(text.replace("~", LINE_HYPHEN) for text in printed))
    assert mended in Mender(cut).join(cut)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Areas for priority action", "priority"),
        ("Areas for improvement", "improvement"),
        ("Area for improvement:", "improvement"),
        ("What is the local area partnership doing that is effective?", "strengths"),
        ("What does the local area partnership need to do better?", "weaknesses"),
        ("Inspection team", "team"),
        ("areas for priority action.", None),
        ("Areas for priority action.", None),
        ("These are areas for improvement that leaders know.", None),
    ],
)
def test_headings(text, part):
    assert heading(text) == part


def test_themes_are_named_by_words_kept_as_data():
    found = themes_of("Leaders should cut the waiting times for speech and language therapy.")
    assert found == ("waiting-times", "therapies")
    assert themes_of("Nothing of the kind.") == ()
    assert len(theme_names()) == 25


def test_no_area_is_named_in_the_reader():
    """The reader knows layouts, not places: no local authority's name is in its code."""
    source = Path(reading.__file__).parent
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(source.glob("*.*")))
    named = [name for name in AREAS if re.search(rf"\b{name}\b", code, re.IGNORECASE)]
    assert named == []


# Every upper-tier and unitary authority whose name is not also an English word on its own.
AREAS = """Barking|Barnet|Barnsley|Bedford|Bexley|Birmingham|Blackburn|Blackpool|Bolton|
Bournemouth|Bracknell|Bradford|Brent|Brighton|Bristol|Bromley|Buckinghamshire|Calderdale|
Cambridgeshire|Camden|Cheshire|Cornwall|Coventry|Croydon|Cumberland|Darlington|Derby|
Derbyshire|Devon|Doncaster|Dorset|Dudley|Durham|Ealing|Enfield|Essex|Gateshead|
Gloucestershire|Greenwich|Hackney|Halton|Hammersmith|Hampshire|Haringey|Harrow|Hartlepool|
Havering|Herefordshire|Hertfordshire|Hillingdon|Hounslow|Islington|Kensington|Kingston|
Kirklees|Knowsley|Lambeth|Lancashire|Leeds|Leicester|Leicestershire|Lewisham|Lincolnshire|
Liverpool|Luton|Manchester|Medway|Merton|Middlesbrough|Newcastle|Newham|Norfolk|
Northamptonshire|Northumberland|Nottingham|Nottinghamshire|Oldham|Oxfordshire|Peterborough|
Plymouth|Portsmouth|Redbridge|Redcar|Richmond|Rochdale|Rotherham|Rutland|Salford|Sandwell|
Sefton|Sheffield|Shropshire|Slough|Solihull|Somerset|Southampton|Southend|Southwark|
Staffordshire|Stockport|Stockton|Stoke|Suffolk|Sunderland|Surrey|Sutton|Swindon|Tameside|
Telford|Thurrock|Torbay|Trafford|Wakefield|Walsall|Wandsworth|Warrington|Warwickshire|
Westminster|Wigan|Wiltshire|Windsor|Wirral|Wokingham|Wolverhampton|Worcestershire|
Yorkshire""".replace("\n", "").split("|")
