"""What may be typed on the pages of messages: shape only; meaning is checked by commands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms

from goldenthread.contact.rules import CHANNELS, KINDS, MOST_DAYS, Channel, Kind
from goldenthread.contact.rules.complaints import OUTCOMES, SORTS, THEMES, Sort
from goldenthread.contact.rules.information import ANSWERS as GIVEN
from goldenthread.contact.rules.information import RIGHTS, STATES, WAITING, Right
from goldenthread.letters.rules.forms import WAYS
from goldenthread.ui.forms import DateField

MOST = 20_000  # characters in one message
BY_STAFF = (Channel.PHONE, Channel.LETTER, Channel.MEETING, Channel.TEXT, Channel.EMAIL)

ANSWERS = [
    (Channel.PORTAL.value, "They read it on this site"),
    (Channel.PHONE.value, "I told them by phone"),
    (Channel.LETTER.value, "By letter"),
    (Channel.MEETING.value, "I told them when we met"),
]
SPOKEN = (Channel.PHONE, Channel.MEETING)


class Once(forms.Form):
    """A form that is kept once, however often it is sent."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=32, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid4().hex


class Seen(forms.Form):
    """A form that knows the newest message its page showed."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, newest: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = newest

    def show_newest(self, newest: int) -> None:
        """Count what the page shows now as read, when the form is shown again."""
        typed = {name: self.data.get(name) for name in self.data}
        self.data = {**typed, self.add_prefix("seen"): str(newest)}


class Call(Once):
    """A call, letter or meeting, written down in under a minute."""

    channel = forms.ChoiceField(
        label="How it came",
        choices=[(each.value, CHANNELS[each]) for each in BY_STAFF],
        widget=forms.RadioSelect,
        initial=Channel.PHONE.value,
    )
    kind = forms.ChoiceField(
        label="What it is about",
        choices=[(each.value, words) for each, words in KINDS.items()],
        widget=forms.RadioSelect,
        initial=Kind.QUESTION.value,
    )
    received_date = DateField(
        label="The day it came",
        what="the day it came",
        help_text="To any part of the council. The answer is promised from this day.",
    )
    sender_name = forms.CharField(label="Who called or wrote", max_length=120, required=False)
    words = forms.CharField(
        label="What they said",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MOST,
    )
    answered = forms.CharField(
        label="What you answered, if you could at once",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST,
        required=False,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_date"].initial = today


class Answer(Seen, Once):
    """An answer to a family."""

    words = forms.CharField(
        label="Your answer",
        help_text="It closes the message; they can write again.",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=MOST,
    )
    channel = forms.ChoiceField(
        label="How they get it",
        choices=ANSWERS,
        initial=Channel.PORTAL.value,
        widget=forms.RadioSelect,
    )

    def __init__(
        self, *args: Any, account: bool = True, calls: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ways = self.fields["channel"]
        assert isinstance(ways, forms.ChoiceField)
        if calls:
            ways.choices = [each for each in ANSWERS if each[0] in SPOKEN]
            ways.initial = Channel.PHONE.value
            ways.help_text = "They asked for calls only. Ring them, then write what you said."
        elif not account:
            ways.choices = [each for each in ANSWERS if each[0] != Channel.PORTAL]
            ways.initial = Channel.PHONE.value
            ways.help_text = "Whoever wrote has no account here, so they cannot read it here."


class FormGiven(forms.Form):
    """How our answers were given in the form their reader needs, and on which day."""

    way = forms.ChoiceField(
        label="How was it given?",
        choices=list(WAYS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it was given."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"] = DateField(
            label="On which day?", what="the day it was given", latest=today, initial=today
        )


class TakeOn(Once):
    """A struggling family taken on by name."""

    words = forms.CharField(
        label="What you agreed with them",
        help_text="Speak to them first. Say who does what next, and when.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST,
    )


class NoteDown(Once):
    """A note between colleagues."""

    words = forms.CharField(
        label="Note for colleagues", widget=forms.Textarea(attrs={"rows": 3}), max_length=MOST
    )


class Give(forms.Form):
    """A colleague to give a message to."""

    post = forms.TypedChoiceField(label="Give it to", coerce=int, empty_value=None)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["post"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = [("", "Choose"), *colleagues]


class NoAnswer(Seen):
    """Why a message needs no answer."""

    because = forms.CharField(
        label="Why it needs no answer",
        help_text="An advertisement, a machine's reply, or a message for somebody else.",
        max_length=500,
    )


class Match(forms.Form):
    """The child a message is about, by the council's own number."""

    local_id = forms.CharField(
        label="The council's own number for the child",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
    )


