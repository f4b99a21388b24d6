"""Disagreements, their history and their steps under row-level security; steps never altered."""

from django.db import migrations

from goldenthread.audit.rls import append_only, protect

PROTECTED = (
    "redress_disagreement",
    "redress_disagreementevent",
    "redress_disagreementstep",
)


class Migration(migrations.Migration):
    dependencies = [("redress", "0001_initial"), ("audit", "0002_reach_and_append_only")]

    operations = [
        *(protect(name) for name in PROTECTED),
        append_only("redress_disagreementstep"),
    ]
