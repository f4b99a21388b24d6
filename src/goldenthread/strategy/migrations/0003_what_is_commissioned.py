"""A decision may be about what is commissioned for a need, and is then looked at again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0014_days_away'),
        ('organisations', '0002_history_by_statement'),
        ('strategy', '0002_reach_and_what_is_fixed'),
    ]

    operations = [
        migrations.AddField(
            model_name='decision',
            name='need',
            field=models.CharField(blank=True, db_default='', max_length=4),
        ),
        migrations.AddField(
            model_name='decision',
            name='review_date',
            field=models.DateField(null=True),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('need', ''), ('review_date__gt', models.F('made_date')), _connector='OR'), name='decision_need_reviewed'),
        ),
    ]
