"""Which carton to take: the advised kind first; then what goes where in it."""

from django.urls import reverse

from landbridge.console.handheld.flow import Choice, Fact, Picture, Screen, State, Step, Worker, go
from landbridge.console.handheld.words import gettext as _
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    CartonAdvice,
    CartonView,
    OutboundOrderPage,
    PackingProgress,
    Wrong,
)

SHOWN_MAX = 5


def codes(worker: Worker) -> tuple[str, ...]:
    """Kinds in use at the site, the smallest first."""
    return tuple(
        kind.code for kind in facade.carton_kinds(worker.ground, site=worker.site) if kind.active
    )


def show(worker: Worker, page: OutboundOrderPage, known: tuple[str, ...]) -> Screen:
    advice = _advice(worker, page)
    advised = [carton.kind for carton in advice.cartons]
    first = advised[0] if advised else ""
    named = {line.item: line.description for line in page.lines}
    others = [code for code in known if code != first][: SHOWN_MAX - 1]
    choices = [Choice(f"kind:{code}", code, "short") for code in others]
    if first:
        choices.insert(0, Choice(f"kind:{first}", _("Take %(kind)s") % {"kind": first}, "main"))
    return Screen(
        title=_("Pack"),
        ask=_("Which carton?"),
        preset=first,
        big=first,
        big_title=page.order.number,
        left=_("%(n)s cartons") % {"n": len(advised)} if len(advised) > 1 else "",
        facts=tuple(
            Fact(f"{count} × {item}", named.get(item) or item)
            for item, count in (advice.cartons[0].contents if advised else ())
        )[:4]
        or (Fact("", advice.text),),
        choices=(
            *choices,
            Choice("no_kind", _("Another one")),
            Choice("other", _("Another order")),
        ),
    )


def _advice(worker: Worker, page: OutboundOrderPage) -> CartonAdvice:
    return facade.carton_advice(worker.ground, order_id=page.order.order_id)


def scan(worker: Worker, page: OutboundOrderPage, state: State, code: str, key: str) -> Step:
    """A kind of carton is read, in any case."""
    wanted = code.strip().upper()
    found = next((known for known in codes(worker) if known.upper() == wanted), None)
    if found is None:
        raise Wrong(
            _("%(code)s is no carton here. Scan or press one of them.") % {"code": code},
            "unknown-carton", read=code,
        )  # fmt: skip
    return take(worker, page, found, key)


def take(worker: Worker, page: OutboundOrderPage, kind: str, key: str) -> Step:
    opened = facade.open_carton(
        worker.ground, key=f"{key}/carton", actor=worker.actor, order_id=page.order.order_id,
        kind=kind,
    )  # fmt: skip
    return go(
        State("item", {"order": str(page.order.order_id)}),
        _("Carton %(kind)s, %(sscc)s.") % {"kind": kind, "sscc": opened.sscc},
    )


def progress(worker: Worker, carton: CartonView | None) -> PackingProgress | None:
    if carton is None or not carton.has_plan:
        return None
    return facade.packing_progress(worker.ground, carton_id=carton.carton_id)


def next_picture(found: PackingProgress | None) -> Picture | None:
    """The piece that goes in next; None once everything planned is in."""
    if found is None or found.done_count >= len(found.plan.steps):
        return None
    href = reverse("packing-picture", args=[found.carton_id, found.done_count + 1])
    # Without the words beneath it: what to take stands on the screen itself.
    return Picture(f"{href}#svgView(viewBox(0,0,480,400))", _step(found))


def next_step(found: PackingProgress | None, page: OutboundOrderPage) -> tuple[str, str] | None:
    """The item that goes in next, and which step that is; None once everything planned is in."""
    if found is None or found.done_count >= len(found.plan.steps):
        return None
    item = found.plan.steps[found.done_count].item
    words = next((line.description for line in page.lines if line.item == item), "")
    return item, " · ".join(filter(None, (_step(found), words)))


def _step(found: PackingProgress) -> str:
    return _("Step %(step)s of %(count)s") % {
        "step": found.done_count + 1, "count": len(found.plan.steps),
    }  # fmt: skip
