"""Events can be added and read, no more; both tables are under row-level security."""

from django.db import migrations

from goldenthread.audit.rls import append_only, protect


class Migration(migrations.Migration):
    dependencies = [("timeline", "0001_initial"), ("audit", "0002_reach_and_append_only")]

    operations = [
        append_only("timeline_event"),
        protect("timeline_event"),
        protect("timeline_clock"),
    ]
