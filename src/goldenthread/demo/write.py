"""Writing an invented partnership into the database, as its owner, in two processes.

Children's rows are copied straight into the tables with their clocks already read. Nothing of it
is kept unless every process has written all of its part: each holds its transaction open until
all are ready. A database that holds data already is left alone unless `replace` is asked for, and
never when a child in it is not marked invented.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from psycopg import sql

from goldenthread.access.rules import Role
from goldenthread.demo import list_ground, plan_desk, way_in
from goldenthread.demo.advising import write_advice
from goldenthread.demo.calibration import Area, area
from goldenthread.demo.copying import copy_children
from goldenthread.demo.luck import Luck
from goldenthread.demo.names import FORENAMES, SURNAMES
from goldenthread.demo.personas import (
    BODIES,
    COUNCILS,
    OFFICERS,
    PARENTS,
    PERSONAS,
    SENCO_SCHOOL,
    Body,
)
from goldenthread.demo.register import Setting, register
from goldenthread.demo.rows import COLUMNS, Setup
from goldenthread.demo.stories import (
    AMARA_NUMBER,
    DRAFTED_NUMBER,
    HIDING_PLACE,
    WHERE,
    adult_of,
    school,
)
from goldenthread.demo.world import caseloads
from goldenthread.organisations.rules import placement_group
from goldenthread.people import vault

OWNER = "owner"
POSTS_SINCE = date(2023, 1, 1)


class HoldsData(RuntimeError):
    """The database holds data already."""


class NotInvented(RuntimeError):
    """The database holds somebody who is not marked invented; nothing is written to it."""


@dataclass(frozen=True, slots=True)
class Written:
    """What was written."""

    children: int
    rows: dict[str, int]
    seconds: float


def holds_data() -> bool:
    """Whether the database holds any child."""
    return _one("SELECT EXISTS (SELECT FROM people_child)")


def synthesise(
    *,
    areas: Sequence[str],
    as_of: date,
    seed: int,
    light: bool = False,
    workers: int = 2,
    replace_all: bool = False,
) -> Written:
    """Write the invented partnership of some areas, told up to the end of a day.

    :raises HoldsData: if there is data already and `replace_all` is not asked for
    :raises NotInvented: if a child or an account in the database is not marked invented
    :raises UnknownArea, WrongDay: for an area or a day that cannot be told
    """
    started = time.monotonic()
    chosen = [area(name) for name in dict.fromkeys(areas)]
    _check_invented()
    if holds_data() and not replace_all:
        raise HoldsData("The database holds data already. Say --replace to write it afresh.")
    with transaction.atomic(using=OWNER):
        if replace_all:
            _empty()
        setup = _ground(chosen, as_of, light=light)
        if not light:
            list_ground.past_dates(chosen, setup.lists, as_of, seed)
    try:
        rows = copy_children(chosen, setup, seed, workers, _address())
    except BaseException:
        with transaction.atomic(using=OWNER):
            _empty()
        raise
    with transaction.atomic(using=OWNER):
        _restricted(setup)
        if not light:
            plan_desk.write(
                [int(one.code) for one in chosen],
                first=[post for name, post in setup.posts.items() if name.endswith("-01")],
                ignored=setup.ignored,
            )
            write_advice(_personas_posts(), as_of, ignored=setup.ignored)
            way_in.write([int(one.code) for one in chosen], as_of, ignored=setup.ignored)
            _histories()
    if not light:
        list_ground.directory(as_of)
    _analyse()
    return Written(rows.get("people_child", 0), rows, time.monotonic() - started)


def _check_invented() -> None:
    """Refuse a database in which somebody is not marked invented: it is no demo's.

    :raises NotInvented: if a child or an account is not
    """
    for what, table in (("A child", "people_child"), ("An account", "access_user")):
        if _one(f"SELECT EXISTS (SELECT FROM {table} WHERE NOT invented)"):
            raise NotInvented(f"{what} in this database is not marked invented: nothing is done.")


def _one(question: str) -> Any:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(question)
        found = cursor.fetchone()
    return found[0] if found else None


WRITTEN_TABLES = (
    "timeline_clock",
    "timeline_event",
    "people_child",
    "people_adult",
    "access_user",
    "organisations_localarea",
    "organisations_setting",
    "organisations_organisation",
    "exchange_load",
    "waits_service",
    "directory_service",
    "directory_organisation",
    "directory_location",
    "directory_taxonomy",
    "directory_trypage",
)


def _empty() -> None:
    """Empty every table this module writes, and what hangs on them."""
    names = sql.SQL(", ").join(map(sql.Identifier, WRITTEN_TABLES))
    with connections[OWNER].cursor() as cursor:
        cursor.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))
        for model in apps.get_models():
            if hasattr(model, "pgh_tracked_model"):
                table = sql.Identifier(model._meta.db_table)
                cursor.execute(sql.SQL("TRUNCATE {}").format(table))


# --- what children's rows refer to ---


def _ground(chosen: Sequence[Area], as_of: date, *, light: bool) -> Setup:
    """Write areas, settings, bodies, accounts and posts."""
    for one in chosen:
        _model("organisations.LocalArea").create(
            id=int(one.code),
            code=one.slug,
            name=one.name,
            ons_code=one.ons,
            region=one.region,
        )
    places = [s for one in chosen for s in register(one).settings]
    _model("organisations.Setting").bulk_create([_setting_row(s) for s in places], batch_size=2_000)
    codes = {one.code for one in chosen}
    bodies = _bodies(chosen, codes)
    posts, accounts = _people(bodies, codes)
    caseloads = _caseloads(chosen, bodies, posts)
    moment = datetime.combine(as_of, clock(6), tzinfo=UTC)
    schools = {school().urn: bodies[SENCO_SCHOOL]} if SENCO_SCHOOL in bodies else {}
    return Setup(
        as_of=as_of,
        recorded_at=moment,
        posts=caseloads,
        restriction_owner=posts.get("helen", next(iter(caseloads.values()))),
        parents=_parents(accounts) if WHERE in codes else {},
        school_bodies=schools,
        psychologist=posts.get("anita", 0),
        lists={} if light else list_ground.services(chosen, bodies),
        light=light,
        ignored=history_triggers(),
        constants=_constants(),
    )


def _parents(accounts: dict[str, int]) -> dict[str, int]:
    """The accounts of the storybook's adults, by the name the rows know each by."""
    found = {adult_of(place, story): accounts[who] for who, (story, place) in PARENTS.items()}
    return found | {
        f"{WHERE}-{AMARA_NUMBER:06d}-A": accounts["ngozi"],
        f"{WHERE}-{DRAFTED_NUMBER:06d}-A": accounts["nasreen"],
    }


