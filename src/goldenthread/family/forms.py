"""What may be typed on the family's pages: shape only; meaning is checked by commands."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class HowToDraw(forms.Form):
    """In which language, and how large."""

    language = forms.ChoiceField(
        label=_("Language"), widget=forms.RadioSelect, choices=settings.LANGUAGES
    )
    large = forms.BooleanField(label=_("Show large print"), required=False)
