"""Django forms drawn with GOV.UK components, and the fields Django lacks.

`Renderer` is the project's FORM_RENDERER: ``{{ form }}`` gives the error summary and every
field; ``{{ form.render("ui/forms/fields.html") }}`` the fields alone, for a page that shows the
summary above its heading with the `form_errors` macro. A form whose boxes may all be left empty,
such as a filter, sets ``says_optional = False`` so that each does not say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.template.loader import get_template
from django.utils.translation import gettext

from . import words
from .languages import is_english

PARTS = ("day", "month", "year")
EARLIEST_YEAR = 1900
TEXT_TYPES = {"number": "text"}  # GOV.UK: whole numbers are typed as text with a number pad


class Renderer(DjangoTemplates):
    """Draw forms and their fields from our templates; bare widgets (hidden) as Django does."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if not template_name.startswith("ui/forms/"):
            return super().render(template_name, context, request)
        extra = {"field_component": component, "field_inputs": inputs}
        return get_template(template_name).render({**context, **extra}, request)


# The three-part date


class DateParts(forms.Widget):
    """A day, a month and a year, each typed in its own box."""

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> dict[str, str] | str | None:
        if name in data:  # a whole ISO date, as scripts and links give it
            return str(data[name])
        return {part: (data.get(f"{name}-{part}") or "").strip() for part in PARTS}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and all(f"{name}-{part}" not in data for part in PARTS)

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}-day" if id_ else id_


def typed_parts(value: object) -> dict[str, str]:
    """Return what to show in the three boxes: what was typed, or a date taken apart."""
    if isinstance(value, Mapping):
        return {part: str(value.get(part, "")) for part in PARTS}
    if isinstance(value, str):
        found = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value.strip())
        year, month, day = found.groups() if found else ("", "", value)
        return {"day": day, "month": month, "year": year}
    if isinstance(value, date):
        return {"day": str(value.day), "month": str(value.month), "year": str(value.year)}
    return dict.fromkeys(PARTS, "")


def read_month(text: str) -> int | None:
    """Read a month as a number or an English name ("5", "May", "sept"); None if it is neither."""
    if text.isascii() and text.isdecimal():
        return int(text) if len(text) <= 2 and 1 <= int(text) <= 12 else None
    name = text.lower().rstrip(".")
    found = [i for i, month in enumerate(words.MONTHS, 1) if month.lower().startswith(name)]
    return found[0] if len(name) >= 3 and len(found) == 1 else None


