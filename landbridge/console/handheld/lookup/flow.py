"""Look up: scan anything and hear what it is and what stands there. Changes nothing."""

from landbridge.console.handheld.flow import Choice, Fact, Screen, State, Step, Worker, go, stay
from landbridge.console.handheld.parts import Ambiguous, identity, short, what
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy
from landbridge.wms import facade
from landbridge.wms.facade.contracts import StockRow


class Lookup:
    name = "lookup"
    title = gettext_lazy("Look up")
    hint = gettext_lazy("Scan anything to see what it is")

    def show(self, worker: Worker, state: State) -> Screen:
        number = state.get("number")
        if not number:
            return Screen(title=self.title, ask=_("Scan anything"))
        return Screen(
            title=self.title,
            ask=_("Scan anything"),
            big=number,
            big_title=state.get("what"),
            facts=_facts(worker, state),
            choices=(Choice("clear", _("Clear")),),
        )

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        result = facade.resolve_scan(worker.ground, text=code, site=worker.site)
        found = [m for m in result.meanings if worker.chosen in ("", identity(m))]
        if not found:
            return stay(state, result.why or _("%(code)s is not known here.") % {"code": code})
        if len(found) > 1:
            raise Ambiguous(code, found)
        meaning = found[0]
        worker.heard.append(meaning)
        return go(
            State(
                "shown",
                {
                    "kind": meaning.kind,
                    "number": meaning.number,
                    "owner": meaning.owner,
                    "what": meaning.text or what(meaning),
                },
            ),
            f"{what(meaning)}: {meaning.number}",
        )

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        return go(State())


def _facts(worker: Worker, state: State) -> tuple[Fact, ...]:
    if state.get("kind") == "bin":
        rows = facade.stock(worker.ground, site=worker.site, bin=state.get("number"), limit=6).rows
        return tuple(Fact(row.item, _amount(row)) for row in rows) or _empty()
    if state.get("kind") == "item":
        rows = facade.stock(
            worker.ground,
            site=worker.site,
            owner=state.get("owner"),
            item=state.get("number"),
            limit=6,
        ).rows
        return tuple(Fact(row.bin, _amount(row)) for row in rows) or _empty()
    return ()


def _amount(row: StockRow) -> str:
    words = [short(row.on_hand, row.uom)]
    if row.lot:
        words.append(_("lot %(lot)s") % {"lot": row.lot})
    if row.reserved:
        words.append(_("%(quantity)s reserved") % {"quantity": short(row.reserved, row.uom)})
    return ", ".join(words)


def _empty() -> tuple[Fact, ...]:
    return (Fact("", _("Empty")),)


flow = Lookup()
