"""Anybody may answer; only an area's own staff count; what was written is for named readers."""

from django.db import migrations

from goldenthread.audit.rls import append_only, protect

OWN_AREA = "area_id = ANY((SELECT gt_areas())::integer[])"
NAMED = f"""{OWN_AREA} AND EXISTS (
    SELECT FROM heard_reader r WHERE r.area_id = heard_remark.area_id AND r.to_date IS NULL
    AND r.user_id::text = current_setting('gt.user', true))"""


def open_to_add(table: str, seen: str) -> migrations.RunSQL:
    """Let anybody add a row, and only some see it: those who answer need not be known to us."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY reach ON {table} FOR SELECT USING ({seen});"
        f"CREATE POLICY add ON {table} FOR INSERT WITH CHECK (true);",
        f"DROP POLICY reach ON {table}; DROP POLICY add ON {table};"
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("heard", "0001_what_families_answered"),
        ("audit", "0005_business_of_an_area"),
    ]

    operations = [
        protect("heard_asked"),
        open_to_add("heard_answer", OWN_AREA),
        open_to_add("heard_remark", NAMED),
        migrations.RunSQL(
            "ALTER TABLE heard_judged ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY reach ON heard_judged USING ({OWN_AREA}) WITH CHECK ({OWN_AREA});",
            "DROP POLICY reach ON heard_judged;"
            "ALTER TABLE heard_judged DISABLE ROW LEVEL SECURITY;",
        ),
        *(append_only(f"heard_{name}") for name in ("answer", "remark", "judged")),
    ]
