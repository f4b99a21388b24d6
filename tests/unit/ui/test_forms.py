"""Forms drawn with GOV.UK components: what was typed is kept, what is wrong is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from goldenthread.ui.forms import (
    DateField,
    component,
    field_of,
    give_hints,
    inputs,
    read_month,
    summary,
)
from goldenthread.ui.words import MONTHS

FIRST, LAST = date(2026, 9, 1), date(2026, 11, 22)


class Dated(forms.Form):
    received = DateField(label="Date the request was received", earliest=FIRST, latest=LAST)


class Optional(forms.Form):
    seen = DateField(required=False)


class Everything(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the letter", max_length=40)
    age = forms.IntegerField(label="Age", required=False)
    email = forms.EmailField(label="Email address")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    note = forms.CharField(label="Note", widget=forms.Textarea)
    reasons = forms.CharField(label="Reasons", widget=forms.Textarea, max_length=200)
    who = forms.ChoiceField(
        label="Who asked",
        choices=[("p", "A parent"), ("s", "A school")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="Needs",
        choices=[("a", "Speech"), ("b", "Moving")],
        widget=forms.CheckboxSelectMultiple,
    )
    school = forms.ChoiceField(label="School", choices=[("", "Choose"), ("1", "Invented School")])
    letter = forms.FileField(label="The letter")
    told = forms.BooleanField(label="The parents know", help_text="By letter or by phone")
    case = forms.CharField(widget=forms.HiddenInput)


def typed(day: str, month: str, year: str, name: str = "received") -> dict[str, str]:
    return {f"{name}-day": day, f"{name}-month": month, f"{name}-year": year}


def drawn(form: forms.Form) -> html.HtmlElement:
    return html.fromstring(f"<div>{form}</div>")


def marked(form: forms.Form) -> set[str]:
    """The names of the boxes drawn as wrong."""
    found = drawn(form).xpath("//input[contains(@class, 'govuk-input--error')]/@name")
    return {str(name) for name in found}


class TestReadMonth:
    @pytest.mark.parametrize("number", range(1, 13))
    def test_every_month_by_number_name_and_short_name(self, number: int) -> None:
        name = MONTHS[number - 1]
        for text in (str(number), f"{number:02}", name, name.upper(), name[:3], f"{name[:3]}."):
            assert read_month(text) == number

    @pytest.mark.parametrize("text", ["0", "13", "-1", "J", "Ju", "Mayy", "005", "٥", "x"])
    def test_what_is_no_month(self, text: str) -> None:
        assert read_month(text) is None


class TestDateField:
    @given(st.dates(FIRST, LAST))
    def test_every_real_date_is_read(self, day: date) -> None:
        form = Dated(typed(str(day.day), str(day.month), str(day.year)))
        assert form.is_valid()
        assert form.cleaned_data["received"] == day

    def test_a_month_may_be_named(self) -> None:
        form = Dated(typed("28", "sept", "2026"))
        assert form.is_valid()
        assert form.cleaned_data["received"] == date(2026, 9, 28)

    @pytest.mark.parametrize("limit", [FIRST, LAST])
    def test_the_limits_are_allowed_themselves(self, limit: date) -> None:
        assert Dated(typed(str(limit.day), str(limit.month), str(limit.year))).is_valid()

    @pytest.mark.parametrize(
        ("parts", "message", "wrong"),
        [
            (("", "", ""), "Enter the date the request was received", "day month year"),
            (
                ("28", "", "2026"),
                "The date the request was received must include a month",
                "month",
            ),
            (
                ("", "9", ""),
                "The date the request was received must include a day and a year",
                "day year",
            ),
            (("31", "9", "2026"), "The date the request was received must be a real date", "day"),
            (("0", "9", "2026"), "The date the request was received must be a real date", "day"),
            (("x", "9", "2026"), "The date the request was received must be a real date", "day"),
            (
                ("1", "13", "2026"),
                "The date the request was received must include a real month",
                "month",
            ),
            (("1", "9", "26"), "Year must include 4 numbers", "year"),
            (("1", "9", "1826"), "Year must be 1900 or later", "year"),
            (("1", "9", "٢٠٢٦"), "Year must include 4 numbers", "year"),
            (
                ("31", "8", "2026"),
                "The date the request was received must be on or after 1 September 2026",
                "day month year",
            ),
            (
                ("23", "11", "2026"),
                "The date the request was received must be on or before 22 November 2026",
                "day month year",
            ),
        ],
    )
    def test_each_way_to_be_wrong_has_its_own_message_and_marks_its_boxes(
        self, parts: tuple[str, str, str], message: str, wrong: str
    ) -> None:
        form = Dated(typed(*parts))
        assert form.errors == {"received": [message]}
        assert marked(form) == {f"received-{part}" for part in wrong.split()}

    def test_keeps_what_was_typed(self) -> None:
        page = drawn(Dated(typed("31", "Septembre", "26")))
        values = page.xpath("//input/@value")
        assert values == ["31", "Septembre", "26"]

    def test_spaces_around_a_part_do_not_matter(self) -> None:
        assert Dated(typed(" 28 ", "9 ", " 2026")).is_valid()

    def test_may_be_left_out_when_not_required(self) -> None:
        form = Optional({})
        assert form.is_valid()
        assert form.cleaned_data["seen"] is None

    def test_half_of_an_optional_date_is_still_wrong(self) -> None:
        assert not Optional(typed("28", "", "", "seen")).is_valid()

    def test_shows_the_date_it_starts_from(self) -> None:
        page = drawn(Dated(initial={"received": date(2026, 9, 28)}))
        assert page.xpath("//input/@value") == ["28", "9", "2026"]

    def test_a_link_may_give_the_whole_date(self) -> None:
        form = Dated({"received": "2026-09-28"})
        assert form.is_valid()
        assert form.cleaned_data["received"] == date(2026, 9, 28)

    def test_knows_whether_it_was_changed(self) -> None:
        started = {"received": date(2026, 9, 28)}
        assert not Dated(typed("28", "9", "2026"), initial=started).has_changed()
        assert Dated(typed("29", "9", "2026"), initial=started).has_changed()

    def test_is_one_group_with_a_name_and_its_error(self) -> None:
        (group,) = drawn(Dated(typed("31", "9", "2026"))).xpath("//fieldset")
        assert group.get("aria-describedby") == "id_received-error"
        assert group.findtext("legend").strip() == "Date the request was received"


class TestComponents:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("name", "input"),
            ("age", "input"),
            ("secret", "password"),
            ("note", "textarea"),
            ("reasons", "counted"),
            ("who", "radios"),
            ("needs", "checkboxes"),
            ("school", "select"),
            ("letter", "file"),
            ("told", "checkboxes"),
        ],
    )
    def test_each_kind_of_field_has_its_component(self, name: str, kind: str) -> None:
        assert component(Everything()[name]) == kind

    def test_every_box_has_a_label_that_points_at_it(self) -> None:
        page = drawn(Everything())
        boxes = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
        labelled = set(page.xpath("//label/@for"))
        assert len(boxes) == 13
        assert {box.get("id") for box in boxes} <= labelled

    def test_a_number_is_typed_as_text_with_a_number_pad(self) -> None:
        found = inputs(Everything()["age"])
        assert (found["type"], found["inputmode"]) == ("text", "numeric")

    def test_only_what_may_be_left_out_says_so(self) -> None:
        labels = [text.strip() for text in drawn(Everything()).xpath("//label/text()")]
        assert [text for text in labels if text.endswith("(optional)")] == ["Age (optional)"]

    def test_a_form_of_optional_boxes_need_not_say_so(self) -> None:
        form = Optional()
        form.says_optional = False  # type: ignore[attr-defined]
        assert "(optional)" not in str(form)

    def test_a_hint_and_an_error_are_read_out_with_the_box(self) -> None:
        page = drawn(Everything({}))
        (box,) = page.xpath("//input[@name='name']")
        assert box.get("aria-describedby").split() == ["id_name-hint", "id_name-error"]

    def test_a_password_is_never_sent_back(self) -> None:
        page = str(Everything({"secret": "correct horse"}))
        assert "correct horse" not in page

    def test_what_was_typed_and_chosen_stays(self) -> None:
        page = drawn(
            Everything({"name": "A & <b>", "who": "s", "needs": ["b"], "school": "1", "told": "on"})
        )
        assert page.xpath("//input[@name='name']/@value") == ["A & <b>"]
        assert page.xpath("//input[@checked]/@value") == ["s", "b", "on"]
        assert page.xpath("//option[@selected]/@value") == ["1"]

    def test_what_was_typed_cannot_become_markup(self) -> None:
        page = str(Everything({"name": "<script>alert(1)</script>", "note": "</textarea><script>"}))
        assert "<script>" not in page

    def test_a_hidden_field_is_carried_without_a_label(self) -> None:
        page = drawn(Everything(initial={"case": "c-1"}))
        assert page.xpath("//input[@type='hidden']/@value") == ["c-1"]

    def test_grouped_choices_are_all_offered(self) -> None:
        class Grouped(forms.Form):
            where = forms.ChoiceField(choices=[("Derby", [("1", "One"), ("2", "Two")]), ("3", "3")])

        assert drawn(Grouped()).xpath("//option/@value") == ["1", "2", "3"]

    def test_a_choice_may_have_a_hint(self) -> None:
        class Hinted(forms.Form):
            who = forms.ChoiceField(choices=[("p", "A parent")], widget=forms.RadioSelect)

        Hinted.base_fields["who"].widget.hints = {"p": "Or a carer"}  # type: ignore[attr-defined]
        assert "Or a carer" in str(Hinted())


class TestErrors:
    def told(self, form: forms.Form) -> list[tuple[str | None, str]]:
        return [(one.get("href"), one["text"]) for one in summary(form)]

    def test_every_error_links_to_a_box_that_is_there(self) -> None:
        form = Everything({})
        boxes = set(drawn(form).xpath("//input/@id | //select/@id | //textarea/@id"))
        links = [href for href, _ in self.told(form) if href]
        assert len(links) == 10
        assert {href.removeprefix("#") for href in links} <= boxes

    def test_says_what_to_do_instead_of_that_a_field_is_required(self) -> None:
        words = dict(self.told(Everything({})))
        assert words["#id_name"] == "Enter name"
        assert words["#id_who"] == "Select who asked"
        assert words["#id_letter"] == "Choose the letter"
        assert words["#id_told"] == "Tick the box if this is so: the parents know"

    def test_a_message_the_form_chose_stays(self) -> None:
        class Own(forms.Form):
            name = forms.CharField(error_messages={"required": "We need a name to write to"})

        assert self.told(Own({})) == [("#id_name", "We need a name to write to")]

    def test_a_date_links_to_its_first_wrong_box(self) -> None:
        assert self.told(Dated(typed("28", "", "26")))[0][0] == "#id_received-month"

    def test_an_abbreviation_keeps_its_capitals(self) -> None:
        class Numbered(forms.Form):
            nhs = forms.CharField(label="NHS number")

        assert self.told(Numbered({})) == [("#id_nhs", "Enter NHS number")]

    def test_an_error_of_the_whole_form_comes_first_and_links_nowhere(self) -> None:
        form = Everything({})
        form.add_error(None, "This request has been decided already.")
        assert self.told(form)[0] == (None, "This request has been decided already.")

    def test_the_summary_stands_before_the_fields_and_only_when_something_is_wrong(self) -> None:
        page = str(Everything({}))
        assert page.index("There is a problem") < page.index("id_name")
        assert "There is a problem" not in str(Everything())

    def test_a_refused_upload_says_why(self) -> None:
        data: dict[str, Any] = {}
        form = Everything(data, {"letter": SimpleUploadedFile("empty.pdf", b"")})
        assert dict(self.told(form))["#id_letter"] == "The submitted file is empty."


class TestFieldOf:
    class Chosen(forms.Form):
        what = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)

    def test_a_field_comes_as_its_own_kind_and_as_no_other(self):
        form = self.Chosen()
        field_of(form, "what", forms.ChoiceField).choices = [("c", "C")]
        assert form.fields["what"].choices == [("c", "C")]
        with pytest.raises(TypeError, match="what is no DateField"):
            field_of(form, "what", DateField)

    def test_each_choice_has_its_own_hint_in_this_form_alone(self):
        form = self.Chosen()
        give_hints(form, "what", {"b": "The second of two."})
        assert "The second of two." in form.render("ui/forms/fields.html")
        assert "The second of two." not in self.Chosen().render("ui/forms/fields.html")
