"""How much a post holds, for those who name an organisation's staff and see no child (S134)."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION

SIGNATURE = "timeline_held_by_posts(bigint[], integer[], text[], date)"
# Runs as its owner, since an administrator reaches neither promises nor ties. Numbers only come
# back, and only of posts in a body where the stated asker is appointed to name the staff.
HELD = """
CREATE FUNCTION timeline_held_by_posts(
    asked bigint[], areas integer[], working text[], on_day date
) RETURNS TABLE (post bigint, promises bigint, children bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    WITH theirs AS (
        SELECT post.id FROM access_post post
        WHERE post.id = ANY(asked) AND EXISTS (
            SELECT 1 FROM access_post mine
            WHERE mine.user_id = nullif(current_setting('gt.user', true), '')::bigint
              AND mine.organisation_id = post.organisation_id AND mine.role = 'ADMINISTRATOR')
    ), held AS (
        SELECT clock.owner_post_id::bigint AS post, clock.child_id, true AS promise
        FROM timeline_clock clock
        WHERE clock.area_id = ANY(areas) AND clock.owner_post_id IN (SELECT id FROM theirs)
          AND clock.known_to IS NULL AND clock.stopped IS NULL AND clock.superseded IS NULL
        UNION ALL
        SELECT tie.post_id, tie.child_id, false FROM access_tie tie
        WHERE tie.area_id = ANY(areas) AND tie.post_id IN (SELECT id FROM theirs)
          AND tie.kind = ANY(working) AND (tie.to_date IS NULL OR tie.to_date > on_day)
    )
    SELECT held.post, count(*) FILTER (WHERE held.promise), count(DISTINCT held.child_id)
    FROM held GROUP BY held.post
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("timeline", "0003_cover_worklist_and_overview"),
        ("access", "0009_successors_start_sooner"),
    ]

    operations = [
        migrations.RunSQL(
            f"{HELD} REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC;"
            f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {APPLICATION};",
            f"DROP FUNCTION {SIGNATURE};",
        )
    ]
