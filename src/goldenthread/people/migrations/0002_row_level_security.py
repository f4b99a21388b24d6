"""Every table about a child, and each table of its history, under row-level security."""

from django.db import migrations

from goldenthread.audit.rls import protect

CHILD_OWNED = (
    "restrictedlocation",
    "locationholder",
    "sealholder",
    "adultlink",
    "communicationneed",
)
ADULT_REACH = (
    "area_id = ANY((SELECT gt_areas())::integer[]) OR id IN (SELECT link.adult_id"
    " FROM people_adultlink link WHERE link.child_id = ANY((SELECT gt_children())::bigint[]))"
)


def protect_adults(table: str) -> migrations.RunSQL:
    """Adults belong to an area; beyond it they are reached only through a child."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY reach ON {table} USING ({ADULT_REACH}) WITH CHECK ({ADULT_REACH});",
        f"DROP POLICY reach ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
        ("audit", "0002_reach_and_append_only"),
        ("access", "0003_initial"),
    ]

    operations = [
        protect("people_child", child="id"),
        protect("people_childevent", child="id"),
        *(protect(f"people_{name}") for name in CHILD_OWNED),
        *(protect(f"people_{name}event") for name in CHILD_OWNED),
        protect_adults("people_adult"),
        protect_adults("people_adultevent"),
    ]


