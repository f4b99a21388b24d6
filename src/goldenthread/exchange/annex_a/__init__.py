"""The child-level lists an area SEND inspection asks for ("Annex A"). Plain Python.

List 1 holds every child and young person with an EHC plan, list 2 those on SEN support. Read a
workbook with `read_lists`, look at its `faults` and `figures_of` it, write one with
`write_lists`. Nothing here looks at the clock: the day of the request is always given.
"""

from goldenthread.exchange.annex_a.checks import compare_with_sen2
from goldenthread.exchange.annex_a.columns import LIST_1, LIST_2, Column, columns_of
from goldenthread.exchange.annex_a.figures import figures_of, not_checked
from goldenthread.exchange.annex_a.lists import Lists, read_lists
from goldenthread.exchange.annex_a.records import Fault, Record, Row
from goldenthread.exchange.annex_a.workbook import WorkbookRefused
from goldenthread.exchange.annex_a.writing import write_lists

__all__ = [
    "LIST_1",
    "LIST_2",
    "Column",
    "Fault",
    "Lists",
    "Record",
    "Row",
    "WorkbookRefused",
    "columns_of",
    "compare_with_sen2",
    "figures_of",
    "not_checked",
    "read_lists",
    "write_lists",
]
