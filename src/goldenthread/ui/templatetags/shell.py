"""Our page shell around a page that another package draws with Django's own templates.

``{% shell %} title {% within %} content {% endshell %}`` puts both into `ui/wrapped.html`, so
that sign-in has the same header, footer, language and landmarks as every other page.
"""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

register = template.Library()


@dataclass
class Shell(template.Node):
    """The two parts of a wrapped page."""

    title: NodeList
    content: NodeList
    child_nodelists = ("title", "content")

    def render(self, context: Context) -> str:
        request = context.get("request")
        parts = {
            "wrapped_title": self.title.render(context).strip(),
            # Drawn and escaped by Django's own engine just above.
            "wrapped": mark_safe(self.content.render(context)),
            "has_errors": bool(getattr(context.get("form"), "errors", None)),
        }
        return render_to_string("ui/wrapped.html", parts, request=request, using="jinja2")


@register.tag
def shell(parser: Parser, token: Token) -> Shell:
    """Read the title up to ``within`` and the content up to ``endshell``."""
    title = parser.parse(("within",))
    parser.delete_first_token()
    content = parser.parse(("endshell",))
    parser.delete_first_token()
    return Shell(title=title, content=content)
