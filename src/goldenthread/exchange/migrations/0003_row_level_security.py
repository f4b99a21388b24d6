"""What a load changed of a child is under row-level security; what it changed of a setting is not
about a child, and has no area."""

from django.db import migrations

from goldenthread.audit.rls import reach

RULE = f"area_id IS NULL OR {reach()}"


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0002_what_a_load_changed"),
        ("audit", "0002_reach_and_append_only"),
    ]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE exchange_loadchange ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY reach ON exchange_loadchange USING ({RULE}) WITH CHECK ({RULE});",
            "DROP POLICY reach ON exchange_loadchange;"
            "ALTER TABLE exchange_loadchange DISABLE ROW LEVEL SECURITY;",
        )
    ]
