"""The nightly list is reached as its children are; how long it was, by those in the area alone."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION, protect

TABLE = "contact_nightcheck"
RULE = "area_id = ANY((SELECT gt_areas())::integer[])"


class Migration(migrations.Migration):
    dependencies = [("contact", "0005_night_check_and_learning_acts")]

    operations = [
        protect("contact_silent"),
        migrations.RunSQL(
            f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY reach ON {TABLE} USING ({RULE}) WITH CHECK ({RULE});"
            f"REVOKE DELETE, TRUNCATE ON {TABLE} FROM {APPLICATION};",
            f"DROP POLICY reach ON {TABLE}; ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY;"
            f"GRANT DELETE ON {TABLE} TO {APPLICATION};",
        ),
    ]
