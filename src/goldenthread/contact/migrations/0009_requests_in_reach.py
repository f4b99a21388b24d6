"""Row-level security of requests for information; none is ever deleted."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION, protect

TABLE = "contact_informationrequest"


class Migration(migrations.Migration):
    dependencies = [("contact", "0008_requests_for_information")]

    operations = [
        protect(TABLE),
        protect(f"{TABLE}event"),
        migrations.RunSQL(
            f"REVOKE DELETE, TRUNCATE ON {TABLE} FROM {APPLICATION}",
            f"GRANT DELETE ON {TABLE} TO {APPLICATION}",
        ),
    ]
