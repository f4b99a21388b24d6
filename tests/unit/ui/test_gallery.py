"""The gallery lists every component, with the inputs it really has."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import get_template
from jinja2 import nodes

import goldenthread.ui
from goldenthread.ui import gallery
from goldenthread.ui.jinja import environment

FOLDER = Path(goldenthread.ui.__file__).parent / "jinja2" / "ui"
ENTRIES = gallery.entries()


def macros() -> dict[str, nodes.Macro]:
    """Every macro of our own components, by file and name; inner ones left out."""
    env = environment()
    found = {}
    for file in sorted((FOLDER / "components").glob("*.html")):
        for macro in env.parse(file.read_text(encoding="utf-8")).find_all(nodes.Macro):
            if not macro.name.startswith("_"):
                found[f"{file.stem}.{macro.name}"] = macro
    return found


def test_every_component_has_one_entry() -> None:
    assert sorted(f"{entry.file}.{entry.macro}" for entry in ENTRIES) == sorted(macros())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.macro)
def test_the_inputs_listed_are_those_the_macro_takes(entry: gallery.Entry) -> None:
    macro = macros()[f"{entry.file}.{entry.macro}"]
    assert list(entry.inputs) == [argument.name for argument in macro.args]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.macro)
def test_every_example_draws_something_from_listed_inputs(entry: gallery.Entry) -> None:
    assert entry.examples
    for example in entry.examples:
        assert set(example.inputs) <= set(entry.inputs)
        assert gallery.draw(entry.file, entry.macro, **example.inputs).strip()


def test_no_template_has_a_style_a_script_or_an_escape_from_escaping() -> None:
    unsafe_allowed = {"chart.html"}  # drawings made by ui.charts
    for file in FOLDER.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert " style=" not in text, file
        assert "<style" not in text, file
        assert "onclick" not in text, file
        assert "autoescape" not in text, file
        assert ("| safe" in text) <= (file.name in unsafe_allowed), file


def test_text_given_to_a_component_is_escaped() -> None:
    bad = "<script>x</script>"
    for drawn in (
        gallery.draw("child", "identity_bar", name=bad, facts=[bad], restricted=bad, note=bad),
        gallery.draw("timeline", "timeline", items=[{"title": bad, "words": bad, "by": bad}]),
        gallery.draw("summary", "facts", rows=[{"key": bad, "value": bad}]),
        gallery.draw(
            "table",
            "data_table",
            caption=bad,
            columns=[{"text": bad}],
            rows=[[bad], [{"text": bad}]],
        ),
        gallery.draw("errors", "error_list", errors=[{"text": bad, "href": "#x"}]),
    ):
        assert "<script>" not in drawn
        assert "&lt;script&gt;" in drawn


def test_a_value_of_nought_is_not_called_missing() -> None:
    drawn = gallery.draw("summary", "facts", rows=[{"key": "Days", "value": 0}])
    assert "Not recorded" not in drawn


def test_a_sorted_column_says_which_way() -> None:
    columns = [{"text": "Due", "sort_href": "?sort=-due", "sorted": "ascending"}, {"text": "Law"}]
    drawn = gallery.draw("table", "data_table", caption="x", columns=columns, rows=[["a", "b"]])
    assert drawn.count("aria-sort") == 1
    assert 'aria-sort="ascending"' in drawn


class TestShells:
    def page(self, name: str, **context: object) -> str:
        return get_template(name).render(context)

    @pytest.mark.parametrize("name", ["403", "404", "500", "503", "not_allowed", "form_expired"])
    def test_each_page_of_refusal_stands_alone(self, name: str) -> None:
        page = self.page(f"ui/{name}.html")
        assert '<html lang="en-GB"' in page
        assert page.count("<h1") == 1
        assert " - Golden Thread</title>" in page

    def test_an_invented_child_is_said_to_be_invented(self) -> None:
        assert "Invented data: no real child" in self.page("ui/404.html", demo=True)
        assert "Invented data" not in self.page("ui/404.html", demo=False)

    def test_the_nonce_is_used_though_it_is_false_until_it_is(self) -> None:
        class Lazy:
            def __bool__(self) -> bool:
                return False

            def __str__(self) -> str:
                return "n0nce"

        assert '<script nonce="n0nce">' in self.page("ui/404.html", CSP_NONCE=Lazy())

    def test_a_refused_form_says_so_in_the_title(self) -> None:
        assert "<title>Error: Page not found" in self.page("ui/404.html", has_errors=True)

    def test_no_crown_and_no_typeface_that_belong_to_gov_uk(self) -> None:
        page = self.page("ui/404.html")
        for theirs in ("crown", "logotype", "GDS Transport", "GOV.UK", "Crown copyright"):
            assert theirs not in page

    def test_signing_out_is_a_form_that_is_sent(self) -> None:
        who = {"name": "Priya Nair", "role": "EHC officer", "sign_out": "/out/"}
        page = self.page("ui/404.html", signed_in=who)
        assert '<form method="post" action="/out/">' in page
        assert "Priya Nair" in page

    def test_nobody_signed_in_shows_no_one(self) -> None:
        assert "Sign out" not in self.page("ui/404.html")
