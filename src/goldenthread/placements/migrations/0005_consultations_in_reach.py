"""Consultations, named settings and their history under row-level security."""

from django.db import migrations

from goldenthread.audit.rls import protect

TABLES = (
    "placements_consultation",
    "placements_consultationevent",
    "placements_namedsetting",
    "placements_namedsettingevent",
)


class Migration(migrations.Migration):
    dependencies = [("placements", "0004_consultations"), ("audit", "0002_reach_and_append_only")]

    operations = [protect(name) for name in TABLES]
