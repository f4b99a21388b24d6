"""Ties and emergency access under row-level security; who is tied to whom, read before it."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION, protect

# Runs as its owner: a person's ties must be read before their reach can be stated.
HELD_TIES = f"""
CREATE FUNCTION access_held_ties(
    who bigint, their_posts bigint[], their_bodies bigint[], on_day date, at_moment timestamptz
) RETURNS TABLE (child_id bigint, kind varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT tie.child_id, tie.kind FROM access_tie tie
    WHERE (tie.user_id = who OR tie.post_id = ANY(their_posts)
           OR tie.organisation_id = ANY(their_bodies))
      AND tie.from_date <= on_day
      AND (tie.to_date IS NULL OR tie.to_date >= on_day)
      AND (tie.ends_at IS NULL OR tie.ends_at > at_moment)
$$;
REVOKE ALL ON FUNCTION access_held_ties FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_held_ties TO {APPLICATION};
"""
ALERT_REACH = """
ALTER TABLE access_alert ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON access_alert USING (area_id = ANY((SELECT gt_areas())::integer[]))
    WITH CHECK (true);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0003_initial"), ("audit", "0002_reach_and_append_only")]

    operations = [
        protect("access_tie"),
        protect("access_tieevent"),
        protect("access_brokenglass"),
        migrations.RunSQL(
            ALERT_REACH,
            "DROP POLICY reach ON access_alert; ALTER TABLE access_alert DISABLE ROW LEVEL SECURITY;",
        ),
        migrations.RunSQL(HELD_TIES, "DROP FUNCTION access_held_ties;"),
    ]
