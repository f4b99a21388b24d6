"""The functions row-level security reads, and an audit trail that can only grow."""

from django.db import migrations

from goldenthread.audit import rls

GRANTS = f"""
GRANT USAGE ON SCHEMA public TO {rls.APPLICATION}, {rls.SEALER};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {rls.APPLICATION};
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {rls.APPLICATION};
ALTER DEFAULT PRIVILEGES IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {rls.APPLICATION};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {rls.APPLICATION};
"""
ONLY_SEALER_SEALS = f"""
REVOKE INSERT, UPDATE, DELETE ON audit_seal FROM {rls.APPLICATION};
GRANT SELECT ON audit_auditrow, audit_seal TO {rls.SEALER};
GRANT INSERT ON audit_seal TO {rls.SEALER};
GRANT USAGE, SELECT ON SEQUENCE audit_seal_id_seq TO {rls.SEALER};
"""
# Reading is bound to the stated asker's reach or their own rows; adding never is, since a refusal
# is written after the asker's reach has gone. The sealer reads every row, and no other table.
AUDIT_REACH = f"""
ALTER TABLE audit_auditrow ENABLE ROW LEVEL SECURITY;
CREATE POLICY reach ON audit_auditrow FOR SELECT TO {rls.APPLICATION} USING ({rls.reach()});
CREATE POLICY add ON audit_auditrow FOR INSERT TO {rls.APPLICATION} WITH CHECK (true);
CREATE POLICY seal ON audit_auditrow FOR SELECT TO {rls.SEALER} USING (true);
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(rls.FUNCTIONS, "DROP FUNCTION gt_areas(); DROP FUNCTION gt_children();"),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(ONLY_SEALER_SEALS, migrations.RunSQL.noop),
        migrations.RunSQL(
            AUDIT_REACH,
            "DROP POLICY reach ON audit_auditrow; DROP POLICY add ON audit_auditrow;"
            "DROP POLICY seal ON audit_auditrow;"
            "ALTER TABLE audit_auditrow DISABLE ROW LEVEL SECURITY;",
        ),
        rls.append_only("audit_auditrow"),
        rls.append_only("audit_seal"),
    ]
