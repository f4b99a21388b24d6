"""A list's dates and an area's counts, each in one statement, with no reach opened to get them.

They run as their owner, since the figures of a list count children its team no longer reaches and
those who look over an area reach no child at all. Dates alone or numbers alone come back.
"""

from __future__ import annotations

from django.db import migrations

from goldenthread.audit.rls import APPLICATION

# Days since 1970, a list's in one text, so that thirty thousand are read in a few milliseconds.
DATES = """
CREATE FUNCTION waits_dates(asked bigint[])
RETURNS TABLE (service bigint, came text, gone text, unseen text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    WITH days AS (
        SELECT service_id, received_date AS came, coalesce(seen_date, left_date) AS gone,
               left_date IS NOT NULL AS unseen
        FROM waits_referral WHERE service_id = ANY(asked)
        UNION ALL
        SELECT service_id, referral_date, left_date, NOT seen
        FROM waits_pastwait WHERE service_id = ANY(asked)
    )
    SELECT service_id, string_agg((came - DATE '1970-01-01')::text, ' '),
           string_agg(coalesce(gone - DATE '1970-01-01', -2147483648)::text, ' '),
           string_agg(unseen::integer::text, ' ')
    FROM days GROUP BY service_id
$$;
"""
SUPPORT = """
CREATE FUNCTION waits_support(area integer, since date, today date)
RETURNS TABLE (waiting bigint, never bigint, offered bigint, contacts bigint, offers bigint,
               taken_up bigint, helped bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT waits.*, made.n, told.*
    FROM (
        SELECT count(*), count(*) FILTER (WHERE contacts = 0 AND received_date < today - 126),
               count(*) FILTER (WHERE offers > 0)
        FROM waits_referral
        WHERE area_id = area AND seen_date IS NULL AND ended_date IS NULL
    ) AS waits, (
        SELECT count(*) AS n FROM waits_supportcontact
        WHERE area_id = area AND reached AND contact_date BETWEEN since AND today
    ) AS made, (
        SELECT count(*), count(*) FILTER (WHERE offer.taken_up = 'YES'),
               count(*) FILTER (WHERE offer.helped = 'YES')
        FROM waits_supportoffer offer JOIN waits_supportcontact contact
            ON contact.id = offer.contact_id
        WHERE offer.area_id = area AND contact.contact_date BETWEEN since AND today
    ) AS told
$$;
"""
GROUPS = """
CREATE FUNCTION waits_groups(area integer, grouped text, before date, pathway_key text)
RETURNS TABLE (name text, waiting bigint, longer bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT CASE grouped WHEN 'home' THEN row.home WHEN 'decile' THEN row.decile::text
                        WHEN 'looked_after' THEN row.looked_after::text
                        WHEN 'sex' THEN child.sex WHEN 'ethnicity' THEN child.ethnicity END,
           count(*), count(*) FILTER (WHERE row.received_date < before)
    FROM waits_referral row
    JOIN people_child child ON child.id = row.child_id
    JOIN waits_service service ON service.id = row.service_id
    WHERE row.area_id = area AND row.seen_date IS NULL AND row.ended_date IS NULL
      AND pathway_key IN ('', service.pathway)
    GROUP BY 1
$$;
"""
FUNCTIONS = {
    "waits_dates(bigint[])": DATES,
    "waits_support(integer, date, date)": SUPPORT,
    "waits_groups(integer, text, date, text)": GROUPS,
}


class Migration(migrations.Migration):
    dependencies = [
        ("waits", "0001_lists"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            f"{made} REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;"
            f"GRANT EXECUTE ON FUNCTION {signature} TO {APPLICATION};",
            f"DROP FUNCTION {signature};",
        )
        for signature, made in FUNCTIONS.items()
    ]
