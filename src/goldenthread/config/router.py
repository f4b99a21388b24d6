"""Only the owner's connection changes the shape of the database."""

from __future__ import annotations

from typing import Any


class OwnerMigrates:
    """Migrations run on the alias "owner" and nowhere else."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True
