"""A number for each decision that can be appealed, whichever package sends it."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION


class Migration(migrations.Migration):
    dependencies = [("timeline", "0006_business_of_an_area")]

    operations = [
        migrations.RunSQL(
            f"CREATE SEQUENCE timeline_appeal_case START WITH 10000000000;"
            f"GRANT USAGE, SELECT ON SEQUENCE timeline_appeal_case TO {APPLICATION};",
            "DROP SEQUENCE timeline_appeal_case;",
        )
    ]
