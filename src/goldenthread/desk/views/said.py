"""You said, we did, you confirmed: where the partnership keeps what families said."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from goldenthread.access.request import AskedRequest
from goldenthread.access.rules import Permission, check_post
from goldenthread.access.today import today
from goldenthread.audit import commands as audit
from goldenthread.audit.rules import Action, Note
from goldenthread.heard import commands, forms
from goldenthread.heard.commands.items import NotSaid, reach
from goldenthread.heard.pages import areas_of, get_area
from goldenthread.heard.queries import helped_counts, item_rows
from goldenthread.heard.rules.items import STANDS_WORDS, NotEnded, Stands
from goldenthread.measures.rules.release import release
from goldenthread.organisations.models import LocalArea

P = Permission


def areas(request: AskedRequest) -> HttpResponse:
    """Offer the areas whose items somebody keeps; go straight to the only one."""
    check_post(request.asker, P.HEARD_KEEP)
    found = areas_of(request.asker, P.HEARD_KEEP)
    if len(found) == 1:
        return redirect("desk:said", found[0].code)
    return render(request, "desk/said_areas.html", {"areas": found})


def said(request: AskedRequest, area: str) -> HttpResponse:
    """List what families said and where each stands; by POST, write one more."""
    check_post(request.asker, P.HEARD_KEEP)
    found = get_area(request.asker, area, P.HEARD_KEEP)
    form = forms.WriteItem(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            commands.write_item(found.pk, by=request.asker, on=today(), **form.cleaned_data)
        except NotSaid as problem:
            form.add_error(None, str(problem))
        else:
            return redirect("desk:said", area)
    return _listed(request, found, form)


def _listed(
    request: AskedRequest, area: LocalArea, form: forms.WriteItem, problem: str = "", on: int = 0
) -> HttpResponse:
    audit.note(Note(action=Action.LIST, area_id=area.pk, purpose="heard-items"))
    rows = item_rows(area.pk)
    asking = [one.id for one in rows if one.stands is Stands.ASKING]
    told = {item: released(*counts) for item, counts in helped_counts(asking).items()}
    context = {
        "area": area,
        "rows": [
            {
                "item": one,
                "words": STANDS_WORDS[one.stands],
                "told": told.get(one.id),
                "asking": one.stands is Stands.ASKING,
                "mine": one.proposed_by == request.asker.user_id,
            }
            for one in rows
        ],
        "form": form,
        "errors": [{"text": problem, "href": f"#item-{on}"}] if problem else [],
        "has_errors": bool(form.errors or problem),
    }
    return render(request, "desk/said.html", context)


def released(helped: int, others: int) -> tuple[int | None, int | None]:
    """Return what of two counts may be published: the one room that decides it is `measures`."""
    table = release({("all", "helped"): helped, ("all", "others"): others})
    return table.cells["all", "helped"], table.cells["all", "others"]


Act = Callable[[AskedRequest, int], None]


@require_POST
def act(request: AskedRequest, item_id: int, what: str) -> HttpResponse:
    """Do one thing with an item: answer it, publish it, propose to end it, or agree."""
    item = reach(item_id, by=request.asker)
    area = LocalArea.objects.get(pk=item.area_id)
    if what not in ACTS:
        raise Http404
    try:
        ACTS[what](request, item_id)
    except (NotSaid, NotEnded) as problem:
        return _listed(request, area, forms.WriteItem(None), str(problem), item_id)
    return redirect("desk:said", area.code)


def _answer(request: AskedRequest, item_id: int) -> None:
    form = forms.AnswerItem(request.POST)
    if not form.is_valid():
        raise NotSaid("Use 600 letters or fewer.")
    commands.answer_item(item_id, by=request.asker, on=today(), **form.cleaned_data)


def _publish(request: AskedRequest, item_id: int) -> None:
    commands.publish_item(item_id, by=request.asker, on=today())


def _propose(request: AskedRequest, item_id: int) -> None:
    counts = released(*helped_counts([item_id]).get(item_id, (0, 0)))
    commands.propose_to_end(item_id, released=counts, by=request.asker, on=today())


def _agree(request: AskedRequest, item_id: int) -> None:
    commands.agree_to_end(item_id, by=request.asker, on=today())


ACTS: dict[str, Act] = {
    "answer": _answer, "publish": _publish, "propose": _propose, "agree": _agree,
}  # fmt: skip