class Explain(forms.Form):
    """Why a child is rightly on the list of those who hear nothing."""

    reason = forms.CharField(
        label="Why this is right for now", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    until = DateField(
        label="Until when", what="the day until which this is right", help_text="Within 90 days"
    )


class ExplainSeveral(Explain):
    """Why some children on one page of that list are rightly there, for one cause."""

    children = forms.TypedMultipleChoiceField(
        label="Which children is it true of?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the children it is true of."},
    )
    field_order = ("children", "reason", "until")

    def __init__(self, *args: Any, shown: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["children"]
        assert isinstance(chosen, forms.TypedMultipleChoiceField)
        chosen.choices = list(shown)
        self.fields["reason"].label = "Why this is right for now, for each of them"


class Promise(forms.Form):
    """How many working days an area promises for a kind of message, from a day on."""

    area = forms.TypedChoiceField(label="For which area", coerce=int)
    kind = forms.ChoiceField(
        label="What kind of message",
        choices=[(each.value, words) for each, words in KINDS.items()],
        widget=forms.RadioSelect,
    )
    working_days = forms.IntegerField(
        label="Answered within how many working days",
        help_text=f"1 to {MOST_DAYS}",
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
    )
    from_date = DateField(
        label="From which day",
        what="the day from which it is promised",
        help_text="What came before keeps the day it was promised.",
    )

    def __init__(
        self, *args: Any, areas: Iterable[tuple[int, str]], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["area"]
        assert isinstance(chosen, forms.TypedChoiceField)
        chosen.choices = list(areas)
        self.fields["from_date"].initial = today


# Complaints


class Complain(Once):
    """A complaint written down by staff, in the family's own words."""

    sort = forms.ChoiceField(
        label="What it is about",
        choices=[(each.value, words) for each, words in SORTS.items()],
        widget=forms.RadioSelect,
        initial=Sort.COUNCIL.value,
    )
    who = forms.ChoiceField(
        label="Who complains", widget=forms.RadioSelect, help_text="The letters go to them alone."
    )
    received_date = DateField(
        label="The day it came",
        what="the day it came",
        help_text="To any part of the council. The law counts from this day.",
    )
    words = forms.CharField(
        label="What is wrong, in their words",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MOST,
    )
    wants = forms.CharField(
        label="What would put it right",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST,
        required=False,
    )
    known_date = DateField(
        label="The day they learned of it, if they say",
        what="the day they learned of it",
        required=False,
        help_text="The Ombudsman's year runs from it.",
    )

    def __init__(
        self, *args: Any, today: date, people: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["received_date"].initial = today
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = list(people)


class Acknowledge(forms.Form):
    """That a complaint came, and how we understand it."""

    understood = forms.CharField(
        label="How we understand the complaint",
        help_text="This goes to whoever complained, with the day by which they are answered.",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST,
    )


class Longer(forms.Form):
    """An answer put off, once."""

    until = DateField(label="They hear from us by", what="the day they hear from us")
    because = forms.CharField(
        label="Why more time is needed", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class PanelDay(forms.Form):
    """The day on which the panel did the next thing."""

    on = DateField(label="On which day", what="the day")


class AnswerComplaint(forms.Form):
    """The answer to a complaint."""

    outcome = forms.ChoiceField(
        label="What we found",
        choices=[(each.value, words) for each, words in OUTCOMES.items()],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="Our answer", widget=forms.Textarea(attrs={"rows": 6}), max_length=MOST
    )
    remedy = forms.CharField(
        label="What we do to put it right",
        help_text="Needed where anything was upheld.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=MOST,
        required=False,
    )


class Further(forms.Form):
    """Why an answered complaint goes to its next stage."""

    because = forms.CharField(
        label="What is still wrong", widget=forms.Textarea(attrs={"rows": 3}), max_length=MOST
    )


class Ombudsman(forms.Form):
    """The day on which the family asked the Ombudsman."""

    on = DateField(label="The day they asked", what="the day they asked")


class Learn(forms.Form):
    """What changes because of a complaint."""

    theme = forms.ChoiceField(label="What it is about", choices=[("", "Choose"), *THEMES.items()])
    change = forms.CharField(
        label="What we do differently",
        help_text="About how we work. Name nobody.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )
    by_date = DateField(label="By which day", what="the day by which it is done")


# Requests for information


class AskForInformation(Once):
    """A request to see information, written down by staff."""

    right = forms.ChoiceField(
        label="What they want to see",
        choices=[(each.value, rule.title) for each, rule in RIGHTS.items()],
        widget=forms.RadioSelect,
        initial=Right.OWN.value,
    )
    who = forms.ChoiceField(label="Who asks", widget=forms.RadioSelect)
    asked_date = DateField(
        label="The day it came",
        what="the day it came",
        help_text="To any part of the council. The law counts from this day.",
    )
    words = forms.CharField(
        label="What they asked for, in their words",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=MOST,
    )
    known = forms.ChoiceField(
        label="Do we know that they are who they say?",
        help_text="Ask for proof only where there is a real doubt. The clock waits from today.",
        choices=[("yes", "Yes"), ("no", "No: we ask them for proof")],
        widget=forms.RadioSelect,
        initial="yes",
    )

    def __init__(
        self, *args: Any, today: date, people: Iterable[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked_date"].initial = today
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = list(people)


class GiveInformation(forms.Form):
    """The answer to a request for information."""

    outcome = forms.ChoiceField(
        label="What was given",
        choices=[(each.value, STATES[each]) for each in GIVEN],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="What was given, how, and why not the rest",
        help_text="They read this. Say that they can complain to the Information Commissioner.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=MOST,
    )


class WaitForThem(forms.Form):
    """What we ask of whoever asked."""

    waiting = forms.ChoiceField(
        label="What we asked them for",
        choices=[(each.value, words) for each, words in WAITING.items()],
        widget=forms.RadioSelect,
    )


class ItCame(forms.Form):
    """The day on which what we asked for came."""

    on = DateField(label="The day it came", what="the day it came")
