"""One rule: what must hold, what is done then; saved only if the tests agree, or despite them."""

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import listed
from landbridge.console.audit import actor_of
from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.posting import posted
from landbridge.console.screen import Screen, Shown
from landbridge.console.screens.warehouse.rule.parts import inputs, posted_part, said
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import Rule, Rulebook, Wrong


def view(request: HttpRequest) -> Shown:
    kind, site, name = (asked(request, part) for part in ("kind", "site", "name"))
    book = wms.rulebook(grounds().wms, kind=kind, site=site)
    found = next((each.rule for each in book.rules if each.rule.name == name), None)
    if name and found is None:
        raise Http404
    rule, wrong = found or Rule(name=""), ""
    if request.method == "POST":
        rule = _given(request, book)
        try:
            return _save(request, book, rule, name)
        except Wrong as refused:
            wrong = str(refused)
    return {
        "book": book,
        "rule": rule,
        "name": name,
        "wrong": wrong,
        "key": f"console-rule-{request.request_id}",  # type: ignore[attr-defined]
        "may_write": screen.may_be_changed_by(request),
        "conditions": inputs("conditions", book.conditions, rule.conditions),
        "actions": inputs("actions", book.actions, rule.actions),
        "places": range(1, len(book.rules) + (1 if name else 2)),
    }


def _given(request: HttpRequest, book: Rulebook) -> Rule:
    place = posted(request, "position")
    return Rule(
        name=posted(request, "name"), note=posted(request, "note"),
        enabled=bool(request.POST.get("enabled")),
        position=int(place) if place.isascii() and place.isdigit() and len(place) < 5 else 0,
        conditions=posted_part(request, "conditions", book.conditions),
        actions=posted_part(request, "actions", book.actions),
    )  # fmt: skip


def _save(request: HttpRequest, book: Rulebook, rule: Rule, name: str) -> HttpResponseRedirect:
    by = {"key": posted(request, "key"), "actor": actor_of(request)}
    where = {"kind": book.kind, "site": book.site}
    despite = bool(request.POST.get("despite"))
    if request.POST.get("do") == "remove":
        changed = wms.remove_rule(grounds().wms, **by, **where, name=name, despite_failures=despite)
    else:
        changed = wms.save_rule(
            grounds().wms, **by, **where, rule=rule, replaces=name, despite_failures=despite
        )
    said(request, changed)
    return HttpResponseRedirect(listed("rules", **where))


screen = Screen(
    path="rules/rule/",
    name="rule",
    title=_("Rule"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
)
