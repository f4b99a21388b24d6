"""Every field of every table has a class, and every table about a child is protected and has a
rule of keeping (trust rules 3, 6, 49)."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, models

from goldenthread.audit.retention import schedule_for
from goldenthread.audit.rules import FieldClass

# Tables that name no child_id and yet are about one.
ABOUT_A_CHILD = {"people.Child", "people.Adult"}


def ours() -> list[type[models.Model]]:
    """Return every model of the project, tables of history and of many-to-many links included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("goldenthread.") and model._meta.managed
    ]


def kept_for(model: type[models.Model]) -> type[models.Model]:
    """Return the model a table of history follows, or the model itself."""
    return getattr(model, "pgh_tracked_model", None) or model


def class_of(model: type[models.Model], field: str) -> object:
    classes = getattr(kept_for(model), "field_classes", {})
    return classes.get(field, classes.get("*"))


def about_a_child(model: type[models.Model]) -> bool:
    followed = kept_for(model)
    columns = {field.column for field in followed._meta.concrete_fields}
    return followed._meta.label in ABOUT_A_CHILD or "child_id" in columns


def own_fields(model: type[models.Model]) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if not f.name.startswith("pgh_")]


OURS = ours()
ABOUT = [model for model in OURS if about_a_child(model)]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_has_a_class(model):
    if model._meta.auto_created:  # two foreign keys between bodies; both ends have classes
        assert not about_a_child(model)
        return
    unclassed = [f for f in own_fields(model) if not isinstance(class_of(model, f), FieldClass)]
    assert unclassed == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_class_named_is_of_a_field_that_exists(model):
    if model._meta.auto_created or model is AbstractBaseUser:
        return
    followed = kept_for(model)
    named = set(followed.field_classes) - {"*"}
    assert named <= {field.name for field in followed._meta.concrete_fields}


def test_the_tables_about_a_child_are_found():
    labels = {model._meta.label for model in ABOUT}
    assert {"people.Child", "people.ChildEvent", "access.Tie", "audit.AuditRow"} <= labels
    assert "organisations.Setting" not in labels


@pytest.mark.parametrize("model", ABOUT, ids=lambda model: model._meta.label)
def test_every_table_about_a_child_has_a_rule_of_keeping(model):
    assert schedule_for(kept_for(model)._meta.label).years >= 6


def protected_tables() -> dict[str, int]:
    """Return each table under row-level security, with how many policies it has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(p.oid) FROM pg_class c"
            " LEFT JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relkind IN ('r', 'p') AND c.relrowsecurity GROUP BY c.relname"
        )
        return dict(cursor.fetchall())


def test_every_table_about_a_child_is_under_row_level_security_history_too(db):
    protected = protected_tables()
    bare = [model._meta.db_table for model in ABOUT if not protected.get(model._meta.db_table)]
    assert bare == []


def test_a_table_that_is_not_protected_would_be_noticed(db):
    assert "organisations_setting" not in protected_tables()
