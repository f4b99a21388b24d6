"""The few acts on ties that reach past the asker's own children, each as narrow as it can be.

An account administrator ends an appointment without seeing one child; emergency access reaches
a child of another area; and the watch for odd access counts what everybody opened. Each runs as
its owner, does only that, and gives back no words about a child.
"""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION, reach

CLOSE_TIES = """
CREATE FUNCTION access_close_ties(which_post bigint, last_day date)
RETURNS TABLE (tie_id bigint, area_id integer, child_id bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    UPDATE access_tie tie SET to_date = last_day
    WHERE tie.post_id = which_post AND (tie.to_date IS NULL OR tie.to_date > last_day)
    RETURNING tie.id, tie.area_id, tie.child_id
$$;
"""
# The successor starts on the leaver's last day: nobody's promise is without an owner for a night.
# Both posts must be in one organisation, so no child is handed to another body this way.
MOVE_TIES = """
CREATE FUNCTION access_move_ties(leaver bigint, successor bigint, on_day date)
RETURNS TABLE (area_id integer, child_id bigint, kind varchar)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF (SELECT count(DISTINCT organisation_id) FROM access_post WHERE id IN (leaver, successor)) <> 1
    THEN RAISE EXCEPTION 'ties move only inside one organisation'; END IF;
    RETURN QUERY
    WITH moving AS (
        SELECT tie.id, tie.area_id, tie.child_id, tie.kind, tie.from_date FROM access_tie tie
        WHERE tie.post_id = leaver AND tie.kind IN ('CASELOAD', 'ADVISER')
          AND (tie.to_date IS NULL OR tie.to_date >= on_day)
        FOR UPDATE
    ), closed AS (
        UPDATE access_tie tie SET to_date = on_day FROM moving WHERE tie.id = moving.id
    ), opened AS (
        INSERT INTO access_tie (area_id, child_id, kind, post_id, from_date)
        SELECT DISTINCT moving.area_id, moving.child_id, moving.kind, successor,
               greatest(moving.from_date, on_day)
        FROM moving WHERE NOT EXISTS (
            SELECT 1 FROM access_tie had WHERE had.post_id = successor
              AND had.child_id = moving.child_id AND had.kind = moving.kind
              AND had.to_date IS NULL)
    )
    SELECT DISTINCT moving.area_id, moving.child_id, moving.kind FROM moving;
END $$;
"""
# A sealed record answers exactly as no record does. The post must be the stated asker's own,
# of a role that may break glass, and held today.
BREAK_GLASS = """
CREATE FUNCTION access_break_glass(
    which_child bigint, which_post bigint, why_type varchar, why text,
    opened timestamptz, ends timestamptz, opened_day date, due date
) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
DECLARE
    asker bigint := nullif(current_setting('gt.user', true), '')::bigint;
    its_area integer;
    glass bigint;
    owners bigint[];
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM access_post post WHERE post.id = which_post AND post.user_id = asker
          AND post.role IN ('EHC_MANAGER', 'DSCO', 'DCO') AND post.from_date <= opened_day
          AND (post.to_date IS NULL OR post.to_date >= opened_day)
          AND (post.ends_at IS NULL OR post.ends_at > opened)
    ) OR ends > opened + interval '24 hours' OR length(btrim(why)) < 20 THEN
        RAISE EXCEPTION 'emergency access is not for this post';
    END IF;
    SELECT child.area_id INTO its_area FROM people_child child
    WHERE child.id = which_child AND NOT child.sealed;
    IF its_area IS NULL THEN RETURN NULL; END IF;
    INSERT INTO access_tie (area_id, child_id, kind, post_id, from_date, ends_at)
    VALUES (its_area, which_child, 'BROKEN_GLASS', which_post, opened_day, ends);
    INSERT INTO access_brokenglass (area_id, child_id, post_id, reason_type, reason, opened_at,
                                    ends_at, review_due_date, finding)
    VALUES (its_area, which_child, which_post, why_type, why, opened, ends, due, '')
    RETURNING id INTO glass;
    SELECT array_agg(DISTINCT tie.post_id) INTO owners FROM access_tie tie
    WHERE tie.child_id = which_child AND tie.kind = 'CASELOAD' AND tie.post_id IS NOT NULL
      AND tie.from_date <= opened_day AND (tie.to_date IS NULL OR tie.to_date >= opened_day);
    INSERT INTO access_alert (kind, area_id, user_id, post_id, child_id, raised_at, facts)
    SELECT 'GLASS_BROKEN', its_area, asker, which_post, which_child, opened,
           jsonb_build_object('glass', glass) || told.facts
    FROM (
        SELECT '{"for_role": "PRIVACY_OFFICER"}'::jsonb AS facts
        UNION ALL
        SELECT jsonb_build_object('for_post', owner) FROM unnest(owners) owner
        UNION ALL
        SELECT '{"for_role": "EHC_MANAGER"}'::jsonb WHERE owners IS NULL
    ) told;
    RETURN its_area;
END $$;
"""
# Counts by person, never a name or a content; the areas are those of the children concerned.
ODD_ACCESS = r"""
CREATE FUNCTION access_activity(since timestamptz, until timestamptz)
RETURNS TABLE (
    user_id bigint, post_id bigint, areas integer[], opened bigint, strangers bigint,
    exported bigint, own_name bigint[]
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    WITH looked AS (
        SELECT * FROM audit_auditrow looked
        WHERE looked.at > since AND looked.at <= until AND looked.user_id IS NOT NULL
    ), opening AS (
        SELECT DISTINCT looked.user_id, looked.child_id, looked.post_id FROM looked
        WHERE looked.outcome = 'allowed' AND looked.action IN ('read', 'write')
          AND looked.child_id IS NOT NULL
    ), named AS (
        SELECT opening.user_id, array_agg(DISTINCT opening.child_id) AS children
        FROM opening
        JOIN access_user person ON person.id = opening.user_id
        JOIN people_child child ON child.id = opening.child_id
        WHERE opening.post_id IS NOT NULL
          AND lower(child.surname) = lower(substring(person.name from '(\S+)\s*$'))
        GROUP BY opening.user_id
    ), placed AS (
        SELECT place.user_id, array_agg(DISTINCT place.area_id) AS areas FROM (
            SELECT looked.user_id, child.area_id FROM looked
            JOIN people_child child ON child.id = looked.child_id
            UNION
            SELECT looked.user_id, serves.localarea_id FROM looked
            JOIN access_post post ON post.id = looked.post_id
            JOIN organisations_organisation_areas serves
              ON serves.organisation_id = post.organisation_id
        ) place GROUP BY place.user_id
    ), counted AS (
        SELECT looked.user_id, max(looked.post_id) AS post_id,
               count(DISTINCT looked.child_id) FILTER (
                   WHERE looked.outcome = 'allowed' AND looked.action IN ('read', 'write')
               ) AS opened,
               count(DISTINCT looked.child_id) FILTER (WHERE looked.outcome = 'not-found')
                   AS strangers,
               coalesce(sum(looked.count) FILTER (WHERE looked.action = 'export'), 0)::bigint
                   AS exported
        FROM looked GROUP BY looked.user_id
    )
    SELECT counted.user_id, counted.post_id, coalesce(placed.areas, '{}'), counted.opened,
           counted.strangers, counted.exported, coalesce(named.children, '{}')
    FROM counted LEFT JOIN placed USING (user_id) LEFT JOIN named USING (user_id)
$$;
"""
SIGNATURES = {
    "access_close_ties(bigint, date)": CLOSE_TIES,
    "access_move_ties(bigint, bigint, date)": MOVE_TIES,
    "access_break_glass(bigint, bigint, varchar, text, timestamptz, timestamptz, date, date)": (
        BREAK_GLASS
    ),
    "access_activity(timestamptz, timestamptz)": ODD_ACCESS,
}
# An alert about somebody tied to no area at all is for every privacy officer to see.
UNPLACED_ALERTS = """
DROP POLICY reach ON access_alert;
CREATE POLICY reach ON access_alert
    USING (area_id = ANY((SELECT gt_areas())::integer[])
           OR (area_id IS NULL AND cardinality((SELECT gt_areas())) > 0))
    WITH CHECK (true);
"""
PLACED_ALERTS = """
DROP POLICY reach ON access_alert;
CREATE POLICY reach ON access_alert USING (area_id = ANY((SELECT gt_areas())::integer[]))
    WITH CHECK (true);
"""
# A refusal names no area, since a stranger's answer must not depend on one: those who reach the
# child see that it was tried.
REFUSALS_SEEN = f"""
DROP POLICY reach ON audit_auditrow;
CREATE POLICY reach ON audit_auditrow FOR SELECT TO {APPLICATION} USING ({reach()}
    OR (area_id IS NULL AND EXISTS (
        SELECT 1 FROM people_child child WHERE child.id = audit_auditrow.child_id)));
"""
REFUSALS_UNSEEN = f"""
DROP POLICY reach ON audit_auditrow;
CREATE POLICY reach ON audit_auditrow FOR SELECT TO {APPLICATION} USING ({reach()});
"""


def owned(signature: str, body: str) -> migrations.RunSQL:
    """Make one function of the owner's, for the application alone."""
    return migrations.RunSQL(
        f"{body} REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;"
        f"GRANT EXECUTE ON FUNCTION {signature} TO {APPLICATION};",
        f"DROP FUNCTION {signature};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0005_posts_end_by_the_moment"),
        ("people", "0002_row_level_security"),
        ("audit", "0003_find_rows_by_time"),
    ]

    operations = [
        *(owned(signature, body) for signature, body in SIGNATURES.items()),
        migrations.RunSQL(UNPLACED_ALERTS, PLACED_ALERTS),
        migrations.RunSQL(REFUSALS_SEEN, REFUSALS_UNSEEN),
    ]
