"""A leaver whose last day is brought forward: the successor starts that day too.

Ties handed on at a day to come were left where they were when the leaver went sooner, so that a
successor who reaches children by tie alone had none of them in between.
"""

from django.db import migrations

BEGIN = """
CREATE OR REPLACE FUNCTION access_move_ties(leaver bigint, successor bigint, on_day date)
RETURNS TABLE (area_id integer, child_id bigint, kind varchar)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF (SELECT count(DISTINCT organisation_id) FROM access_post WHERE id IN (leaver, successor)) <> 1
    THEN RAISE EXCEPTION 'ties move only inside one organisation'; END IF;
"""
SOONER = """
    UPDATE access_tie later SET from_date = greatest(had.from_date, on_day)
    FROM access_tie had
    WHERE had.post_id = leaver AND had.kind IN ('CASELOAD', 'ADVISER')
      AND (had.to_date IS NULL OR had.to_date >= on_day)
      AND later.post_id = successor AND later.child_id = had.child_id AND later.kind = had.kind
      AND later.to_date IS NULL AND later.from_date > greatest(had.from_date, on_day);
"""
MOVE = """
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


class Migration(migrations.Migration):
    dependencies = [("access", "0008_one_emergency_at_a_time")]

    operations = [migrations.RunSQL(BEGIN + SOONER + MOVE, BEGIN + MOVE)]
