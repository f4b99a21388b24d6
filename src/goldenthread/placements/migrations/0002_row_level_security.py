"""These tables and their history under row-level security."""

from django.db import migrations

from goldenthread.audit.rls import protect

TABLES = (
    "placements_placement",
    "placements_placementevent",
)


class Migration(migrations.Migration):
    dependencies = [("placements", "0001_initial"), ("audit", "0002_reach_and_append_only")]

    operations = [protect(name) for name in TABLES]
