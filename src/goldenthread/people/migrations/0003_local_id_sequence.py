"""Numbers for new records, given out once whatever else happens at the same moment."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(
            f"CREATE SEQUENCE people_local_id;"
            f"GRANT USAGE, SELECT ON SEQUENCE people_local_id TO {APPLICATION};",
            "DROP SEQUENCE people_local_id;",
        )
    ]
