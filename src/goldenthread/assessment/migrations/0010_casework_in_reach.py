"""What casework keeps about a child under row-level security; decisions are never altered."""

from django.db import migrations

from goldenthread.audit.rls import append_only, protect

PROTECTED = (
    "assessment_decision",
    "assessment_lawfulreason",
    "assessment_lawfulreasonevent",
    "assessment_panelitem",
    "assessment_panelitemevent",
    "assessment_reasonchecked",
    "assessment_request",
    "assessment_requestevent",
    "assessment_silenceaccepted",
)
NEVER_ALTERED = ("assessment_decision", "assessment_reasonchecked", "assessment_silenceaccepted")


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0009_decisions_requests_panels_reasons"),
        ("audit", "0002_reach_and_append_only"),
        ("timeline", "0007_numbers_of_appeal_cases"),
    ]

    operations = [
        *(protect(name) for name in PROTECTED),
        *(append_only(name) for name in NEVER_ALTERED),
    ]
