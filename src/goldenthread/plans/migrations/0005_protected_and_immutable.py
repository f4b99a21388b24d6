"""The tables of writing under row-level security; what is issued or reasoned, never edited."""

from django.db import migrations

from goldenthread.audit.rls import append_only, protect

WRITING = (
    *("plandraft", "draftsection", "draftsource", "draftcomment", "adviserquestion"),
    "passageanswer",
)
KEPT = (
    *("override", "healthagreed", "easyreadapproval", "issuedneed", "issuedprovision"),
    "issuedfigures",
)
TABLES = (
    *(f"plans_{name}" for name in WRITING),
    *(f"plans_{name}event" for name in WRITING),
    "plans_unsaved",
    *(f"plans_{name}" for name in KEPT),
)
# A version with content or a file is what the family was sent: superseded, never edited. One
# known only from a file of figures may be said better by a later file.
IMMUTABLE = """
CREATE FUNCTION plans_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_has_role(current_user, (SELECT tableowner FROM pg_tables
                   WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME), 'MEMBER')
       OR (OLD.content IS NULL AND OLD.file_id IS NULL) THEN
        RETURN coalesce(NEW, OLD);
    END IF;
    RAISE EXCEPTION 'an issued version of a plan is superseded, never edited';
END $$;
CREATE TRIGGER plans_version_stays BEFORE UPDATE OR DELETE ON plans_planversion
    FOR EACH ROW EXECUTE FUNCTION plans_version_stays();
"""
UNDONE = """
DROP TRIGGER plans_version_stays ON plans_planversion;
DROP FUNCTION plans_version_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_writing_together"), ("audit", "0002_reach_and_append_only")]

    operations = [
        *(protect(name) for name in TABLES),
        *(append_only(f"plans_{name}") for name in KEPT),
        migrations.RunSQL(IMMUTABLE, UNDONE),
    ]
