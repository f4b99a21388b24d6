"""An area's own events and clocks, about no child, are also in reach of those who hold a post for
its plans and board and reach no child (ADR 0081)."""

from django.db import migrations

from goldenthread.audit.rls import partnership_reach, reach

BEFORE = reach()
AFTER = f"{BEFORE} OR (child_id IS NULL AND {partnership_reach()})"


def policy(table: str, rule: str) -> str:
    """Return the statement that gives a table's policy another rule."""
    return f"ALTER POLICY reach ON {table} USING ({rule}) WITH CHECK ({rule});"


TABLES = ("timeline_event", "timeline_clock")


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0005_cases_of_an_area"),
        ("audit", "0005_business_of_an_area"),
    ]

    operations = [
        migrations.RunSQL(
            "".join(policy(table, AFTER) for table in TABLES),
            "".join(policy(table, BEFORE) for table in TABLES),
        )
    ]
