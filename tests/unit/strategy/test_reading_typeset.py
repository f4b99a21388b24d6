"""Layouts that a typesetter gives: heading rows on each page, turned pages, joint areas."""

from __future__ import annotations

import pytest
from tests.unit.strategy.typeset import (
    ACTIONS,
    IMPROVEMENTS,
    report,
    setting,
    turned,
    whole,
)

from goldenthread.strategy.reading.bodies import split_bodies
from goldenthread.strategy.reading.headings import heads_columns
from goldenthread.strategy.reading.reader import read_file

COUNCIL, BOARD = "Hollin Council", "NHS Ashdale and Wold Integrated Care Board"
BOTH = f"{COUNCIL} and {BOARD}"
THREE = (BOTH, BOARD, BOTH)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("typeset")


@pytest.fixture(scope="module")
def plain():
    return setting(report(bodies=THREE))


def read(folder, data, name="report.pdf"):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_file(path)


def findings(reading):
    return [(each.text, list(each.responsible_bodies)) for each in reading.priority_actions]


RIGHT = [
    (whole(ACTIONS[0]), [COUNCIL, BOARD]),
    (whole(ACTIONS[1]), [BOARD]),
    (whole(ACTIONS[2]), [COUNCIL, BOARD]),
]


class TestAHeadingRowOnEachPage:
    def test_is_no_running_head(self):
        assert heads_columns("Responsible body Areas for priority action")
        assert heads_columns("Local authority Integrated care board")
        assert not heads_columns("Area SEND inspection report: Hollin")

    def test_keeps_bodies_and_joins_a_row_that_the_page_end_cut(self, folder):
        many = tuple(
            (f"Area leaders must do thing {n}. {' '.join(['They should say how.'] * 9)}", ())
            for n in range(12)
        )
        cut = (("Leaders must act. This includes:", tuple(f"step {n}" for n in range(40))), *many)
        reading = read(folder, setting(report(bodies=(BOTH, BOARD) * 6 + (BOTH,), actions=cut)))
        assert [text for text, _ in findings(reading)] == [whole(item) for item in cut]
        assert [bodies for _, bodies in findings(reading)] == [
            [COUNCIL, BOARD],
            [BOARD],
        ] * 6 + [[COUNCIL, BOARD]]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_page_drawn_sideways_reads_like_one_drawn_upright(folder, plain, quarters):
    upright = read(folder, plain).as_json()
    sideways = read(folder, turned(plain, quarters)).as_json()
    for gone in ("priority_actions", "improvements", "strengths", "weaknesses", "places"):
        one, other = upright.pop(gone), sideways.pop(gone)
        if gone != "places":
            assert [each["text"] for each in one] == [each["text"] for each in other]
            assert other[0]["box"] == pytest.approx(one[0]["box"], abs=2)
    assert sideways == upright


def test_two_columns_of_prose_are_read_one_after_the_other(folder):
    reading = read(folder, setting(report(bodies=THREE, columns=2, push=1)))
    assert findings(reading) == RIGHT
    assert [each.text for each in reading.strengths] == [
        "One thing works well.",
        "Another does too.",
    ]
    assert [each.text for each in reading.improvements] == [whole(item) for item in IMPROVEMENTS]
    assert reading.inspection_end.isoformat() == "2025-07-04"


class TestAJointArea:
    def test_gives_both_councils_and_every_board(self, folder):
        boards = (BOARD, "NHS Fennside, Marlow and Berrow West Integrated Care Board", "NHS Dorn")
        reading = read(
            folder,
            setting(report(bodies=(f"{COUNCIL}\nIrk Council", BOARD, BOTH), boards=boards,
                           council=f"{COUNCIL}\nIrk Council")),
        )  # fmt: skip
        assert reading.local_authority == "Hollin Council and Irk Council"
        assert reading.integrated_care_boards == list(boards)
        assert reading.priority_actions[0].responsible_bodies == (COUNCIL, "Irk Council")

    def test_bodies_under_one_another_are_parted_by_names_known_from_elsewhere(self):
        text = ["City of Kelder Council Kelder and District Health and Care ICB"]
        known = ["City of Kelder Council", "Kelder and District Health and Care ICB"]
        assert split_bodies(text, known) == known
        assert split_bodies([f"{known[0]} / {known[1]}"], known) == known


def test_inspectors_labelled_before_their_names_all_belong_to_the_team(folder):
    team = (
        ("Lead inspector: Una Fable HMI", "Lead inspector: Mo Saga"),
        ("Team inspector: Rob Yarn", "Team inspector: Zed Epic"),
    )
    reading = read(folder, setting(report(bodies=THREE, team=team)))
    assert [(each.name, each.lead) for each in reading.inspection_team] == [
        ("Una Fable", True),
        ("Mo Saga", True),
        ("Rob Yarn", False),
        ("Zed Epic", False),
    ]


RUNNING = f"""Area SEND inspection of Hollin Local Area Partnership
Inspection dates: 3 to 7 July 2023
Inspection outcome
There are widespread and/or systemic failings.
Information about the local area partnership
Hollin Council and NHS Ashdale and Wold Integrated Care Board are jointly responsible for the
planning and commissioning of services.
What is the area partnership doing that is effective?
•

One thing works well.
•

Another does too.
Areas for priority action
Responsible body Areas for priority action
Hollin Council and NHS
Ashdale and Wold
Integrated Care Board
Area leaders must reduce waits. This includes:
• find who waits
• tell families why.
NHS Ashdale and Wold
Integrated Care Board
{ACTIONS[1][0]}
Local area partnership details
Local authority Integrated care board
Hollin Council NHS Ashdale and Wold Integrated
Care Board
Ann Invented, Director
Inspection team
Ofsted Care Quality Commission
Ida Example HMI, Ofsted Lead inspector Noor Invented, CQC lead inspector
"""


@pytest.fixture(scope="module")
def reading(folder):
    return read(folder, RUNNING, "copied.txt")


class TestTextCopiedOutOfAReport:
    def test_has_no_columns_and_is_read_in_turn(self, reading):
        assert findings(reading) == [
            (f"{ACTIONS[0][0]} find who waits tell families why.", [COUNCIL, BOARD]),
            (ACTIONS[1][0], [BOARD]),
        ]
        assert (reading.local_authority, reading.integrated_care_boards) == (COUNCIL, [BOARD])
        assert [each.name for each in reading.lead_inspectors] == ["Ida Example", "Noor Invented"]

    def test_joins_a_bullet_that_stands_alone_to_its_words(self, reading):
        assert [each.text for each in reading.strengths] == [
            "One thing works well.",
            "Another does too.",
        ]

    def test_says_that_a_person_should_look(self, reading):
        assert {each.field for each in reading.doubts} >= {"priority_actions", "local_authority"}

    def test_gives_no_body_where_cells_ran_into_one_another(self, folder):
        whole_name, cut = "Ashdale and Wold\nIntegrated Care", "Ashdale and\nLeaders. And so\n"
        muddled = RUNNING.replace(f"{whole_name} Board\nArea", f"{cut}Board\nArea")
        first = read(folder, muddled, "muddled.txt").priority_actions[0]
        assert first.responsible_bodies == ()
