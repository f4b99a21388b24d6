"""Files of every kind are read alike, and what is not a return is refused with its place."""

from __future__ import annotations

import csv
import gzip
import io
import random
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from tests.unit.exchange.sen2_builders import (
    OTHER_UPN,
    SURVEY,
    Node,
    fired,
    message,
    need,
    old_plan,
    person,
    placement,
)

from goldenthread.exchange.sen2.bounds import Bounds
from goldenthread.exchange.sen2.dry_run import Faults, dry_run
from goldenthread.exchange.sen2.faults import UnreadableReturn
from goldenthread.exchange.sen2.items import MODULES
from goldenthread.exchange.sen2.read import area_number, read_return


def report(data: bytes, **more: object):
    return dry_run(io.BytesIO(data), **more)


def refusal(data: bytes, **more: object) -> str:
    with pytest.raises(UnreadableReturn) as caught:
        report(data, **more)
    return str(caught.value)


def cast() -> list[Node]:
    """Three invented people, one with two of all there may be two of."""
    both = old_plan(UPN=OTHER_UPN).add("ActivePlans", need("MLD", "2"), placement("2"))
    refused = person(UPN=None, UniqueLearnerNumber="1000000043").drop("Assessment")
    refused.drop("ActivePlans").at("Requests", RequestOutcome="N")
    return [person(), both, refused]


def tables(persons: list[Node]) -> dict[str, list[dict[str, str]]]:
    """The same persons as tables linked by COLLECT's keys."""
    made: dict[str, list[dict[str, str]]] = {module.name: [] for module in MODULES}

    def add(node: Node, parent: tuple[str, str] | None) -> None:
        rows = made[node.name]
        own = f"{node.name[:2]}{len(rows) + 1}"
        row = {f"{node.name.lower()}tableid": own, "NativeId": "7"}
        if parent:
            row[f"{parent[0].lower()}tableid"] = parent[1]
        rows.append({**row, **{n.lower(): t for n, t in node.items.items() if t is not None}})
        for child in node.children:
            add(child, (node.name, own))

    for one in persons:
        add(one, None)
    head = {"sen2tableid": "1", "collection": "SEN2", "year": "2026", "lea": "831",
            "referencedate": "2026-Jan-15 00:00:00", "dmo": "1"}  # fmt: skip
    return {"sen2": [head], **made}


