"""Read a plan from a file: .json, .docx or text .pdf. Plain Python, no Django, no database."""

from goldenthread.plans.reading.read import ReadFile, ReadReport, read_plan
from goldenthread.plans.reading.refusals import CannotRead

__all__ = ["CannotRead", "ReadFile", "ReadReport", "read_plan"]
