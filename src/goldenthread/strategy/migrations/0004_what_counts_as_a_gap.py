"""What counts as a gap is a setting of each area: dated, owned, and never altered."""

import django.db.models.deletion
from django.db import migrations, models

from goldenthread.audit.rls import append_only, protect_area

TABLE = "strategy_commissioningterms"


class Migration(migrations.Migration):
    dependencies = [("strategy", "0003_what_is_commissioned")]

    operations = [
        migrations.CreateModel(
            name="CommissioningTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_date", models.DateField()),
                ("long_wait", models.DecimalField(decimal_places=1, max_digits=4)),
                ("growth", models.DecimalField(decimal_places=1, max_digits=4)),
                ("bodies", models.JSONField()),
                ("reason", models.TextField()),
                ("set_at", models.DateTimeField()),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisations.localarea",
                    ),
                ),
                (
                    "set_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="access.post",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("area", "from_date"), name="terms_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("growth__gte", 1),
                            ("growth__lte", 100),
                            ("long_wait__gte", 1),
                            ("long_wait__lte", 100),
                        ),
                        name="terms_are_percents",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="terms_have_a_reason",
                    ),
                ],
            },
        ),
        protect_area(TABLE),
        append_only(TABLE),
    ]