class DateField(forms.Field):
    """A date typed in three parts, with one clear message for each way it can be wrong.

    `what` names the date in messages ("the date of the request"); without it the label does.
    `earliest` and `latest` are days allowed, both inclusive; views set them, since only views
    read the clock. The error code names the parts that are wrong, for the form to mark.
    """

    widget = DateParts

    def __init__(
        self,
        *,
        what: str = "",
        earliest: date | None = None,
        latest: date | None = None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.what, self.earliest, self.latest = what, earliest, latest

    @property
    def name(self) -> str:
        """What the messages call this date, in lower case: "the date of birth"."""
        return self.what or (f"the {_lower_first(str(self.label))}" if self.label else "the date")

    def clean(self, value: Any) -> date | None:
        typed = typed_parts(value)
        missing = [part for part in PARTS if not typed[part]]
        if len(missing) == len(PARTS):
            if self.required:
                raise ValidationError(f"Enter {self.name}", code="day-month-year")
            return None
        if missing:
            told = words.listed([f"a {part}" for part in missing])
            raise ValidationError(f"{self._subject} must include {told}", code="-".join(missing))
        found = self._read(typed)
        self._check_limits(found)
        self.run_validators(found)
        return found

    def to_python(self, value: Any) -> date | None:
        return self.clean(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return typed_parts(initial) != typed_parts(data)

    @property
    def _subject(self) -> str:
        return self.name[:1].upper() + self.name[1:]

    def _read(self, typed: Mapping[str, str]) -> date:
        """Read three filled boxes.

        :raises ValidationError: naming the parts that are wrong
        """
        if not re.fullmatch(r"\d{4}", typed["year"], re.ASCII):
            raise ValidationError("Year must include 4 numbers", code="year")
        year, month = int(typed["year"]), read_month(typed["month"])
        if year < EARLIEST_YEAR:
            raise ValidationError(f"Year must be {EARLIEST_YEAR} or later", code="year")
        if month is None:
            raise ValidationError(f"{self._subject} must include a real month", code="month")
        day = int(typed["day"]) if re.fullmatch(r"\d{1,2}", typed["day"], re.ASCII) else 0
        try:
            return date(year, month, day)
        except ValueError:
            raise ValidationError(f"{self._subject} must be a real date", code="day") from None

    def _check_limits(self, found: date) -> None:
        parts = "day-month-year"
        if self.earliest and found < self.earliest:
            first = words.plain_date(self.earliest)
            raise ValidationError(f"{self._subject} must be on or after {first}", code=parts)
        if self.latest and found > self.latest:
            last = words.plain_date(self.latest)
            raise ValidationError(f"{self._subject} must be on or before {last}", code=parts)


def _lower_first(text: str) -> str:
    """Lower the first letter, unless the word is an abbreviation ("NHS number")."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


# From a bound field to the inputs of a GOV.UK macro


def component(bound: BoundField) -> str:
    """Name the component that draws a field."""
    widget = bound.field.widget
    for kind, name in (
        (DateParts, "date"),
        (forms.CheckboxSelectMultiple, "checkboxes"),  # before RadioSelect, whose kind it is
        (forms.CheckboxInput, "checkboxes"),
        (forms.RadioSelect, "radios"),
        (forms.Select, "select"),
        (forms.FileInput, "file"),
        (forms.PasswordInput, "password"),
    ):
        if isinstance(widget, kind):
            return name
    if isinstance(widget, forms.Textarea):
        return "counted" if _max_length(bound) else "textarea"
    return "input"


def inputs(bound: BoundField) -> dict[str, Any]:
    """Return the inputs of the GOV.UK macro for a field, values and errors included."""
    kind = component(bound)
    found = _common(bound)
    found |= _DETAILS.get(kind, _input)(bound)
    if kind in ("date", "radios") or isinstance(bound.field.widget, forms.CheckboxSelectMultiple):
        legend = found.pop("label")
        found["fieldset"] = {"legend": {**legend, "classes": "govuk-fieldset__legend--s"}}
    return found


def summary(form: forms.BaseForm) -> list[dict[str, str]]:
    """List a form's errors for the error summary, each linked to the box that is wrong."""
    listed: list[dict[str, str]] = [{"text": str(text)} for text in form.non_field_errors()]
    for bound in form:
        listed += [
            {"text": text} if bound.is_hidden else {"text": text, "href": _target(bound)}
            for text in messages(bound)
        ]
    return listed


def messages(bound: BoundField) -> list[str]:
    """Return a field's errors in words a person can act on.

    Django's stock "This field is required." becomes "Enter ...", "Select ..." or the like; a
    message that a form chose itself stays.
    """
    stock = str(forms.Field.default_error_messages["required"])
    return [
        _required(bound) if error.code == "required" and str(text) == stock else str(text)
        for error, text in zip(bound.errors.as_data(), bound.errors, strict=True)
    ]


def _required(bound: BoundField) -> str:
    if not is_english():
        return gettext("Fill this in: {name}").format(name=bound.label)
    name = _lower_first(str(bound.label))
    if _is_single_box(bound):
        return f"Tick the box if this is so: {name}"
    verbs = {"radios": "Select", "checkboxes": "Select", "select": "Select", "file": "Choose"}
    return f"{verbs.get(component(bound), 'Enter')} {name}"


def _common(bound: BoundField) -> dict[str, Any]:
    told = getattr(bound.form, "says_optional", True) and not _is_single_box(bound)
    optional = gettext(" (optional)") if told and not bound.field.required else ""
    found: dict[str, Any] = {
        "id": bound.id_for_label or bound.auto_id,
        "name": bound.html_name,
        "label": {"text": f"{bound.label}{optional}", "classes": "govuk-label--s"},
    }
    if bound.help_text:
        found["hint"] = {"text": str(bound.help_text)}
    if bound.errors:
        found["errorMessage"] = {"text": ". ".join(messages(bound))}
    if bound.field.disabled:
        found["disabled"] = True
    return found


def _is_single_box(bound: BoundField) -> bool:
    return isinstance(bound.field.widget, forms.CheckboxInput)


def _max_length(bound: BoundField) -> int | None:
    given = getattr(bound.field, "max_length", None) or bound.field.widget.attrs.get("maxlength")
    return int(given) if given else None


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _input(bound: BoundField) -> dict[str, Any]:
    widget = bound.field.widget
    attrs = dict(widget.attrs)
    kind = getattr(widget, "input_type", "text")
    found: dict[str, Any] = {
        "type": TEXT_TYPES.get(kind, kind),
        "value": _text(widget.format_value(bound.value())),
        "classes": attrs.pop("class", ""),
        "autocomplete": attrs.pop("autocomplete", "email" if kind == "email" else ""),
        "inputmode": attrs.pop("inputmode", "numeric" if kind == "number" else ""),
    }
    if "spellcheck" in attrs:
        found["spellcheck"] = str(attrs.pop("spellcheck")).lower() == "true"
    kept = ("maxlength", "placeholder", "step", "min", "max", "autofocus")
    found["attributes"] = {k: v for k, v in attrs.items() if k not in kept}
    return found


def _password(bound: BoundField) -> dict[str, Any]:
    wanted = bound.field.widget.attrs.get("autocomplete", "current-password")
    return {"autocomplete": wanted}  # a password typed is never sent back


def _textarea(bound: BoundField) -> dict[str, Any]:
    attrs = bound.field.widget.attrs
    found: dict[str, Any] = {
        "value": _text(bound.value()),
        "rows": str(attrs.get("rows", 5)),
        "classes": attrs.get("class", ""),
        "attributes": {name: attrs[name] for name in ("autocomplete",) if name in attrs},
    }
    length = _max_length(bound)
    return found | ({"maxlength": length, **_count_words()} if length else {})


def _count_words() -> dict[str, Any]:
    """Return how the counter of letters speaks, in a language other than its own English."""
    if is_english():
        return {}
    left, over = gettext("%{count} letters left"), gettext("%{count} letters too many")
    return {
        "textareaDescriptionText": gettext("You can write %{count} letters"),
        "charactersUnderLimitText": {"one": left, "other": left},
        "charactersAtLimitText": gettext("No letters left"),
        "charactersOverLimitText": {"one": over, "other": over},
    }


def _file(bound: BoundField) -> dict[str, Any]:
    attrs = dict(bound.field.widget.attrs)
    if getattr(bound.field.widget, "allow_multiple_selected", False):
        attrs["multiple"] = "multiple"
    return {"attributes": attrs}


def _date(bound: BoundField) -> dict[str, Any]:
    typed, wrong = typed_parts(bound.value()), _wrong_parts(bound)
    birth = bound.field.widget.attrs.get("autocomplete") == "bday"
    items = [
        {
            "name": part,
            "value": typed[part],
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}"
            + (" govuk-input--error" if part in wrong else ""),
            **({"autocomplete": f"bday-{part}"} if birth else {}),
            # a month may be typed by name, so no number pad for it
            **({"inputmode": "text"} if part == "month" else {}),
        }
        for part in PARTS
    ]
    return {"id": bound.auto_id, "namePrefix": bound.html_name, "items": items}


F = TypeVar("F", bound=forms.Field)


def field_of(form: forms.BaseForm, name: str, kind: type[F]) -> F:
    """Return a field of a form as the kind it is: `field_of(form, "born", DateField).latest`.

    :raises TypeError: if it is a field of another kind
    """
    found = form.fields[name]
    if not isinstance(found, kind):
        raise TypeError(f"{name} is no {kind.__name__}.")
    return found


def give_hints(form: forms.BaseForm, name: str, hints: Mapping[str, str]) -> None:
    """Give each choice of a field a line of its own under it, by the choice's value."""
    form.fields[name].widget.__dict__["hints"] = hints


def _choices(bound: BoundField) -> dict[str, Any]:
    chosen = bound.value()
    several = chosen if isinstance(chosen, (list, tuple, set)) else [chosen]
    picked = {str(value) for value in several if value is not None}
    hints: Mapping[str, str] = getattr(bound.field.widget, "hints", {})
    items: list[dict[str, Any]] = []
    choices: Any = getattr(bound.field, "choices", ())
    for value, text in _flat(choices):
        on = str(value) in picked
        item: dict[str, Any] = {"value": str(value), "text": str(text)}
        item |= {"checked": on, "selected": on, "disabled": bound.field.disabled}
        if str(value) in hints:
            item["hint"] = {"text": hints[str(value)]}
        items.append(item)
    return {"idPrefix": bound.auto_id, "items": items}


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Take grouped choices apart: ("Group", [(value, text), ...]) gives its own pairs."""
    pairs: list[tuple[Any, Any]] = []
    for value, text in choices:
        pairs += list(text) if isinstance(text, (list, tuple)) else [(value, text)]
    return pairs


def _checkboxes(bound: BoundField) -> dict[str, Any]:
    if not _is_single_box(bound):
        return _choices(bound)
    ticked = bound.field.widget.check_test(bound.value())
    item = {"value": "on", "text": bound.label, "checked": ticked, "id": bound.auto_id}
    if bound.help_text:
        item["hint"] = {"text": str(bound.help_text)}
    return {"idPrefix": bound.auto_id, "items": [item], "hint": None}


_DETAILS = {
    "date": _date,
    "radios": _choices,
    "checkboxes": _checkboxes,
    "select": _choices,
    "file": _file,
    "password": _password,
    "textarea": _textarea,
    "counted": _textarea,
}


def _wrong_parts(bound: BoundField) -> frozenset[str]:
    """The date boxes to mark: those the error's code names, or all three."""
    if not bound.errors:
        return frozenset()
    codes = {part for error in bound.errors.as_data() for part in (error.code or "").split("-")}
    return frozenset(codes & set(PARTS)) or frozenset(PARTS)


def _target(bound: BoundField) -> str:
    """Return the link to the first box of a field that is wrong."""
    kind = component(bound)
    if kind == "date":
        part = next(part for part in PARTS if part in _wrong_parts(bound))
        return f"#{bound.auto_id}-{part}"
    return f"#{bound.auto_id}"
