"""Pages of 25, and links that keep the rest of the query."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldenthread.ui.paging import link, paginate


def query_of(href: str) -> dict[str, list[str]]:
    return parse_qs(href.removeprefix("?"))


class TestLink:
    def test_keeps_what_is_not_changed(self) -> None:
        kept = query_of(link({"owner": "me", "rule": ["a", "b"]}, sort="due"))
        assert kept == {"owner": ["me"], "rule": ["a", "b"], "sort": ["due"]}

    def test_takes_out_what_is_set_to_none(self) -> None:
        assert query_of(link({"owner": "me", "sort": "due"}, owner=None)) == {"sort": ["due"]}

    def test_a_new_sort_starts_at_the_first_page(self) -> None:
        assert "page" not in query_of(link({"page": "4"}, sort="due"))

    def test_escapes_what_was_typed(self) -> None:
        assert link({}, name="O'Neil & Ana") == "?name=O%27Neil+%26+Ana"


class TestPaginate:
    @pytest.mark.parametrize(
        ("page", "first", "last"),
        [("1", 1, 25), ("2", 26, 50), ("3", 51, 60), ("99", 51, 60)],
    )
    def test_says_which_rows_it_shows(self, page: str, first: int, last: int) -> None:
        found = paginate(60, {"page": page})
        assert (found.first, found.last, found.offset) == (first, last, first - 1)
        assert found.pages == 3

    @pytest.mark.parametrize("page", ["", "0", "-1", "two", "1e3", "²", "٣", "9" * 30])
    def test_what_is_no_page_means_the_first(self, page: str) -> None:
        assert paginate(60, {"page": page}).number == 1

    def test_the_last_of_repeated_pages_counts(self) -> None:
        assert paginate(60, {"page": ["1", "3"]}).number == 3

    def test_an_empty_list_has_no_rows_and_no_neighbours(self) -> None:
        found = paginate(0, {})
        assert (found.first, found.last, found.offset, found.pages) == (0, 0, 0, 1)
        assert found.previous is None
        assert found.next is None

    def test_names_the_ends_and_the_neighbours_with_gaps_between(self) -> None:
        found = paginate(250, {"page": "5", "owner": "me"})
        assert [item.number for item in found.items] == [1, None, 4, 5, 6, None, 10]
        assert [item.number for item in found.items if item.current] == [5]
        assert query_of(found.items[2].href) == {"owner": ["me"], "page": ["4"]}
        assert query_of(found.previous or "") == {"owner": ["me"], "page": ["4"]}
        assert query_of(found.next or "") == {"owner": ["me"], "page": ["6"]}

    @given(st.integers(0, 5000), st.integers(1, 300))
    def test_every_row_is_on_exactly_one_page(self, total: int, page: int) -> None:
        found = paginate(total, {"page": str(page)})
        assert found.last - found.offset == min(25, total - found.offset)
        assert found.offset == (found.number - 1) * 25
        shown = [item.number for item in found.items if item.number]
        assert shown[0] == 1
        assert shown[-1] == found.pages
