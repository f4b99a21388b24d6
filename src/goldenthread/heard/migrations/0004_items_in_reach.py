"""An item is its area's until it is published; anybody may say whether it helped."""

from django.db import migrations

from goldenthread.audit.rls import append_only, partnership_reach, protect_area


class Migration(migrations.Migration):
    dependencies = [("heard", "0003_you_said_we_did")]

    operations = [
        protect_area("heard_item", also="published_on IS NOT NULL"),
        protect_area("heard_ending", also="agreed_on IS NOT NULL"),
        migrations.RunSQL(
            "ALTER TABLE heard_confirmation ENABLE ROW LEVEL SECURITY;"
            "CREATE POLICY reach ON heard_confirmation FOR SELECT"
            f" USING ({partnership_reach()});"
            "CREATE POLICY add ON heard_confirmation FOR INSERT WITH CHECK (true);",
            "DROP POLICY reach ON heard_confirmation; DROP POLICY add ON heard_confirmation;"
            "ALTER TABLE heard_confirmation DISABLE ROW LEVEL SECURITY;",
        ),
        append_only("heard_confirmation"),
    ]
