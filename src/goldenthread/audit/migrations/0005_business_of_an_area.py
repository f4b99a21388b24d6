"""What the database knows of an area's own business, which is about no child (ADR 0081)."""

from django.db import migrations

from goldenthread.audit.rls import PARTNERSHIP


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_hold_a_look_back")]

    operations = [migrations.RunSQL(PARTNERSHIP, "DROP FUNCTION gt_partnership();")]
