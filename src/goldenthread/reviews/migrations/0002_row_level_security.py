"""These tables and their history under row-level security."""

from django.db import migrations

from goldenthread.audit.rls import protect

TABLES = (
    "reviews_review",
    "reviews_reviewevent",
    "reviews_phasetransfer",
    "reviews_phasetransferevent",
)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0001_initial"), ("audit", "0002_reach_and_append_only")]

    operations = [protect(name) for name in TABLES]
