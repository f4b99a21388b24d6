"""Reading a list: every row is used, repaired or refused, with its number and its reason."""

import csv
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goldenthread.waits.reading import cells, dates, file
from goldenthread.waits.reading.dates import Cell
from goldenthread.waits.reading.file import Unreadable
from goldenthread.waits.reading.report import read_list
from goldenthread.waits.rules.lists import as_date


@pytest.fixture
def reading(tmp_path):
    def read(text, named=None, *, compat=False):
        path = tmp_path / "list.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_list(path, named, compat)

    return read


def pairs(found):
    rows = found.waiting_list
    return [
        (as_date(a).isoformat(), None if w else as_date(b).isoformat())
        for a, b, w in zip(rows.referral, rows.removal, rows.waiting, strict=True)
    ]


def told(found):
    return {(p.action, p.column, tuple(p.rows.tolist())): p.message for p in found.problems}


class TestDates:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("2024-03-05", Cell.PLAIN),
            (" 2024-03-05 ", Cell.PLAIN),
            ("2024/03/05", Cell.OTHER_FORMAT),
            ("2024-3-5", Cell.OTHER_FORMAT),
            ("20240305", Cell.OTHER_FORMAT),
            ("05/03/2024", Cell.DAY_FIRST),
            ("5.3.24", Cell.DAY_FIRST),
            ("5 Mar 2024", Cell.OTHER_FORMAT),
            ("5th March, 2024", Cell.OTHER_FORMAT),
            ("05-MAR-24", Cell.OTHER_FORMAT),
            ("2024-03-05T23:59:59", Cell.TIME_DROPPED),
            ("2024-03-05 11:30 pm", Cell.TIME_DROPPED),
            ("2024-03-05T23:59:59.123456Z", Cell.MOVED_TO_LONDON),
            ("2024-03-06T01:30+02:00", Cell.MOVED_TO_LONDON),
            ("2024-03-04T22:30:00-0500", Cell.MOVED_TO_LONDON),
        ],
    )
    def test_the_fifth_of_march(self, text, kind):
        days, found = dates.read(text.encode())
        assert (as_date(days), found) == (date(2024, 3, 5), kind)

    def test_a_summer_evening_in_greenwich_time_is_the_next_day_in_london(self):
        days, _ = dates.read(b"2024-06-30T23:30:00Z")
        assert as_date(days) == date(2024, 7, 1)

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("03/25/2024", Cell.MONTH_FIRST),
            ("31/02/2024", Cell.NO_SUCH_DAY),
            ("2023-02-29", Cell.NO_SUCH_DAY),
            ("2024-13-01", Cell.NO_SUCH_DAY),
            ("45356", Cell.DAY_NUMBER),
            ("45356.5", Cell.DAY_NUMBER),
            ("1900-01-01", Cell.OUT_OF_RANGE),
            ("2999-01-01", Cell.OUT_OF_RANGE),
            ("soon", Cell.UNREADABLE),
            ("2024-0305", Cell.UNREADABLE),
            ("2024311", Cell.UNREADABLE),
            ("5 Marc 2024", Cell.UNREADABLE),
            ("2024-03-05T25:00", Cell.UNREADABLE),
            ("2024-03-05 13:00 pm", Cell.UNREADABLE),
            ("2024-03-05T10:00+99:00", Cell.UNREADABLE),
            ("２０２４-03-05", Cell.UNREADABLE),
            ("", Cell.BLANK),
            (" N/A ", Cell.BLANK),
        ],
    )
    def test_what_is_not_guessed(self, text, kind):
        assert dates.read(text.encode()) == (0, kind)

    @given(st.binary(max_size=30))
    def test_no_cell_stops_the_reading(self, cell):
        days, kind = dates.read(cell)
        assert days == 0 or kind < Cell.UNREADABLE

    @given(st.dates(date(1980, 1, 1), date(2110, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y"]))
    def test_a_whole_column_is_read_as_each_cell_is(self, day, shape):
        cell = day.strftime(shape).encode()
        column = cells._joined([[cell.decode()]])
        days, kinds = cells.read_dates(column)
        assert (days[0], kinds[0]) == dates.read(cell)

    @given(st.text("0123456789-/", min_size=10, max_size=10))
    def test_ten_letters_of_any_shape_are_read_as_each_cell_is(self, text):
        days, kinds = cells.read_dates(cells._joined([[text]]))
        assert (days[0], kinds[0]) == dates.read(text.encode())

    @given(st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1)), st.integers(-14 * 4, 14 * 4))
    def test_a_moment_is_the_day_in_london(self, moment, quarters):
        local = moment.replace(microsecond=0)
        away = timedelta(minutes=15 * quarters)
        sign = "-" if quarters < 0 else "+"
        hours, minutes = divmod(abs(15 * quarters), 60)
        days, kind = dates.read(f"{local.isoformat()}{sign}{hours:02}:{minutes:02}".encode())
        expected = (local - away).replace(tzinfo=UTC).astimezone(ZoneInfo("Europe/London"))
        assert (as_date(days), kind) == (expected.date(), Cell.MOVED_TO_LONDON)


class TestRows:
    def test_each_row_is_accounted_for_with_its_number(self, reading):
        found = reading(
            "Child ID,Referral Date,Removal,Notes\n"
            "1,2024-01-01,08/01/2024,x\n"
            '2,2024-01-04,,"quoted, with\na line"\n'
            "3,10 Jan 2024,,\n"
            "4,2024-02-31,,\n"
            "5,,2024-01-02,\n"
            "6,2024-01-09,2024-01-02,\n"
            "2,2024-01-04,2024-02-01,\n"
            "\n"
            "8,2024-01-09\n"
            "9,2024-01-09,,,,\n"
            "10,2024-01-09,,,x\n"
            "11,2024-01-09,soon,\n"
        )
        assert (found.read, found.used, found.repaired, found.refused) == (11, 1, 3, 7)
        assert found.blank == 1
        assert set(told(found)) == {
            ("refused", "", (10,)),
            ("refused", "", (12,)),
            ("repaired", "", (11,)),
            ("repaired", "removal", (2,)),
            ("repaired", "referral", (4,)),
            ("refused", "referral", (5,)),
            ("refused", "referral", (6,)),
            ("refused", "removal", (7,)),
            ("refused", "id", (8,)),
            ("refused", "removal", (13,)),
        }
        assert pairs(found) == [
            ("2024-01-01", "2024-01-08"),
            ("2024-01-04", None),
            ("2024-01-10", None),
            ("2024-01-09", None),
        ]
        assert found.headings.not_read == ["Notes"]

    def test_no_cell_is_repeated_in_the_report(self, reading):
        found = reading("referral,removal\nSam Invented,\n2024-01-01,Sam Invented\n")
        assert "Sam" not in str(found.as_json())

    def test_the_package_is_given_every_row_with_readable_dates_in_its_order(self, reading):
        text = (
            "id,referral,removal,withdrawal\n1,2024-02-01,2024-01-01,\n1,2024-02-01,2024-01-01,x\n"
        )
        found = reading(text, compat=True)
        assert pairs(found) == [("2024-02-01", "2024-01-01")] * 2

    def test_a_withdrawal_is_leaving_but_not_being_seen(self, reading):
        found = reading(
            "referral,removal,withdrawn on\n"
            "2024-01-01,2024-02-01,\n"
            "2024-01-01,,2024-01-15\n"
            "2024-01-01,2024-02-01,2024-01-15\n"
            "2024-01-01,2024-01-15,2024-02-01\n"
        )
        assert found.waiting_list.seen.tolist() == [True, False, False, True]
        assert [last for _, last in pairs(found)] == ["2024-02-01"] + ["2024-01-15"] * 3

    def test_where_one_row_has_the_month_first_none_is_guessed(self, reading):
        found = reading("referral,removal\n02/01/2024,\n01/25/2024,\n25/01/2024,\n03/03/2024,\n")
        assert (found.repaired, found.refused) == (2, 2)
        assert told(found)["refused", "referral", (2,)] == dates.WORDS[Cell.ORDER_UNSURE]

    def test_the_same_child_may_come_again_on_another_day(self, reading):
        found = reading(
            "id,referral,removal\n7,2024-01-01,2024-01-05\n7,2024-03-01,\n,2024-01-01,\n"
        )
        assert found.refused == 0

    def test_a_list_with_no_rows(self, reading):
        found = reading("referral,removal,id,withdrawal\n")
        assert (found.read, found.used, len(found.waiting_list)) == (0, 0, 0)

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    @pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("quote", ["", '"'])
    def test_row_ends_delimiters_quotes_and_a_byte_order_mark(self, reading, end, mark, quote):
        rows = [
            ["referral", "x", "removal"],
            ["2024-01-01", "", "2024-01-05"],
            ["2024-01-02", "", ""],
        ]
        text = end.join(mark.join(f"{quote}{cell}{quote}" for cell in row) for row in rows)
        found = reading("\ufeff" + text)
        assert pairs(found) == [("2024-01-01", "2024-01-05"), ("2024-01-02", None)]
        assert found.used == 2

    def test_words_in_other_columns_may_be_in_any_code(self, reading):
        found = reading(b"referral,note,removal\n2024-01-01,\xff\xfe caf\xe9,2024-01-05\n")
        assert found.used == 1

    def test_an_untidy_quotation_mark_inside_a_cell_is_only_a_letter(self, reading):
        found = reading('referral,note,removal\n2024-01-01,a 5" chair,2024-01-05\n2024-01-02,,\n')
        assert found.used == 2


class TestRefusedFiles:
    @pytest.mark.parametrize(
        ("text", "message"),
        [
            (b"", "empty"),
            (b" \n\n", "empty"),
            (b"PK\x03\x04rest", "workbook"),
            ("referral,removal\n2024-01-01,\n".encode("utf-16"), "plain text"),
            (b"first,last\n2024-01-01,\n", "no column named 'referral'"),
            (b"referral,gone\n2024-01-01,\n", "no column named 'removal'"),
            (b"referral,Referral Date,removal\n", "2 columns"),
            (b'referral,removal\n2024-01-01,\n"2024-01-02,\n2024-01-03,\n', "After row 2"),
        ],
    )
    def test_it_says_what_is_wrong(self, reading, text, message):
        with pytest.raises(Unreadable, match=message):
            reading(text)

    def test_columns_can_be_named(self, reading):
        text = "in,out,removal\n2024-01-01,2024-01-02,x\n"
        found = reading(text, {"referral": "in", "removal": "out"})
        assert pairs(found) == [("2024-01-01", "2024-01-02")]
        with pytest.raises(Unreadable, match="'inn'"):
            reading(text, {"referral": "inn"})

    def test_a_row_without_end_and_too_many_rows(self, reading, monkeypatch):
        monkeypatch.setattr(file, "LONGEST_ROW_BYTES", 64)
        monkeypatch.setattr(file, "BLOCK_BYTES", 64)
        with pytest.raises(Unreadable, match="longer than a megabyte"):
            reading(b"referral,removal\n" + b"x" * 200)
        with pytest.raises(Unreadable, match="Row 1"):
            reading(b"x" * 200)
        monkeypatch.setattr(file, "MOST_ROWS", 10)
        with pytest.raises(Unreadable, match="more than 10 rows"):
            reading("referral,removal\n" + "2024-01-01,\n" * 40)


CELLS = st.one_of(
    st.dates(date(2015, 1, 1), date(2030, 1, 1)).map(lambda day: day.isoformat()),
    st.dates(date(2015, 1, 1), date(2030, 1, 1)).map(lambda day: day.strftime("%d/%m/%Y")),
    st.sampled_from(["", "NA", "soon", "31/02/2024", "2024-06-30T23:30Z", 'a "b"', "x,y", "a\nb"]),
    st.text(max_size=6).filter(lambda text: "\x00" not in text),
)


class TestAnyFile:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(
        rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), max_size=25),
        block=st.sampled_from([16, 100, 1 << 20]),
    )
    def test_the_counts_always_add_up(self, tmp_path, monkeypatch, rows, block):
        """Also when the file is read a few bytes at a time, and whatever stands in it."""
        path = tmp_path / "any.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["id", "referral", "removal"])
            writer.writerows(rows)
        with monkeypatch.context() as patch:
            patch.setattr(file, "BLOCK_BYTES", block)
            found = read_list(path)
        assert found.used + found.repaired + found.refused == found.read
        assert found.read + found.blank == len(rows)
        assert len(found.waiting_list) == found.used + found.repaired
        refused = {n for p in found.problems if p.action == "refused" for n in p.rows.tolist()}
        repaired = {n for p in found.problems if p.action == "repaired" for n in p.rows.tolist()}
        assert (len(refused), len(repaired)) == (found.refused, found.repaired)
        assert not refused & repaired

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
    @given(text=st.binary(max_size=300), block=st.sampled_from([16, 1 << 20]))
    def test_no_file_crashes_it(self, tmp_path, monkeypatch, text, block):
        path = tmp_path / "any.csv"
        path.write_bytes(b"referral,removal\n" + text)
        with monkeypatch.context() as patch:
            patch.setattr(file, "BLOCK_BYTES", block)
            try:
                found = read_list(path)
            except Unreadable:
                return
        assert found.used + found.repaired + found.refused == found.read
