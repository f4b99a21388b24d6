"""The sheet of what came and what did not, as a file: the same for both doors."""

from __future__ import annotations

import csv
import io
from datetime import date

from django.http import HttpResponse

from goldenthread.access.rules import NotFound
from goldenthread.documents.pdf import to_pdf
from goldenthread.people.models import Child
from goldenthread.people.queries import display_name, texts_naming_a_place
from goldenthread.plans.queries.delivery import Line, lines_of
from goldenthread.plans.rules.delivery_sheet import COLUMNS, Cell, SheetLine, document, rows

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # with these a spreadsheet runs a text (rule 42)
TYPES = {"pdf": "application/pdf", "csv": "text/csv; charset=utf-8"}


def sheet_file(child: Child, form: str, *, sees_places: bool, on: date) -> HttpResponse:
    """Return a reached child's sheet as PDF or CSV, to be kept. Four queries.

    Words that would tell a hidden place are left out for those who may not know it (rule 17).
    The file's name says nothing of the child.

    :raises NotFound: for any other form
    """
    if form not in TYPES:
        raise NotFound("No such file.")
    lines = _lines(child, sees_places, on)
    if form == "pdf":
        content = to_pdf(document(lines, name=display_name(child), drawn=on))
    else:
        content = _table(rows(lines)).encode()
    answer = HttpResponse(content, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="did-it-happen-{on}.{form}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _lines(child: Child, sees_places: bool, on: date) -> list[SheetLine]:
    found = lines_of(child, today=on)
    told = [] if sees_places else [_words(each) for each in found]
    naming = texts_naming_a_place(told, child, on=on) if told else frozenset()
    return [
        SheetLine(
            row=each.row,
            what="" if _words(each) in naming else each.what,
            how_often="" if _words(each) in naming else each.how_often,
            issued=each.issued_date,
            sheet=each.sheet,
            rhythm=each.rhythm,
            ended=each.ended_date,
            said=each.said,
        )
        for each in found
    ]


def _words(line: Line) -> str:
    return f"{line.what}\n{line.how_often}"


def _table(found: list[list[Cell]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_neutral(cell) for cell in row] for row in found)
    return out.getvalue()


def _neutral(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(DANGEROUS) else cell
