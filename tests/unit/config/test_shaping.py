"""Migrating without needless work: what is drawn again, and what is not."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import migrations, models
from django.db.migrations.state import ModelState, ProjectState

from goldenthread.config.shaping import SparingState

NOTE = ("timeline", "note")
REPLY = ("timeline", "reply")


@pytest.fixture
def state() -> SparingState:
    """Return two models of ours, one pointing at the other, both drawn."""
    made = SparingState()
    made.add_model(ModelState(*NOTE, [("id", models.AutoField(primary_key=True))]))
    link = models.ForeignKey("timeline.note", models.CASCADE)
    made.add_model(ModelState(*REPLY, [("id", models.AutoField(primary_key=True)), ("to", link)]))
    made.reload_model(*NOTE)
    made.apps  # noqa: B018 (the first look draws every model)
    return made


def drawing(state: ProjectState, key: tuple[str, str]) -> type[models.Model]:
    return state.apps.get_model(*key)


def names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.local_fields}


def add(state: ProjectState, name: str = "words") -> None:
    state.add_field(*NOTE, name, models.TextField(default=""), preserve_default=True)


def test_a_new_field_is_in_the_next_drawing(state):
    add(state)
    assert names(drawing(state, NOTE)) == {"id", "words"}


def test_a_model_that_only_points_at_the_changed_one_is_left_as_it_was(state):
    before = drawing(state, REPLY)
    add(state)
    assert drawing(state, REPLY) is before


def test_an_index_changes_no_drawing(state):
    add(state)
    before = drawing(state, NOTE)
    state.add_index(*NOTE, models.Index(fields=["words"], name="note_words"))
    assert drawing(state, NOTE) is before
    assert state.models[NOTE].options["indexes"][0].name == "note_words"


def test_an_altered_field_is_drawn_again(state):
    add(state)
    state.alter_field(*NOTE, "words", models.CharField(max_length=9), preserve_default=True)
    assert drawing(state, NOTE)._meta.get_field("words").max_length == 9


def test_a_removed_field_is_gone(state):
    add(state)
    state.remove_field(*NOTE, "words")
    assert names(drawing(state, NOTE)) == {"id"}


def test_a_copy_spares_work_too_and_leaves_the_first_alone(state):
    copy = state.clone()
    add(copy)
    assert isinstance(copy, SparingState)
    assert names(drawing(state, NOTE)) == {"id"}
    assert names(drawing(copy, NOTE)) == {"id", "words"}


def test_code_in_a_migration_sees_every_model_drawn_afresh(state):
    seen = {}

    def look(known, editor):
        seen["target"] = known.get_model(*REPLY)._meta.get_field("to").related_model
        seen["note"] = known.get_model(*NOTE)

    add(state)
    editor = SimpleNamespace(connection=SimpleNamespace(alias="owner"))
    migrations.RunPython(look).database_forwards("timeline", editor, state, state)
    assert seen["target"] is seen["note"]
    assert "words" in names(seen["target"])


def test_another_packages_model_is_drawn_with_all_that_is_tied_to_it(state):
    state.add_model(ModelState("other", "thing", [("id", models.AutoField(primary_key=True))]))
    link = models.ForeignKey("other.thing", models.CASCADE)
    fields = [("id", models.AutoField(primary_key=True)), ("thing", link)]
    state.add_model(ModelState("other", "part", fields))
    before = drawing(state, ("other", "part"))
    state.add_field("other", "thing", "size", models.IntegerField(default=0), True)
    assert drawing(state, ("other", "part")) is not before


def test_nothing_is_drawn_before_somebody_looks():
    quiet = SparingState()
    quiet.add_model(ModelState(*NOTE, [("id", models.AutoField(primary_key=True))]))
    quiet.reload_model(*NOTE)
    assert "apps" not in quiet.__dict__
