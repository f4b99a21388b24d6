"""What was drawn up of an area is read by those who reach the area alone."""

from django.db import migrations

TABLE = "measures_draft"
RULE = "area_id = ANY((SELECT gt_areas())::integer[])"


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_draft_of_answers")]

    operations = [
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY reach ON {TABLE} USING ({RULE}) WITH CHECK ({RULE});",
            f"DROP POLICY reach ON {TABLE}; ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY;",
        ),
    ]
