"""A telephone for codes, and each text, for their owner alone; counted and forgotten by nobody."""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION

RULE = "user_id = nullif(current_setting('gt.user', true), '')::bigint"
TABLES = ("contact_signinphone", "contact_signintext")
# These run as their owner, and give a number and nothing more.
COUNTS = f"""
CREATE FUNCTION contact_texts_from(whence varchar, since timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT count(*) FROM contact_signintext WHERE place = whence AND asked_at > since
$$;
CREATE FUNCTION contact_forget_texts(before timestamptz) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = public AS $$
    WITH gone AS (DELETE FROM contact_signintext WHERE asked_at < before RETURNING 1)
    SELECT count(*) FROM gone
$$;
REVOKE ALL ON FUNCTION contact_texts_from FROM PUBLIC;
REVOKE ALL ON FUNCTION contact_forget_texts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION contact_texts_from TO {APPLICATION};
GRANT EXECUTE ON FUNCTION contact_forget_texts TO {APPLICATION};
"""


def _owned(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY reach ON {table} USING ({RULE}) WITH CHECK ({RULE});",
        f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


class Migration(migrations.Migration):
    dependencies = [("contact", "0011_sign_in_phones")]

    operations = [
        *(_owned(table) for table in TABLES),
        migrations.RunSQL(
            COUNTS, "DROP FUNCTION contact_texts_from; DROP FUNCTION contact_forget_texts;"
        ),
    ]