def as_csv(rows: list[dict[str, str]]) -> str:
    headings = list(dict.fromkeys(name for row in rows for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_folder(folder: Path, persons: list[Node]) -> Path:
    for name, rows in tables(persons).items():
        file = folder / f"Blade-Export_15-01-2026_{name.lower()}.csv"
        file.write_text(as_csv(rows), encoding="utf-8")
    return folder


def as_zip(made: dict[str, list[dict[str, str]]], prefix: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in made.items():
            archive.writestr(f"{prefix}{name.lower()}.csv", as_csv(rows))
    return out.getvalue()


def as_workbook(made: dict[str, list[dict[str, object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in made.items():
        sheet = book.create_sheet(name.lower())
        headings = list(dict.fromkeys(heading for row in rows for heading in row))
        sheet.append(headings)
        for row in rows:
            sheet.append([row.get(heading) for heading in headings])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def people_in(source) -> list:
    """The records of a file, without where they stood in it."""
    with read_return(source) as opened:
        found = list(opened.persons())
        assert opened.faults == []
    for one in found:
        assert one.faults == []
        _forget_rows(one)
    return found


def _forget_rows(record) -> None:
    record.row = 0
    for name in ("requests", "details", "placements", "needs"):
        for below in getattr(record, name, []):
            _forget_rows(below)
    for name in ("assessment", "plan", "active"):
        below = getattr(record, name, None)
        if below is not None:
            _forget_rows(below)


# --- Every kind of file ---------------------------------------------------------------------


class TestKinds:
    def test_all_say_the_same(self, tmp_path):
        expected = people_in(io.BytesIO(message(*cast())))
        packed = io.BytesIO(gzip.compress(message(*cast())))
        assert len(expected) == 3
        assert people_in(packed) == expected
        assert people_in(as_folder(tmp_path, cast())) == expected
        assert people_in(io.BytesIO(as_zip(tables(cast()), "export/"))) == expected
        assert people_in(io.BytesIO(as_workbook(tables(cast())))) == expected

    def test_a_zip_of_one_xml_file(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("return.xml", message(person()))
        assert report(out.getvalue()).figures["persons"] == 1

    def test_a_path_is_as_good_as_a_stream(self, tmp_path):
        file = tmp_path / "return.xml.gz"
        file.write_bytes(gzip.compress(message(person())))
        assert dry_run(file).faults.listed == []
        assert dry_run(str(file)).area == "831"

    @pytest.mark.parametrize("seed", range(8))
    def test_names_match_in_any_case_and_in_known_spellings(self, seed):
        chance = random.Random(seed)

        def respell(found: re.Match[str]) -> str:
            name = {"PostCode": "Postcode", "SENsetting": "SENSetting", "WBP": "WPB"}.get(
                found[2], found[2]
            )
            return found[1] + "".join(chance.choice((c.lower(), c.upper())) for c in name) + ">"

        # The two tags of an element must still match, so each name is respelt once per file.
        xml = message(old_plan().at("PlacementDetail", Res="A", WBP="S")).decode()
        spelt: dict[str, str] = {}
        for name in sorted(set(re.findall(r"</(\w+)>", xml))):
            spelt[name] = respell(re.match(r"(<)(\w+)>", f"<{name}>"))[1:-1]
        changed = re.sub(r"(</?)(\w+)>", lambda m: f"{m[1]}{spelt[m[2]]}>", xml)
        assert changed != xml
        assert people_in(io.BytesIO(changed.encode())) == people_in(io.BytesIO(xml.encode()))

    def test_namespaces_are_ignored(self):
        xml = message(person()).decode()
        spaced = re.sub(r"<(/?)(\w+)>", r"<\1d:\2>", xml)
        spaced = spaced.replace("<d:Message>", '<d:Message xmlns:d="urn:dfe">', 1)
        assert people_in(io.BytesIO(spaced.encode())) == people_in(io.BytesIO(xml.encode()))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
    def test_encodings(self, encoding):
        text = message(person(Surname="Zoë")).decode()
        data = f'<?xml version="1.0" encoding="{encoding}"?>\n{text}'.encode(encoding)
        (one,) = people_in(io.BytesIO(data))
        assert one.surname == "Zoë"


# --- Faults of reading ----------------------------------------------------------------------


class TestReadingFaults:
    def test_a_fault_names_row_person_field_and_value(self):
        xml = message(person(), person(UPN=OTHER_UPN, PersonBirthDate="2015-13-01"))
        (fault,) = report(xml).faults.listed
        line = [n for n, text in enumerate(xml.decode().split("\n"), 1) if text == "<Person>"][1]
        assert fault.as_json() == {
            "rule": "S2-90", "severity": "error", "person": 2, "module": "Person", "row": line,
            "field": "PersonBirthDate", "value": "2015-13-01",
            "message": "This is not a real date written year-month-day, such as 2025-09-01.",
        }  # fmt: skip

    def test_an_unknown_element_is_a_query_and_not_dropped_unseen(self):
        found = person(FavouriteColour="blue")
        (fault,) = report(message(found)).faults.listed
        assert (fault.rule, fault.severity, fault.field, fault.value) == (
            "S2-91", "query", "FavouriteColour", "blue",
        )  # fmt: skip

    def test_an_unknown_branch_is_one_query(self):
        branch = b"<Siblings><A><B>1</B></A><C>2</C></Siblings><Requests>"
        xml = message(person()).replace(b"<Requests>", branch, 1)
        assert [(f.rule, f.field) for f in report(xml).faults.listed] == [("S2-91", "Siblings")]

    def test_an_unknown_element_between_persons(self):
        xml = message(person()).replace(b"<Persons>", b"<Persons><Note><Person/></Note>", 1)
        found = report(xml)
        assert [(f.rule, f.module, f.field) for f in found.faults.listed] == [
            ("S2-91", "Message", "Note")
        ]
        assert found.figures["persons"] == 1

    def test_an_unknown_header_item(self):
        found = report(message(person(), Mood="good")).faults.listed
        assert [(f.rule, f.module, f.field, f.value, f.person) for f in found] == [
            ("S2-91", "Header", "Mood", "good", None)
        ]

    def test_a_module_in_the_wrong_place(self):
        found = person()
        found.children.append(found.find("NamedPlan"))
        assert [(f.rule, f.module) for f in report(message(found)).faults.listed] == [
            ("S2-95", "NamedPlan")
        ]

    def test_an_item_given_twice(self):
        xml = message(person()).replace(b"<Sex>F</Sex>", b"<Sex>F</Sex>\n<Sex>M</Sex>")
        (fault,) = report(xml).faults.listed
        assert (fault.rule, fault.field, fault.value) == ("S2-93", "Sex", "M")

    def test_too_many_of_a_module(self):
        found = person()
        found.find("Requests").children.append(found.find("Assessment"))
        (fault,) = report(message(found)).faults.listed
        assert (fault.rule, fault.module) == ("S2-93", "Assessment")

    def test_stray_text(self):
        xml = message(person()).replace(b"<Requests>", b"see note <Requests>", 1)
        (fault,) = report(xml).faults.listed
        assert (fault.rule, fault.severity, fault.value) == ("S2-91", "query", "see note")

    def test_an_empty_element_is_a_missing_value(self):
        xml = message(person()).replace(b"<Sex>F</Sex>", b"<Sex/>")
        assert [(f.rule, f.field) for f in report(xml).faults.listed] == [("S2-01", "Sex")]

    def test_a_return_of_nobody(self):
        found = report(message())
        assert [(f.rule, f.severity) for f in found.faults.listed] == [("S2-97", "error")]

    def test_faults_past_the_list_are_still_counted(self):
        faults = Faults(most=2)
        listed = report(message(person(Sex="Q", Ethnicity="Q", UPN="Q"))).faults.listed
        for fault in listed:
            faults.add(fault)
        assert len(faults.listed) == 2
        assert faults.total == len(listed) > 2


# --- Which return it is ---------------------------------------------------------------------


class TestWhoseAndWhen:
    @pytest.mark.parametrize("year", [2022, 2027, 1999, "soon"])
    def test_another_year_is_refused_with_those_we_read(self, year):
        said = refusal(message(person(), year=year))
        assert f"'{year}'" in said
        assert "2023 to 2026" in said

    @pytest.mark.parametrize("year", SURVEY)
    def test_the_reference_date_can_stand_for_the_year(self, year):
        data = message(person(year), year=None, ReferenceDate=SURVEY[year])
        assert report(data).return_year == year

    def test_as_of_gives_the_year_where_the_file_does_not(self):
        data = message(person(), year=None)
        assert "--as-of" in refusal(data)
        assert report(data, as_of=date(2026, 1, 15)).return_year == 2026
        assert report(data, as_of=date(2026, 11, 22)).return_year == 2026
        assert report(data, as_of=date(2026, 1, 14)).return_year == 2025
        assert "'2027'" in refusal(data, as_of=date(2027, 1, 21))
        assert "'2022'" in refusal(data, as_of=date(2022, 6, 1))

    def test_a_message_with_no_header(self):
        data = b"<Message><Persons>" + person().xml().encode() + b"</Persons></Message>"
        assert "--as-of" in refusal(data)
        found = report(data, as_of=date(2026, 1, 15), area="derby")
        assert (found.area, fired(found)) == ("831", {("100", "error")})

    def test_another_collection_is_refused(self):
        assert "CIN" in refusal(message(person(), Collection="CIN"))

    def test_the_file_says_whose_it_is(self):
        assert report(message(person(), area="830")).area == "830"
        assert report(message(person()), area="Derby").area == "831"
        assert "831" in refusal(message(person()), area="830")

    def test_with_no_authority_its_own_number_cannot_be_checked(self):
        data = message(person()).replace(b"<LEA>831</LEA>", b"")
        assert [n.rule for n in report(data).not_checked] == ["S2-17", "S2-41", "S2-42", "S2-61"]

    @pytest.mark.parametrize(
        ("said", "number"),
        [("831", "831"), ("derbyshire", "830"), ("Derby", "831"), (" bristol-city-of ", "801")],
    )
    def test_an_area_by_number_or_name(self, said, number):
        assert area_number(said) == number

    @pytest.mark.parametrize("said", ["999", "Atlantis", ""])
    def test_an_area_that_is_none(self, said):
        with pytest.raises(UnreadableReturn, match="not the number or name"):
            area_number(said)


# --- Tables ---------------------------------------------------------------------------------


class TestTables:
    def test_collect_writes_dates_and_flags_its_own_way(self):
        made = tables([old_plan()])
        made["Person"][0]["personbirthdate"] = "2015-May-05 00:00:00"
        made["NamedPlan"][0]["pb"] = "False"
        made["ActivePlans"][0]["lastreview"] = "2025-06-01 00:00:00"
        assert people_in(io.BytesIO(as_zip(made))) == people_in(io.BytesIO(message(old_plan())))

    def test_but_only_in_tables(self):
        found = old_plan(PersonBirthDate="2015-May-05 00:00:00").at("NamedPlan", PB="False")
        assert {f.field for f in report(message(found)).faults.listed} == {"PersonBirthDate", "PB"}

    def test_rows_are_numbered_as_a_spreadsheet_does(self):
        made = tables([person(), person(UPN=OTHER_UPN, Sex="Q")])
        (fault,) = report(as_zip(made)).faults.listed
        assert (fault.module, fault.row, fault.field, fault.value) == ("Person", 3, "Sex", "Q")

    def test_short_keys_do_too(self):
        made = tables(cast())
        for name, rows in made.items():
            for row in rows:
                own = row.pop(f"{name.lower()}tableid", None)
                row["ID"] = own
                for parent in ("requests", "person"):
                    if f"{parent}tableid" in row:
                        key = {"requests": "request_id", "person": "Person ID"}[parent]
                        row[key] = row.pop(f"{parent}tableid")
        assert people_in(io.BytesIO(as_zip(made))) == people_in(io.BytesIO(message(*cast())))

    def test_a_row_with_no_parent_is_an_error_and_not_lost(self):
        made = tables([person()])
        made["SENneed"][0]["activeplanstableid"] = "nowhere"
        faults = report(as_zip(made)).faults.listed
        lost = next(f for f in faults if f.rule == "S2-95")
        assert (lost.module, lost.row, lost.field, lost.value) == (
            "SENneed", 2, "activeplanstableid", "nowhere",
        )  # fmt: skip

    def test_an_id_used_twice(self):
        made = tables([person(), person(UPN=OTHER_UPN)])
        made["Person"][1]["persontableid"] = "Pe1"
        faults = report(as_zip(made)).faults.listed
        assert ("S2-96", 3, "Pe1") in {(f.rule, f.row, f.value) for f in faults}

    def test_a_row_with_no_id(self):
        made = tables([person()])
        made["Requests"][0]["requeststableid"] = ""
        faults = report(as_zip(made)).faults.listed
        assert ("S2-96", "Requests", 2) in {(f.rule, f.module, f.row) for f in faults}

    @pytest.mark.parametrize(
        ("table", "key"), [("Requests", "persontableid"), ("Person", "persontableid")]
    )
    def test_a_table_without_its_key_is_refused(self, table, key):
        made = tables([person()])
        for row in made[table]:
            del row[key]
        said = refusal(as_zip(made))
        assert key in said
        assert table.lower() in said

    def test_no_person_table(self):
        made = tables([person()])
        del made["Person"]
        assert "person" in refusal(as_zip(made))

    def test_two_files_for_one_table(self):
        made = tables([person()])
        assert "both" in refusal(as_zip({**made, "old-person": made["Person"]}))

    def test_a_file_that_is_no_table_is_a_query(self):
        made = {**tables([person()]), "notes": [{"note": "hello"}]}
        (fault,) = report(as_zip(made)).faults.listed
        assert (fault.rule, fault.severity) == ("S2-91", "query")
        assert "notes" in fault.message

    def test_an_unknown_column_is_one_query(self):
        made = tables([person(), person(UPN=OTHER_UPN)])
        for row in made["Person"]:
            row["Favourite Colour"] = "blue"
        (fault,) = report(as_zip(made)).faults.listed
        assert (fault.rule, fault.module, fault.row, fault.field) == (
            "S2-91", "Person", 1, "Favourite Colour",
        )  # fmt: skip

    def test_two_columns_of_one_name(self, tmp_path):
        folder = as_folder(tmp_path, [person()])
        file = folder / "Blade-Export_15-01-2026_senneed.csv"
        file.write_text("id,activeplanstableid,sentype,SENtype\n", encoding="utf-8")
        with pytest.raises(UnreadableReturn, match="two columns headed 'SENtype'"):
            dry_run(folder)

    def test_a_row_longer_than_its_headings(self, tmp_path):
        folder = as_folder(tmp_path, [person()])
        file = folder / "Blade-Export_15-01-2026_senneed.csv"
        lines = file.read_text(encoding="utf-8").splitlines()
        file.write_text(f"{lines[0]}\n{lines[1]},,more\n\n", encoding="utf-8")
        (fault,) = dry_run(folder).faults.listed
        assert (fault.rule, fault.row, fault.value) == ("S2-99", 2, "more")

    @pytest.mark.parametrize(
        ("text", "said"), [('id,persontableid\n1,"2\n', "line 2"), ("id,\x00\n", "NUL")]
    )
    def test_broken_csv_names_the_file_and_where(self, tmp_path, text, said):
        folder = as_folder(tmp_path, [person()])
        (folder / "Blade-Export_15-01-2026_requests.csv").write_text(text, encoding="utf-8")
        with pytest.raises(UnreadableReturn, match="requests") as caught:
            dry_run(folder)
        assert said in str(caught.value)

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
    def test_encodings_of_csv(self, tmp_path, encoding):
        folder = as_folder(tmp_path, [person(Surname="Zoë")])
        file = folder / "Blade-Export_15-01-2026_person.csv"
        file.write_text(file.read_text(encoding="utf-8"), encoding=encoding)
        (one,) = people_in(folder)
        assert one.surname == "Zoë"

    def test_not_text_at_all(self, tmp_path):
        folder = as_folder(tmp_path, [person()])
        (folder / "Blade-Export_15-01-2026_person.csv").write_bytes(b"id\n\x81\x8d\n")
        with pytest.raises(UnreadableReturn, match="neither UTF-8 nor"):
            dry_run(folder)

    def test_a_header_of_two_rows(self):
        made = tables([person()])
        made["sen2"].append(made["sen2"][0])
        assert "more than one row" in refusal(as_zip(made))

    def test_with_no_header_table_the_day_must_be_told(self):
        made = tables([person()])
        del made["sen2"]
        assert "--as-of" in refusal(as_zip(made))
        found = report(as_zip(made), as_of=date(2026, 1, 15), area="831")
        assert (found.return_year, found.faults.listed) == (2026, [])


class TestWorkbooks:
    def test_dates_numbers_and_flags_may_be_cells_of_their_own_kind(self):
        made = tables([old_plan()])
        made["Person"][0]["personbirthdate"] = datetime(2015, 5, 5)
        made["NamedPlan"][0]["startdate"] = date(2019, 5, 1)
        made["NamedPlan"][0]["pb"] = False
        made["PlanDetail"][0]["urn"] = 100001
        made["SENneed"][0]["sentyperank"] = 1.0
        expected = people_in(io.BytesIO(message(old_plan())))
        assert people_in(io.BytesIO(as_workbook(made))) == expected

    def test_a_formula_is_not_a_value(self):
        made = tables([person()])
        made["Person"][0]["surname"] = '=HYPERLINK("http://example.org","Invented")'
        (fault,) = report(as_workbook(made)).faults.listed
        assert (fault.rule, fault.row, fault.field) == ("S2-98", 2, "Surname")

    def test_a_value_with_no_heading_is_not_lost_unseen(self):
        made = tables([person()])
        data = io.BytesIO(as_workbook(made))
        book = openpyxl.load_workbook(data)
        book["person"].cell(2, 15, "more")
        out = io.BytesIO()
        book.save(out)
        assert [(f.rule, f.row) for f in report(out.getvalue()).faults.listed] == [("S2-99", 2)]

    def test_a_document_type_in_a_part_is_refused(self):
        data = as_workbook(tables([person()]))
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                if name == "xl/workbook.xml":
                    part = b'<!DOCTYPE x [<!ENTITY a "b">]>' + part
                new.writestr(name, part)
        assert "document type" in refusal(out.getvalue())

    def test_a_broken_part_is_refused(self):
        data = as_workbook(tables([person()]))
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
            for name in old.namelist():
                part = old.read(name)
                new.writestr(name, part[:-20] if name.endswith("sheet1.xml") else part)
        assert "broken" in refusal(out.getvalue())


# --- Hostile and broken files ---------------------------------------------------------------

LAUGHS = (
    '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><Message><Header>&c;</Header></Message>'
)
OUTSIDE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><Message>&x;</Message>'
PARAMETER = '<!DOCTYPE m [<!ENTITY % p SYSTEM "http://example.org/x.dtd"> %p;]><Message/>'


class TestHostile:
    @pytest.mark.parametrize("text", [LAUGHS, OUTSIDE, PARAMETER, "<!DOCTYPE Message><Message/>"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_document_type_is_refused_with_its_line(self, text, encoding):
        said = refusal(text.encode(encoding))
        assert "document type or an entity" in said
        assert "line 1" in said

    def test_an_undeclared_entity(self):
        assert "line 4" in refusal(message(person()).replace(b"SEN2", b"&x;"))

    @pytest.mark.parametrize("before", [b"<Persons>", b"<CollectionDetails>", b"<Requests>"])
    @pytest.mark.parametrize("tag", [b"<Person>", b"<a>"])
    def test_depth(self, before, tag):
        """However the nest is made, and even where it would be passed over."""
        said = refusal(message(person()).replace(before, before + tag * 200))
        assert "deep" in said
        assert "line" in said

    def test_a_value_without_end(self):
        assert "longer than" in refusal(message(person(Surname="a" * 20_000)))

    def test_a_tag_without_end(self):
        class Endless(io.RawIOBase):
            """Gives the start of a tag and then its attribute for ever."""

            given = 0

            def read(self, size: int = -1) -> bytes:
                self.given += size
                return b"<Message a='" if self.given == size else b"x" * size

            def seek(self, *_: int) -> int:
                self.given = 0
                return 10**9

        with pytest.raises(UnreadableReturn, match="without end"):
            dry_run(Endless())  # type: ignore[arg-type]

    @pytest.mark.parametrize("cut", [10, 200, 900, -12])
    def test_truncated(self, cut):
        said = refusal(message(person())[:cut])
        assert re.search(r"line \d+, column \d+", said)

    def test_truncated_gzip(self):
        packed = gzip.compress(message(*[person()] * 50))
        assert "broken off" in refusal(packed[: len(packed) // 2])
        assert "damaged" in refusal(packed[:20] + b"garbage" * 9)

    @pytest.mark.parametrize("data", [b"", b"   ", b"hello", b"\x00\x01\x02", b"%PDF-1.7"])
    def test_not_xml(self, data):
        assert "line 1" in refusal(data)

    def test_another_root(self):
        said = refusal(b"<html><body/></html>")
        assert "html" in said
        assert "not a SEN2 return" in said

    def test_a_zip_cut_short(self):
        assert "damaged" in refusal(as_zip(tables([person()]))[:200])

    def test_a_zip_bomb_by_its_word(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("person.csv", b"0" * 11_000_000)
        assert "times its size" in refusal(out.getvalue())

    def test_a_gzip_bomb(self):
        assert "times its size" in refusal(gzip.compress(b"<Message>" + b" " * 20_000_000))

    def test_too_large(self):
        small = Bounds(bytes_unpacked=1000)
        assert "more than" in refusal(message(person()), bounds=small)
        assert "more than" in refusal(as_zip(tables([person()])), bounds=small)

    def test_a_folder_too_large(self, tmp_path):
        folder = as_folder(tmp_path, [person()])
        with pytest.raises(UnreadableReturn, match="too large"):
            dry_run(folder, bounds=Bounds(bytes_unpacked=100))

    def test_too_many_parts(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for number in range(1001):
                archive.writestr(f"{number}.csv", "")
        assert "1,001 parts" in refusal(out.getvalue())

    def test_no_such_file(self, tmp_path):
        with pytest.raises(UnreadableReturn, match="cannot be opened"):
            dry_run(tmp_path / "missing.xml")

    def test_broken_far_down_is_still_a_refusal(self):
        xml = message(*[person()] * 200).replace(b"</Message>", b"</Massage>")
        assert "mismatched tag" in refusal(xml)


def test_the_header_is_kept():
    with read_return(io.BytesIO(message(person(), DMO="1", Release="9.1"))) as opened:
        assert (opened.header.dmo, opened.header.release, opened.header.year) == ("1", "9.1", 2026)
