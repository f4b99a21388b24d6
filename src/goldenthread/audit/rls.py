"""Row-level security, the second line behind the policy function (trust rule 6).

A transaction states which areas and which children its asker may reach; with nothing stated, a
child-owned table shows no rows to the application's role. The owner (migrations, rebuilds of the
demo) is not bound: the policies are never forced.
"""

from __future__ import annotations

from django.db.migrations.operations import RunSQL

APPLICATION, SEALER = "goldenthread_app", "goldenthread_sealer"

FUNCTIONS = """
CREATE OR REPLACE FUNCTION gt_areas() RETURNS integer[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('gt.areas', true), ''), '{}')::integer[] $$;
CREATE OR REPLACE FUNCTION gt_children() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('gt.children', true), ''), '{}')::bigint[] $$;
"""


def reach(child: str = "child_id", area: str = "area_id") -> str:
    """Return the SQL that says whether the stated asker may reach a row."""
    return (
        f"{area} = ANY((SELECT gt_areas())::integer[]) "
        f"OR {child} = ANY((SELECT gt_children())::bigint[])"
    )


def protect(table: str, child: str = "child_id", area: str = "area_id") -> RunSQL:
    """Return the migration step that puts a child-owned table under row-level security."""
    rule = reach(child, area)
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY reach ON {table} USING ({rule}) WITH CHECK ({rule});",
        f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def append_only(table: str) -> RunSQL:
    """Return the migration step that lets the application add to a table and read it, no more.

    The trigger binds every role but the owner, whatever is granted by mistake later.
    """
    name = f"{table}_append_only"
    return RunSQL(
        f"""
        REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APPLICATION};
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF pg_has_role(current_user, (SELECT tableowner FROM pg_tables
                           WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME),
                           'MEMBER') THEN
                RETURN coalesce(NEW, OLD);
            END IF;
            RAISE EXCEPTION '{table} is append-only';
        END $$;
        CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {table}; DROP FUNCTION {name}();"
        f"GRANT UPDATE, DELETE ON {table} TO {APPLICATION};",
    )


PARTNERSHIP = """
CREATE OR REPLACE FUNCTION gt_partnership() RETURNS integer[] LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT coalesce(nullif(current_setting('gt.partnership', true), ''), '{}')::integer[] $$;
"""


def partnership_reach(area: str = "area_id") -> str:
    """Return the SQL that says whether an area's own business, about no child, is in reach."""
    return f"{area} = ANY((SELECT gt_partnership())::integer[])"


def protect_area(table: str, area: str = "area_id", also: str = "") -> RunSQL:
    """Return the migration step that opens a table about no child to its own areas only.

    `also` is SQL that opens further rows, such as those published to everybody, to be read.
    """
    rule = partnership_reach(area)
    seen = f"{rule} OR {also}" if also else rule
    return RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY reach ON {table} USING ({seen}) WITH CHECK ({rule});",
        f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )
