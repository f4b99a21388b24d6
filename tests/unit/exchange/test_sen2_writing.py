"""What is written is read back as it was; and the specification of each year hangs together."""

from __future__ import annotations

import io
from datetime import date
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.exchange.sen2_builders import message, old_plan, person

from goldenthread.exchange.sen2.dry_run import dry_run
from goldenthread.exchange.sen2.items import (
    CHANGES,
    FIRST_YEAR,
    MODULES,
    SURVEY_DAYS,
    Kind,
    items_for,
    spec_for,
)
from goldenthread.exchange.sen2.read import read_return
from goldenthread.exchange.sen2.records import Header, Need, Person, Request
from goldenthread.exchange.sen2.write import CannotBeWritten, write_return

MODULE = {module.name: module for module in MODULES}
DATES = st.dates(date(1990, 1, 1), date(2030, 12, 31))
# Text as a return carries it: nothing round it, nothing XML cannot hold, ends of line as \n.
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=20,
).filter(lambda text: text == text.strip())


def values(item, spec):
    """What an item can hold in a year."""
    if item.kind is Kind.DATE:
        return DATES
    if item.kind is Kind.FLAG:
        return st.booleans()
    if item.kind is Kind.RANK:
        return st.sampled_from([1, 2])
    return st.sampled_from(sorted(spec.codes[item.codes])) if item.codes else TEXTS


def records(name: str, spec):
    """Any record of a module, with anything that may stand below it."""
    module = MODULE[name]
    parts = {item.attribute: st.none() | values(item, spec) for item in spec.items[name]}
    for child in MODULES:
        if child.parent == name:
            below = records(child.name, spec)
            many = child.most != 1
            parts[child.slot] = (
                st.lists(below, max_size=child.most or 2) if many else st.none() | below
            )
    return st.builds(module.record, **parts)


def written(header: Header, people: list[Person]) -> bytes:
    out = io.BytesIO()
    assert write_return(out, header, people) == len(people)
    return out.getvalue()


def read(data: bytes) -> tuple[Header, list[Person]]:
    with read_return(io.BytesIO(data)) as opened:
        people = list(opened.persons())
        assert [fault.rule for fault in opened.faults] == ([] if people else ["S2-97"])
        return opened.header, people


def bare(record) -> dict:
    """A record's values without where it stood."""
    left_out = {"row", "position", "faults", "unreadable"}
    found = {}
    for name in record.__class__.__mro__[0].__dataclass_fields__:
        value = getattr(record, name)
        if name in left_out:
            continue
        if isinstance(value, list):
            found[name] = [bare(below) for below in value]
        else:
            found[name] = bare(value) if hasattr(value, "__dataclass_fields__") else value
    return found


@pytest.mark.parametrize("year", SURVEY_DAYS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_is_written_is_read_back(year, data):
    people = data.draw(st.lists(records("Person", spec_for(year)), max_size=3))
    header = Header(year=year, lea="831", software_code=data.draw(TEXTS), serial_no="002")
    head, found = read(written(header, people))
    assert [bare(one) for one in found] == [bare(one) for one in people]
    assert all(one.faults == [] and one.position == n for n, one in enumerate(found, 1))
    assert (head.year, head.lea, head.serial_no) == (year, "831", "002")
    assert head.software_code == header.software_code


@pytest.mark.parametrize("year", SURVEY_DAYS)
def test_a_good_return_read_and_written_again_is_still_clean(year):
    with read_return(io.BytesIO(message(person(year), year=year))) as opened:
        again = written(opened.header, list(opened.persons()))
    report = dry_run(io.BytesIO(again))
    assert (report.faults.listed, report.figures["persons"]) == ([], 1)


def test_the_order_of_elements_is_that_of_the_specification():
    (one,) = read(message(old_plan()))[1]
    root = ElementTree.fromstring(written(Header(year=2026, lea="831"), [one]))
    assert [element.tag for element in root] == ["Header", "Persons"]
    assert root.findtext("Header/CollectionDetails/ReferenceDate") == "2026-01-15"
    active = root.find("Persons/Person/Requests/ActivePlans")
    assert [e.tag for e in active] == ["LastReview", "PlacementDetail", "SENneed"]


def test_items_of_other_years_are_left_out():
    one = Person(surname="Invented", sex="F", gender="2", requests=[Request(source="1")])
    old = written(Header(year=2023, lea="831"), [one])
    new = written(Header(year=2026, lea="831", dsco="1"), [one])
    assert b"GenderCurrent" in old
    assert b"<Sex>" not in old
    assert b"RequestSource" not in old
    assert b"<Sex>F</Sex>" in new
    assert b"<DSCO>1</DSCO>" in new


def test_a_character_xml_cannot_carry_is_refused_without_showing_the_value():
    with pytest.raises(CannotBeWritten, match="Surname") as caught:
        written(Header(year=2026), [Person(surname="Inv\x00ented")])
    assert "ented" not in str(caught.value)


def test_markup_in_a_value_stays_a_value():
    (one,) = read(written(Header(year=2026, lea="831"), [Person(surname="<b>&amp;")]))[1]
    assert one.surname == "<b>&amp;"


# --- The specification ----------------------------------------------------------------------


def test_each_item_has_an_attribute_of_its_record():
    for year in SURVEY_DAYS:
        for name, items in spec_for(year).items.items():
            attributes = [item.attribute for item in items]
            assert len(attributes) == len(set(attributes))
            made = MODULE[name].record()
            assert all(hasattr(made, attribute) for attribute in attributes)


def test_each_code_set_that_is_named_is_there():
    for year in SURVEY_DAYS:
        spec = spec_for(year)
        named = {item.codes for items in spec.items.values() for item in items if item.codes}
        assert named <= spec.codes.keys()
        assert all(spec.codes[name] for name in named)


def test_years_inherit_and_differ_only_by_what_changed():
    for year in range(FIRST_YEAR + 1, max(SURVEY_DAYS) + 1):
        before, after = items_for(year - 1), items_for(year)
        for name, change in {**dict.fromkeys(before), **CHANGES.get(year, {})}.items():
            old, new = ({i.name for i in items[name]} for items in (before, after))
            added = {item.name for item in change.add} if change else set()
            removed = set(change.remove) if change else set()
            assert (new - old, old - new) == (added, removed)


def test_what_the_residential_codes_mean_changed_in_2025():
    meanings = {year: spec_for(year).codes["residential"]["A"] for year in SURVEY_DAYS}
    assert meanings[2023] == meanings[2024] != meanings[2025] == meanings[2026]


def test_survey_days_are_thursdays_in_january():
    for year, day in SURVEY_DAYS.items():
        assert (day.year, day.month, day.isoweekday()) == (year, 1, 4)


def test_a_record_tells_missing_from_unreadable():
    need = Need(unreadable=frozenset({"rank"}))
    assert need.lacks("kind")
    assert not need.lacks("rank")
