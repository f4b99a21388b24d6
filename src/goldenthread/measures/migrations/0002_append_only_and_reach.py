"""Kept figures and releases can be added and read, no more; true counts show only in one's areas."""

from django.db import migrations

from goldenthread.audit.rls import append_only

TABLE = "measures_reading"
RULE = "area_id = ANY((SELECT gt_areas())::integer[])"


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0001_readings_and_releases"),
        ("audit", "0002_reach_and_append_only"),
    ]

    operations = [
        append_only(TABLE),
        append_only("measures_release"),
        append_only("measures_decision"),
        append_only("measures_measurefigure"),
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY reach ON {TABLE} USING ({RULE}) WITH CHECK ({RULE});",
            f"DROP POLICY reach ON {TABLE}; ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY;",
        ),
    ]