def _constants() -> dict[str, dict[str, Any]]:
    """For each table, the columns we do not fill that may not be empty, and their defaults."""
    found: dict[str, dict[str, Any]] = {}
    for model in apps.get_models():
        known = COLUMNS.get(model._meta.db_table)
        if known is None:
            continue
        found[model._meta.db_table] = {
            str(f.column): f.get_default()
            for f in model._meta.concrete_fields
            if f.column not in known and not f.null and not f.primary_key
        }
    return found


def history_triggers() -> str:
    """The triggers that keep histories, as an array: `_histories` does their work at once."""
    names = [trigger.get_pgid(model) for model, trigger in pgtrigger.registered()]
    return "{" + ",".join(names) + "}"


def _address() -> dict[str, Any]:
    stated = connections[OWNER].settings_dict
    return {
        "dbname": stated["NAME"],
        "user": stated["USER"],
        "password": stated["PASSWORD"],
        "host": stated["HOST"],
        "port": stated["PORT"],
    }


def _model(label: str) -> Any:
    return apps.get_model(label)._default_manager.using(OWNER)


def _setting_row(one: Setting) -> Any:
    return apps.get_model("organisations.Setting")(
        id=int(one.urn),
        urn=one.urn,
        ukprn=one.ukprn,
        la_code=one.area,
        establishment_number=one.urn[-4:],
        name=one.name,
        type_code=one.type_code,
        placement_group=placement_group(one.type_code),
        status_code="1",
        phase=one.phase,
        low_age=one.low,
        high_age=one.high,
        capacity=one.capacity,
        unit_on_roll=10 if one.unit else None,
        unit_capacity=16 if one.unit else None,
        resourced_on_roll=12 if one.resourced else None,
        resourced_capacity=20 if one.resourced else None,
        section_41=one.section41,
        town=one.place,
        postcode=one.postcode,
        opened_date=date(2010, 9, 1),
        invented=True,
    )


def _bodies(chosen: Sequence[Area], codes: set[str]) -> dict[str, int]:
    """Councils, the board, the ICB and the storybook school: their numbers by key."""
    found: dict[str, int] = {}
    wanted = [b for b in BODIES.values() if codes & set(b.areas)]
    wanted += [
        Body(f"council-{one.code}", "COUNCIL", f"{one.name} council", (one.code,))
        for one in chosen
        if one.code not in COUNCILS
    ]
    for body in wanted:
        setting = school() if body.key == SENCO_SCHOOL else None
        made = _model("organisations.Organisation").create(
            kind=body.kind,
            name=setting.name if setting else body.name,
            ods_code=body.ods,
            setting_id=int(setting.urn) if setting else None,
        )
        made.areas.set(int(code) for code in body.areas if code in codes)
        found[body.key] = made.pk
    return found


