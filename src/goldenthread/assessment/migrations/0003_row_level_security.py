"""These tables and their history under row-level security."""

from django.db import migrations

from goldenthread.audit.rls import protect

TABLES = (
    "assessment_assessment",
    "assessment_assessmentevent",
)


class Migration(migrations.Migration):
    dependencies = [("assessment", "0002_initial"), ("audit", "0002_reach_and_append_only")]

    operations = [protect(name) for name in TABLES]
