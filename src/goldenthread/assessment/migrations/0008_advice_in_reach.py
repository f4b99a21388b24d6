"""Advice, forecasts and their history under row-level security; steps are added to only."""

from django.db import migrations

from goldenthread.audit.rls import append_only, protect

TABLES = (
    "assessment_advicerequest",
    "assessment_advicerequestevent",
    "assessment_advicestatementrow",
    "assessment_advicestatementrowevent",
    "assessment_advicedraft",
    "assessment_advicestep",
    "assessment_advicefile",
    "assessment_socialcarerecord",
    "assessment_socialcarerecordevent",
    "assessment_forecast",
)


class Migration(migrations.Migration):
    dependencies = [
        ("assessment", "0007_advice_and_forecasts"),
        ("audit", "0002_reach_and_append_only"),
    ]

    operations = [*(protect(name) for name in TABLES), append_only("assessment_advicestep")]