def _people(bodies: dict[str, int], codes: set[str]) -> tuple[dict[str, int], dict[str, int]]:
    """The personas' posts and accounts, by key; only those whose body was written."""
    posts: dict[str, int] = {}
    accounts: dict[str, int] = {}
    for one in PERSONAS:
        if one.body and one.body not in bodies:
            continue
        account = _account(one.name, one.email)
        accounts[one.key] = account
        if one.role is not None:
            posts[one.key] = _post(account, bodies[one.body], one.role)
    return posts, accounts


def _account(name: str, email: str) -> int:
    user = apps.get_model("access.User")(name=name, email=email, invented=True)
    user.set_unusable_password()
    user.save(using=OWNER)
    key: int = user.pk
    return key


def _post(account: int, body: int, role: Role) -> int:
    made = _model("access.Post").create(
        user_id=account, organisation_id=body, role=str(role), from_date=POSTS_SINCE
    )
    key: int = made.pk
    return key


def _caseloads(
    chosen: Sequence[Area], bodies: dict[str, int], posts: dict[str, int]
) -> dict[str, int]:
    """A post for each caseload of each area; the first is the persona's where there is one."""
    found: dict[str, int] = {}
    for one in chosen:
        luck = Luck(int(one.code), 31)
        for name in caseloads(one):
            persona = OFFICERS.get(one.code) if name.endswith("-01") else None
            if persona in posts:
                found[name] = posts[persona]
                continue
            who = f"{luck.pick(FORENAMES['british'][luck.pick('FM')])} "
            who += luck.pick(SURNAMES[luck.pick(("british", "indian", "caribbean", "irish"))])
            account = _account(who, f"{name}@demo.example")
            found[name] = _post(account, bodies[f"council-{one.code}"], Role.EHC_OFFICER)
    return found


# --- after the children ---


def _personas_posts() -> dict[str, int]:
    """The personas' posts by their key, of those that were written."""
    keys = {one.email: one.key for one in PERSONAS}
    held = _model("access.Post").filter(user__email__in=list(keys))
    return {keys[email]: pk for pk, email in held.values_list("pk", "user__email")}


def _restricted(setup: Setup) -> None:
    """Keep where the storybook child in hiding is: encrypted, and seen by one named person."""
    hidden = _one("SELECT id FROM people_child WHERE location_restricted LIMIT 1")
    if hidden is None or not getattr(settings, "LOCATION_KEYS", ()):
        return  # without keys nothing of it can be kept
    _model("people.RestrictedLocation").create(
        area_id=int(WHERE),
        child_id=hidden,
        sealed_text=vault.encrypt(HIDING_PLACE),
        reason="Fled violence at home",
        from_date=setup.as_of - timedelta(days=150),
        review_date=setup.as_of + timedelta(days=30),
        owner_post_id=setup.restriction_owner,
    )
    _model("people.LocationHolder").create(
        area_id=int(WHERE),
        child_id=hidden,
        user_id=_one(f"SELECT user_id FROM access_post WHERE id = {int(setup.restriction_owner)}"),
        from_date=setup.as_of - timedelta(days=150),
    )


def _tracked() -> Iterator[tuple[Any, Any]]:
    """Each model that keeps its history, and the model of that history."""
    for model in apps.get_models():
        source = getattr(model, "pgh_tracked_model", None)
        if source is not None and source._meta.db_table in COLUMNS:
            yield source, model


def _histories() -> None:
    """Write the first line of each row's history, which the triggers left to us."""
    with connections[OWNER].cursor() as cursor:
        for source, history in _tracked():
            shared = [f.column for f in history._meta.local_fields if not f.name.startswith("pgh_")]
            names = sql.SQL(", ").join(map(sql.Identifier, shared))
            cursor.execute(
                sql.SQL(
                    "INSERT INTO {} ({}, pgh_obj_id, pgh_label, pgh_created_at)"
                    " SELECT {}, id, 'insert', now() FROM {}"
                ).format(
                    sql.Identifier(history._meta.db_table),
                    names,
                    names,
                    sql.Identifier(source._meta.db_table),
                )
            )


def _analyse() -> None:
    with connections[OWNER].cursor() as cursor:
        for table in COLUMNS:
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def bench_officer(most: int = 2_000) -> tuple[Any, list[int], str]:
    """An officer of the area with most children, some children there, and the area's short name.

    :raises LookupError: if the database holds no child
    """
    largest = _one("SELECT area_id FROM people_child GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    if largest is None:
        raise LookupError("The database holds no child.")
    post = (
        _model("access.Post")
        .filter(role=str(Role.EHC_OFFICER), organisation__areas=largest)
        .select_related("user")
        .earliest("pk")
    )
    children = _model("people.Child").filter(area_id=largest, plans__state="IN_FORCE")
    ids = list(children.order_by("pk").values_list("pk", flat=True)[:most])
    return post.user, ids, _model("organisations.LocalArea").get(pk=largest).code
