"""Stage: a packed carton is scanned, brought to where its truck will stand, and put down there."""

from landbridge.console.handheld.flow import Choice, Fact, Screen, State, Step, Worker, finish, go
from landbridge.console.handheld.parts import understand
from landbridge.console.handheld.words import gettext as _
from landbridge.console.handheld.words import gettext_lazy, spoken
from landbridge.wms import facade
from landbridge.wms.facade.contracts import StagingPlace

SHOWN_MAX = 4


class Stage:
    name = "stage"
    title = gettext_lazy("Stage")
    hint = gettext_lazy("Bring packed cartons to their truck")

    def show(self, worker: Worker, state: State) -> Screen:
        if state.step != "bin":
            return _show_start(worker)
        place = _place(worker, state)
        return Screen(
            title=self.title, ask=_("Scan the bin where it stands now"), big=place.bin,
            big_title=_("Bring it to") if place.bin else "",
            facts=(Fact(_("Why"), spoken(place.text)), *_facts(place)),
            choices=(Choice("other", _("Another carton")),),
        )  # fmt: skip

    def scan(self, worker: Worker, state: State, code: str, key: str) -> Step:
        if state.step != "bin":
            sscc = understand(worker, code, ("carton",), _("a closed carton")).sscc
            place = facade.staging_place(worker.ground, sscc=sscc, site=worker.site)
            return go(State("bin", {"carton": sscc}), _others(place))
        place = _place(worker, state)
        target = understand(worker, code, ("bin",), _("a staging or shipping bin")).number
        done = facade.stage_carton(
            worker.ground, key=key, actor=worker.actor, sscc=place.sscc, bin=target,
            site=worker.site,
        )  # fmt: skip
        return finish(State(), done.text)

    def press(self, worker: Worker, state: State, choice: str, key: str) -> Step:
        return go(State())


def _place(worker: Worker, state: State) -> StagingPlace:
    return facade.staging_place(worker.ground, sscc=state.get("carton"), site=worker.site)


def _show_start(worker: Worker) -> Screen:
    waiting = facade.cartons_standing(
        worker.ground, site=worker.site, staged=False, limit=SHOWN_MAX
    ).rows
    return Screen(
        title=Stage.title, ask=_("Scan a carton"),
        facts=tuple(
            Fact(row.bin, " · ".join(filter(None, (row.order_number, row.carrier_code))))
            for row in waiting
        ) or (Fact("", _("No packed carton waits to be staged.")),),
    )  # fmt: skip


def _facts(place: StagingPlace) -> tuple[Fact, ...]:
    return (
        Fact(_("Carton"), place.sscc), Fact(_("Order"), place.order_number),
        Fact(_("Carrier"), place.carrier_code), Fact(_("It stands in"), place.stands_in),
    )  # fmt: skip


def _others(place: StagingPlace) -> str:
    if not place.others:
        return ""
    there = ", ".join(f"{each.bin} ({each.carton_count})" for each in place.others)
    return _("Other cartons of the order stand in %(bins)s.") % {"bins": there}


flow = Stage()
