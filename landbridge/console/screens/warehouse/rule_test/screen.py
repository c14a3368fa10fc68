"""One test of rules: given these circumstances, when this happens, then the rules answer this."""

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
from landbridge.wms.facade.contracts import Rulebook, RuleTest, Wrong


def view(request: HttpRequest) -> Shown:
    kind, site, name = (asked(request, part) for part in ("kind", "site", "name"))
    book = wms.rulebook(grounds().wms, kind=kind, site=site)
    found = next((test for test in book.tests if test.name == name), None)
    if name and found is None:
        raise Http404
    test, wrong = found or RuleTest(name=""), ""
    if request.method == "POST":
        test = _given(request, book)
        try:
            return _save(request, book, test, found)
        except Wrong as refused:
            wrong = str(refused)
    return {
        "book": book,
        "test": test,
        "name": name,
        "wrong": wrong,
        "key": f"console-rule-test-{request.request_id}",  # type: ignore[attr-defined]
        "may_write": screen.may_be_changed_by(request),
        "given": inputs("given", book.given, test.given),
        "event": inputs("event", book.event, test.event),
        "expected": inputs("expected", book.expected, test.expected),
    }


def _given(request: HttpRequest, book: Rulebook) -> RuleTest:
    return RuleTest(
        name=posted(request, "name"), given=posted_part(request, "given", book.given),
        event=posted_part(request, "event", book.event),
        expected=posted_part(request, "expected", book.expected),
    )  # fmt: skip


def _save(
    request: HttpRequest, book: Rulebook, test: RuleTest, found: RuleTest | None
) -> HttpResponseRedirect:
    by = {"key": posted(request, "key"), "actor": actor_of(request)}
    where = {"kind": book.kind, "site": book.site}
    if request.POST.get("do") == "remove" and found is not None:
        said(request, wms.remove_rule_test(grounds().wms, **by, **where, test_id=found.test_id))
    else:
        said(request, wms.save_rule_test(grounds().wms, **by, **where, test=test))
    return HttpResponseRedirect(listed("rules", **where))


screen = Screen(
    path="rules/test/",
    name="rule-test",
    title=_("Test of rules"),
    view=view,
    permission="see_stock",
    writes="direct_floor",
)
