"""The Jinja2 environment of every page: GOV.UK's macros, our filters, escaping always on."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.translation import gettext, ngettext
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader

from . import languages, paging, tags, words
from .forms import summary

PRODUCT = "Golden Thread"

FILTERS = {
    "long_date": words.long_date,
    "short_date": words.short_date,
    "plain_date": words.plain_date,
    "month": words.month,
    "in_days": words.in_days,
    "distance": words.distance,
    "period": words.period,
    "ago": words.ago,
    "outcome": words.outcome,
    "number": words.number,
    "count_of": words.count,
    "plural": words.plural,
    "listed": words.listed,
    "say": languages.say,
    "day_words": languages.day_words,
}


def url(name: str, *args: object, **kwargs: object) -> str:
    """Return the address of a named route: ``url("desk:thread", child_id)``.

    :raises NoReverseMatch: if there is none
    """
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_if_any(name: str) -> str | None:
    """Return the address of a named route, or None where this installation has no such page.

    Every page asks this of each link of its frame; which routes there are does not change while a
    process runs, so each is looked up once.
    """
    return _address(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache
def _address(name: str, routes: str, _prefix: str) -> str | None:
    try:
        return reverse(name, urlconf=routes)
    except NoReverseMatch:
        return None


def environment(**options: Any) -> Environment:
    """Build the environment Django's Jinja2 engine uses.

    Escaping is on whatever the options say.
    """
    ours = options.pop("loader", None)
    theirs = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options |= {
        "autoescape": True,
        "undefined": ChainableUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "loader": ChoiceLoader([loader for loader in (ours, theirs) if loader]),
        "extensions": [*options.get("extensions", []), "jinja2.ext.do", "jinja2.ext.i18n"],
    }
    env = Environment(**options)
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # the extension's
    env.filters |= FILTERS
    env.globals |= {
        "static": static,
        "url": url,
        "url_if_any": url_if_any,
        "query_link": paging.link,
        "clock_tag": tags.clock_tag,
        "form_summary": summary,
        "product": PRODUCT,
        "page_language": languages.page_language,
    }
    return env
