"""Row-level security of complaints and short emails; neither is ever deleted."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION, protect

TABLES = (
    *("complaint", "complaintevent", "stage", "stageevent", "learning", "learningevent"),
    "postcard",
)


class Migration(migrations.Migration):
    dependencies = [("contact", "0003_complaints_and_postcards")]

    operations = [
        *(protect(f"contact_{table}") for table in TABLES),
        migrations.RunSQL(
            "REVOKE DELETE, TRUNCATE ON contact_complaint, contact_stage, contact_learning, "
            f"contact_postcard FROM {APPLICATION}",
            f"GRANT DELETE ON contact_complaint, contact_stage, contact_learning, contact_postcard "
            f"TO {APPLICATION}",
        ),
    ]
