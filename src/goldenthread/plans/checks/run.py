"""Run the checks over one plan."""

from __future__ import annotations

from datetime import date

from goldenthread.plans.checks import (  # noqa: F401 - importing them is what adds the checks
    attendance,
    freshness,
    health,
    identity,
    lawful,
    names,
    specific,
    thread,
    voice,
)
from goldenthread.plans.checks.case import CaseFacts
from goldenthread.plans.checks.hits import CannotCheck, Hit
from goldenthread.plans.checks.look import Look
from goldenthread.plans.checks.registry import Check, Finding, NotChecked, Report, joined
from goldenthread.plans.checks.stock import Stock
from goldenthread.plans.checks.understood import weighed
from goldenthread.plans.content import Plan

CHECKS: dict[str, Check] = joined()


def check_plan(
    plan: Plan, as_of: date, case: CaseFacts | None = None, stock: Stock | None = None
) -> Report:
    """Check one plan on a day. Pure: the same plan, day, case and stock give the same report.

    What could not be checked, because the plan or the case does not say, is listed with why.
    """
    look = Look(plan, as_of, case, stock)
    findings: list[Finding] = []
    skipped: list[NotChecked] = []
    for rule in CHECKS.values():
        if not rule.applies_on(as_of):
            continue
        try:
            told = weighed(rule.id, dict.fromkeys(rule.look(look)), look)
        except CannotCheck as missing:
            skipped.append(NotChecked(rule.id, str(missing)))
            continue
        findings += [_finding(rule, hit) for hit in told.hits]
        if told.untold:
            skipped.append(NotChecked(rule.id, told.untold))
    return Report(tuple(findings), tuple(skipped))


def _finding(rule: Check, hit: Hit) -> Finding:
    return Finding(
        check=rule.id,
        severity=(hit.severity or rule.severity).value,
        section=hit.section,
        quote=hit.quote,
        why=hit.why or rule.sentence,
        fix=hit.fix or rule.fix,
    )
