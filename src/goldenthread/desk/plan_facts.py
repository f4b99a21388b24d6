"""What the case record knows beside a plan: handed to the plan desk's gate and notes.

The plan lies below the rooms that know these things and never reaches up for them, so the setting
`PLAN_FACTS` names this function. What nobody here knows is left out, and the checks that need it
say that they were not made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection

from goldenthread.people.models import Child
from goldenthread.placements.rules.consulting import Answer
from goldenthread.plans.checks.case import SettingReply, Wait
from goldenthread.waits.rules.pathways import pathway
from goldenthread.waits.rules.stages import ON_LIST

# The waits of a child that run, the settings consulted, and why one was named: one statement,
# since a page of the plan desk may ask the database twelve times in all.
FACTS = """
SELECT
  (SELECT json_agg(r) FROM (
     SELECT s.pathway, w.received_date AS since FROM waits_referral w
     JOIN waits_service s ON s.id = w.service_id
     WHERE w.area_id = %(area)s AND w.child_id = %(child)s AND w.stage = ANY(%(running)s)
       AND w.seen_date IS NULL AND w.left_date IS NULL AND w.ended_date IS NULL
     ORDER BY w.received_date, w.id) r),
  (SELECT json_agg(r) FROM (
     SELECT o.name AS setting, c.answer, (
       SELECT n.reasons FROM placements_namedsetting n
       WHERE n.area_id = c.area_id AND n.child_id = c.child_id AND n.setting_id = c.setting_id
       ORDER BY n.named_date DESC, n.id DESC LIMIT 1) AS reasons
     FROM placements_consultation c JOIN organisations_setting o ON o.id = c.setting_id
     WHERE c.area_id = %(area)s AND c.child_id = %(child)s ORDER BY c.sent_date, c.id) r)
"""


def case_facts(child: Child, on: date) -> dict[str, Any]:
    """Return the facts of a child already reached, as `CaseFacts` names them. One query."""
    values: dict[str, Any] = {"area": child.area_id, "child": child.pk, "running": sorted(ON_LIST)}
    with connection.cursor() as cursor:
        cursor.execute(FACTS, values)
        waits, asked = (_rows(each) for each in cursor.fetchone())
    return {
        "waits": tuple(_wait(each) for each in waits if each["since"] <= on.isoformat()),
        "consulted_settings": tuple(dict.fromkeys(each["setting"] for each in asked)),
        "setting_replies": replies(asked),
    }


def _rows(value: Any) -> list[dict[str, Any]]:
    return (json.loads(value) if isinstance(value, str) else value) or []


def _wait(each: Mapping[str, Any]) -> Wait:
    return Wait(service=pathway(each["pathway"]).name, since=date.fromisoformat(each["since"]))


def replies(asked: Iterable[Mapping[str, Any]]) -> tuple[SettingReply, ...]:
    """Return what each setting answered, and why the council names it all the same."""
    return tuple(
        SettingReply(
            setting=each["setting"],
            can_meet_need=each["answer"] == Answer.YES,
            council_reasoning=each["reasons"] or "",
        )
        for each in asked
        if each["answer"]
    )
