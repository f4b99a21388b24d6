"""A sampled child is under row-level security, and what was done in a room is never altered."""

from django.db import migrations

from goldenthread.audit.rls import append_only, protect


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0006_evidence_rooms"),
        ("audit", "0002_reach_and_append_only"),
    ]

    operations = [
        protect("exchange_sampledchild"),
        append_only("exchange_evidenceact"),
    ]
