"""Inspect: goods on hold, looked at where they stand, and released or rejected."""

from decimal import Decimal

from landbridge.console.handheld.flow import (
    Choice,
    Fact,
    Screen,
    State,
    Step,
    Worker,
    finish,
    go,
    stay,
)
from landbridge.console.handheld.parts import (
    PIECES,
    amount,
    how_many,
    in_packs,
    in_pieces,
    pack_of,
    short,
    understand,
)
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.kit.quantity import plain
from landbridge.wms import facade
from landbridge.wms.facade.contracts import StockRow, Wrong

HELD = "quality_hold"
SHOWN_MAX = 6
BACK = Choice("back", gettext_lazy("Another place"))


class Inspect:
    name = "inspect"
    title = gettext_lazy("Inspect")
    hint = gettext_lazy("Release or reject goods on hold")

    def show(self, worker: Worker, state: State) -> Screen:
        bin_ = state.get("bin")
        if not bin_:
            return _start(worker)
        rows = _held(worker, bin_)
        if state.step == "item":
            return Screen(
                title=self.title, ask=_("Scan the item"), big=bin_,
                facts=tuple(Fact(row.item, _amount(row)) for row in rows[:SHOWN_MAX]),
                choices=(BACK,),
            )  # fmt: skip
        row = _row(rows, state)
        facts = (Fact(row.item, row.description), Fact(_("On hold"), _amount(row))) if row else ()
        if state.step == "quantity":
            return Screen(
                title=self.title, ask=how_many(state, _("How many do you decide on?")),
                field="number", big=state.get("item"), facts=facts,
                preset=in_packs(state, row.on_hand) if row else "",
                choices=(*((PIECES,) if state.get("pack") else ()), BACK),
            )  # fmt: skip
        return Screen(
            title=self.title, field="", big=f"{state.get('quantity')} × {state.get('item')}",
            facts=facts,
            choices=(
                Choice("release", _("Good: release"), "main"),
                Choice("reject", _("Damaged: reject"), "cannot"),
                BACK,
            ),
        )  # fmt: skip

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        bin_ = state.get("bin")
        if not bin_:
            place = understand(worker, code, ("bin",), _("a place")).number
            if not _held(worker, place):
                text = _("Nothing is on hold in %(bin)s.") % {"bin": place}
                raise Wrong(text, "nothing-held", read=place)
            return go(State("item", {"bin": place}))
        if state.step == "quantity":
            return _quantity(worker, state, code)
        meaning = understand(worker, code, ("item",), _("an item on hold"))
        rows = [row for row in _held(worker, bin_) if row.item == meaning.number]
        rows = [row for row in rows if not meaning.lot or row.lot == meaning.lot]
        if not rows:
            text = _("%(item)s is not on hold in %(bin)s.")
            raise Wrong(text % {"item": meaning.number, "bin": bin_}, "not-held", read=code)
        if len({row.lot for row in rows}) > 1:
            text = _("Several lots of %(item)s are here. Scan a label with the lot.")
            raise Wrong(text % {"item": meaning.number}, "lot-missing", read=code)
        row = rows[0]
        known = {"item": row.item, "owner": row.owner, "lot": row.lot, "lpn": row.lpn,
                 "serial": meaning.serial or (row.serial if len(rows) == 1 else ""),
                 "pack": pack_of(worker, meaning)["pack"]}  # fmt: skip
        return go(state.at("quantity", **known))

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        if choice == "pieces":
            return go(state.at("quantity", pack=""))
        if choice not in ("release", "reject") or state.step != "decide":
            return go(State())
        serial = state.get("serial")
        done = facade.inspect_stock(
            worker.ground, key=key, actor=worker.actor, site=worker.site, bin=state.get("bin"),
            item=state.get("item"), owner=state.get("owner"), lot=state.get("lot"),
            lpn=state.get("lpn"), serials=(serial,) if serial else (), decision=choice,
            quantity=Decimal(state.get("quantity")),
            reason_code="inspected" if choice == "release" else "rejected",
        )  # fmt: skip
        return finish(State(), " ".join(filter(None, (done.text, done.suggestion_text))))


def _quantity(worker: Worker, state: State, code: str) -> Step:
    value = in_pieces(state, amount(code))
    rows = _held(worker, state.get("bin"))
    there = sum((row.on_hand for row in rows if _is_it(row, state)), Decimal(0))
    if 0 < value <= there:
        return go(state.at("decide", quantity=plain(value)))
    words = _("%(count)s are on hold in %(bin)s. Type as many or fewer.")
    return stay(state, words % {"count": plain(there), "bin": state.get("bin")})


def _is_it(row: StockRow, state: State) -> bool:
    return (row.item, row.lot, row.lpn) == (state.get("item"), state.get("lot"), state.get("lpn"))


def _start(worker: Worker) -> Screen:
    rows = facade.stock(worker.ground, site=worker.site, status=HELD, limit=SHOWN_MAX).rows
    return Screen(
        title=_("Inspect"), ask=_("Scan the place"),
        facts=tuple(Fact(row.bin, f"{row.item} · {_amount(row)}") for row in rows)
        or (Fact("", _("Nothing is on hold.")),),
    )  # fmt: skip


def _held(worker: Worker, bin_: str) -> tuple[StockRow, ...]:
    found = facade.stock(worker.ground, site=worker.site, bin=bin_, status=HELD, limit=200)
    return found.rows


def _row(rows: tuple[StockRow, ...], state: State) -> StockRow | None:
    wanted = (state.get("item"), state.get("lot"))
    return next((row for row in rows if (row.item, row.lot) == wanted), None)


def _amount(row: StockRow) -> str:
    return " · ".join(filter(None, (short(row.on_hand, row.uom), row.lot)))


flow = Inspect()
