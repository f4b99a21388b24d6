"""Row-level security, and the promise that what a letter says is never altered (trust rule 51).

Once written, a letter and its copies keep their words, reader and key. A date is said once. Nothing
of them is removed. The triggers bind every role but the owner, as `append_only` does.
"""

from django.db import migrations

from goldenthread.audit.rls import APPLICATION, protect

TABLES = ("letter", "lettercopy", "handover", "hold")
HISTORIES = ("letterevent", "handoverevent", "holdevent")
# What may change, and only from nothing to something.
ONCE = {
    "letter": ("sent_date", "superseded_by_id"),
    "lettercopy": ("served_date", "seen_at"),
    "hold": ("settled_at", "settled_by_id", "settled_post_id", "let_go"),
}
FREE = {"hold": ("reason",)}  # set with the decision; an earlier one is kept by settled_at
KEPT = {"handover": ("id", "area_id", "child_id", "copy_id", "key", "channel")}


def _guard(table):
    """Return the SQL of the trigger that keeps a table's rows as they were written."""
    name = f"letters_{table}_kept"
    if table in KEPT:
        same = " OR ".join(f"NEW.{c} IS DISTINCT FROM OLD.{c}" for c in KEPT[table])
        changed = f"({same}) OR (OLD.state = 'SENT' AND NEW.state IS DISTINCT FROM 'SENT')"
    else:
        loose = ", ".join(f"'{c}'" for c in (*ONCE[table], *FREE.get(table, ())))
        twice = " OR ".join(
            f"(OLD.{c} IS NOT NULL AND NEW.{c} IS DISTINCT FROM OLD.{c})" for c in ONCE[table]
        )
        rest = f"to_jsonb(NEW) - ARRAY[{loose}] IS DISTINCT FROM to_jsonb(OLD) - ARRAY[{loose}]"
        changed = f"({rest}) OR {twice}"
        if table == "hold":
            changed += " OR (OLD.settled_at IS NOT NULL AND NEW.reason IS DISTINCT FROM OLD.reason)"
    full = f"letters_{table}"
    return migrations.RunSQL(
        f"""
        REVOKE DELETE, TRUNCATE ON {full} FROM {APPLICATION};
        CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF pg_has_role(current_user, (SELECT tableowner FROM pg_tables
                           WHERE schemaname = TG_TABLE_SCHEMA AND tablename = TG_TABLE_NAME),
                           'MEMBER') THEN
                RETURN coalesce(NEW, OLD);
            END IF;
            IF TG_OP = 'DELETE' THEN
                RAISE EXCEPTION '{full} keeps every row';
            END IF;
            IF {changed} THEN
                RAISE EXCEPTION '{full} is never altered once written';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {full}
            FOR EACH ROW EXECUTE FUNCTION {name}();
        """,
        f"DROP TRIGGER {name} ON {full}; DROP FUNCTION {name}();"
        f"GRANT DELETE ON {full} TO {APPLICATION};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("letters", "0001_letters_copies_and_hand_overs"),
        ("audit", "0002_reach_and_append_only"),
    ]

    operations = [
        *(protect(f"letters_{table}") for table in (*TABLES, *HISTORIES)),
        *(_guard(table) for table in TABLES),
    ]
