"""Posts and ties are read together, with the moment each tie closes: the banner of emergency
access asks nothing more of the database. The reading before stays for the release before."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION

# Runs as its owner: a person's ties must be read before their reach can be stated. Which roles
# reach by tie is the policy's to say, and comes in as an argument.
HELD = f"""
CREATE FUNCTION access_held_now(
    who bigint, on_day date, at_moment timestamptz, tied_roles text[]
) RETURNS TABLE (
    post_id bigint, role varchar, organisation_id bigint, organisation varchar,
    area_ids integer[], child_id bigint, kind varchar, ends_at timestamptz
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    WITH held AS (
        SELECT post.id, post.role, post.organisation_id, body.name, post.from_date,
               ARRAY(SELECT served.localarea_id FROM organisations_organisation_areas served
                     WHERE served.organisation_id = body.id) AS area_ids
        FROM access_post post JOIN organisations_organisation body ON body.id = post.organisation_id
        WHERE post.user_id = who AND post.from_date <= on_day
          AND (post.to_date IS NULL OR post.to_date >= on_day)
          AND (post.ends_at IS NULL OR post.ends_at > at_moment)
    ), tied AS (
        SELECT tie.child_id, tie.kind, tie.ends_at FROM access_tie tie
        WHERE (tie.user_id = who
               OR tie.post_id IN (SELECT id FROM held
                                  WHERE held.role = ANY(tied_roles) OR tie.kind = 'BROKEN_GLASS')
               OR tie.organisation_id IN (SELECT held.organisation_id FROM held
                                          WHERE held.role = ANY(tied_roles)))
          AND tie.from_date <= on_day
          AND (tie.to_date IS NULL OR tie.to_date >= on_day)
          AND (tie.ends_at IS NULL OR tie.ends_at > at_moment)
    )
    SELECT * FROM (
        SELECT held.id, held.role, held.organisation_id, held.name, held.area_ids,
               NULL::bigint, NULL::varchar, NULL::timestamptz
        FROM held ORDER BY held.from_date, held.id
    ) posts
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, tied.child_id, tied.kind, tied.ends_at FROM tied
$$;
REVOKE ALL ON FUNCTION access_held_now FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access_held_now TO {APPLICATION};
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_successors_start_sooner")]

    operations = [migrations.RunSQL(HELD, "DROP FUNCTION access_held_now;")]
