"""Bring the database to the shape of the code: the same migrations, without the needless work.

Before each change a migration makes, Django draws the models again, and with each all those tied
to it. Nearly every table here is tied to a child, so on an empty database that took two minutes,
of which the database's own part was three seconds. A change of one of our tables needs the new
drawing of that table and no other; where Python code in a migration asks for the models, Django
draws them all afresh (`is_delayed`), as it always did.

`goldenthread manage migrate` is Django's own command, slower, and comes to the same tables.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

OURS = "goldenthread."


class SparingState(ProjectState):
    """The models as migrations know them, drawing again only what a change has changed."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.ours = {app.label for app in apps.get_app_configs() if app.name.startswith(OURS)}
        self.drawn: dict[tuple[str, str], dict[str, Any]] = {}

    def clone(self) -> ProjectState:
        """Return a copy of the same kind, which knows what has been drawn."""
        plain = super().clone()
        copy = type(self)(models=plain.models, real_apps=plain.real_apps)
        if "apps" in plain.__dict__:
            copy.apps = plain.apps
        copy.is_delayed = plain.is_delayed
        copy.drawn = dict(self.drawn)
        return copy

    def reload_model(self, app_label: str, model_name: str, delay: bool = False) -> None:
        """Draw a model again: one of ours alone, and only when its fields are others than before.

        Indexes, constraints and triggers change no drawing. Another package's model is drawn with
        all that is tied to it, as Django does.
        """
        if "apps" not in self.__dict__:
            return
        if app_label not in self.ours:
            super().reload_model(app_label, model_name, delay)
            return
        key = app_label, model_name
        fields = self.models[key].fields
        if self.drawn.get(key) != fields:
            self.is_delayed = True
            self.apps.unregister_model(*key)
            self.apps.render_multiple([self.models[key]])
            self.drawn[key] = dict(fields)


def applied(executor: MigrationExecutor) -> SparingState:
    """Return the models as the migrations this database has had left them."""
    loader = executor.loader
    had = [key for key in loader.applied_migrations if key in loader.graph.nodes]
    return SparingState(models=loader.project_state(had).models, real_apps=loader.unmigrated_apps)


def migrate(alias: str = "owner") -> None:
    """Apply every migration that the database has not had, with Django's signals around them."""
    connection = connections[alias]
    connection.prepare_database()
    executor = MigrationExecutor(connection)
    executor.loader.check_consistent_history(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    before = applied(executor)
    emit_pre_migrate_signal(0, False, alias, apps=before.apps, plan=plan)
    after = executor.migrate(targets, plan=plan, state=before.clone())
    after.clear_delayed_apps_cache()
    emit_post_migrate_signal(0, False, alias, apps=after.apps, plan=plan)
