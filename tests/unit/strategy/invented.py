"""Invented inspection reports in hard layouts. Every place, body and person is invented."""

from __future__ import annotations

from tests.unit.strategy.paper import Paper, cell

OUTCOMES = {
    1: (
        "The local area partnership’s arrangements typically lead to positive experiences and "
        "outcomes for children. The next full area SEND inspection will be within five years."
    ),
    2: (
        "The local area partnership’s arrangements lead to inconsistent experiences and outcomes. "
        "The next full area SEND inspection will be within approximately three years."
    ),
    3: (
        "There are widespread and/or systemic failings. A monitoring inspection will be carried "
        "out within approximately 18 months. The next full reinspection will be within "
        "approximately 3 years. As a result, HMCI requires the local area partnership to prepare "
        "and submit a priority action plan (area SEND)."
    ),
}
STRENGTHS = (
    "Invented strength one: families know the name of the person who answers them.",
    "Invented strength two: teachers are trained, and say that the training helps.",
)
WEAKNESSES = (
    "Invented weakness one: plans are late and parents are not told why.",
    "Invented weakness two: chairs arrive after the child has grown.",
    "Invented weakness three: nobody counts how many children are out of school.",
)
COUNCIL = "Ambleford City Council"
BOARD = "NHS Amble and Fordshire Integrated Care Board"
TEAM = (
    ("Ofsted", "Care Quality Commission"),
    ("Ida Example HMI, Ofsted Lead inspector", "Noor Invented, CQC lead inspector"),
    ("Sol Madeup, Ofsted HMI", "Bo Notreal-Person, CQC inspector"),
)
BODY, ACTION = 150.0, 330.0  # widths of the two columns, in points


def start(
    *,
    outcome=3,
    title=("Area SEND inspection of Ambleford Local", "Area Partnership"),
    dates="Inspection dates: 29 April to 3 May 2024",
    before="Dates of previous inspection: 28 February to 4 March 2022",
    **how,
):
    """Begin a report: page one, then strengths and weaknesses."""
    paper = Paper(**how)
    for line in title:
        paper.line(line, size=16)
    for line in (dates, before):
        if line:
            paper.line(line)
    paper.heading("Inspection outcome")
    paper.para(OUTCOMES[outcome])
    paper.heading("Information about the local area partnership")
    paper.para(
        f"{COUNCIL} and {BOARD} are jointly responsible for the planning and commissioning of "
        "services for children and young people with SEND in Ambleford."
    )
    paper.heading("What is the area partnership doing that is effective?")
    for text in STRENGTHS:
        paper.bullet(text)
    paper.heading("What does the area partnership need to do better?")
    for text in WEAKNESSES:
        paper.bullet(text)
    return paper


def actions(paper, rows, *, head=True):
    """Draw the areas for priority action: rows of (bodies, what), each a tuple of parts."""
    paper.heading("Areas for priority action")
    drawn = [[_one("Responsible body"), _one("Areas for priority action")]] if head else []
    drawn += [[cell(*bodies, width=BODY), cell(*what, width=ACTION)] for bodies, what in rows]
    paper.table(drawn, (BODY, ACTION))


def improvements(paper, rows, *, head=True):
    """Draw the areas for improvement: each row a tuple of parts."""
    paper.heading("Areas for improvement")
    drawn = [[_one("Areas for improvement")]] if head else []
    drawn += [[cell(*row, width=BODY + ACTION)] for row in rows]
    paper.table(drawn, (BODY + ACTION,))


def finish(paper, *, council=COUNCIL, boards=(BOARD,), team=TEAM):
    """End a report: the partnership's details and the inspection team."""
    paper.new_page()
    paper.heading("Local area partnership details")
    half = (BODY + ACTION) / 2
    paper.table(
        [
            [_one("Local authority"), _one("Integrated care board")],
            [cell(council, width=half), cell(*boards, width=half)],
            [_one("Ann Invented, director"), _one("Cy Invented, chief executive")],
        ],
        (half, half),
    )
    paper.heading("Information about this inspection")
    paper.para("This inspection is invented, and so is everyone in it.")
    paper.heading("Inspection team")
    for left, right in team:
        paper.at(57 + half, paper.y, right)
        paper.line(left)
    return paper


def _one(text):
    return [(0, text)]
