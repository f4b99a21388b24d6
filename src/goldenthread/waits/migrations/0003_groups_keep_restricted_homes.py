"""A child whose place is restricted counts under no home area (trust rules 13 and 14).

The home of a referral is kept as it was on the day of referral, which may be before the child's
place was restricted: in the comparison by home it could then stand as a group of one.
"""

from __future__ import annotations

from django.db import migrations

BY_HOME = """
CREATE OR REPLACE FUNCTION waits_groups(
    area integer, grouped text, before date, pathway_key text
) RETURNS TABLE (name text, waiting bigint, longer bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT CASE WHEN grouped IN ('home', 'decile') AND {hidden} THEN ''
                WHEN grouped = 'home' THEN row.home
                WHEN grouped = 'decile' THEN row.decile::text
                WHEN grouped = 'looked_after' THEN row.looked_after::text
                WHEN grouped = 'sex' THEN child.sex
                WHEN grouped = 'ethnicity' THEN child.ethnicity END,
           count(*), count(*) FILTER (WHERE row.received_date < before)
    FROM waits_referral row
    JOIN people_child child ON child.id = row.child_id
    JOIN waits_service service ON service.id = row.service_id
    WHERE row.area_id = area AND row.seen_date IS NULL AND row.ended_date IS NULL
      AND pathway_key IN ('', service.pathway)
    GROUP BY 1
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("waits", "0002_figures_in_one_statement")]

    operations = [
        migrations.RunSQL(
            BY_HOME.format(hidden="(child.location_restricted OR child.sealed)"),
            BY_HOME.format(hidden="false"),
        )
    ]
