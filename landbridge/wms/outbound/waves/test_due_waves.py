"""A wave with cut-offs: planned in time, given in turn, told beforehand; late orders are named."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import (
    CutoffRow,
    WaveReleased,
    WaveTemplate,
    Wrong,
)
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.outbound.waves.planning import plan_wave_trips
from landbridge.wms.testing import SITE, fill, release_a_hall_by_waves, sale, wish

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday, 10:00 at the site


@pytest.fixture
def hall(floor: Ground) -> Ground:
    """The small warehouse with coordinates; DHL goes at 11:00 of the site, UPS at 15:00."""
    ground = Ground(floor.pg, VirtualClock(NOW), floor.secrets, random.Random(1))
    furnish(ground)
    return ground


def furnish(ground: Ground, *, z_mm: int = 0) -> None:
    release_a_hall_by_waves(ground, z_mm=z_mm)
    for carrier, at in (("DHL", "11:00"), ("UPS", "15:00")):
        cutoff = CutoffRow(
            site=SITE, carrier_code=carrier, service_code="", weekdays=(1, 2, 3, 4, 5), at=at
        )
        facade.put_cutoff(ground, cutoff, actor="mia")


def wave(ground: Ground, carriers: str, **more: object) -> int:
    """A planned wave of one order of two stops for each letter: D, U, or - for no carrier."""
    bins = [f"{zone}-{n:02d}" for n in range(1, 11) for zone in "AB"]
    fill(ground, *(wish(code, "BOLT", 2) for code in bins))
    names = {"D": "DHL", "U": "UPS", "-": ""}
    for n, letter in enumerate(carriers):
        order = replace(sale(f"{letter}{n}", ("1", "BOLT", 2)), carrier_code=names[letter])
        facade.accept(ground, order, key=f"o{n}")
        facade.allocate_open(ground)
    wanted = WaveTemplate(**{"site": SITE, "code": "T", "orders_per_trip": 2} | more)  # type: ignore[arg-type]
    facade.put_wave_template(ground, wanted, actor="mia")
    return facade.plan_wave(ground, key="p", actor="mia", site=SITE, template="T").wave_id


def release(ground: Ground, wave_id: int, **more: int) -> WaveReleased:
    return facade.release_wave(ground, key="r", actor="mia", wave_id=wave_id, **more)


def walked(ground: Ground) -> list[str]:
    """Orders of the picks as one worker is given them, tour by tour."""
    numbers = []
    while (task := facade.next_task(ground, actor="paul", site=SITE, kinds=("pick",))) is not None:
        numbers.append(task.order_number)
        facade.confirm_pick(ground, key=f"k{task.task_id}", actor="paul", task_id=task.task_id,
                            bin=task.bin, item=task.item)  # fmt: skip
    return numbers


def later_wave(ground: Ground, carrier: str) -> int:
    """Two orders of one carrier that come after the first wave."""
    for n in (7, 8):
        order = replace(sale(f"{carrier[0]}{n}", ("1", "BOLT", 2)), carrier_code=carrier)
        facade.accept(ground, order, key=f"{carrier}{n}")
    facade.allocate_open(ground)
    return facade.plan_wave(ground, key="p2", actor="mia", site=SITE, template="T").wave_id


def test_what_is_due_first_is_given_first_and_the_page_tells_when_it_is_back(hall: Ground) -> None:
    wave_id = wave(hall, "U-UD-D", pickers=2)
    before = facade.preview_wave(hall, wave_id=wave_id)
    done = release(hall, wave_id)
    told = done.outlook
    assert told is not None and release(hall, wave_id) == done
    assert (told.pickers, told.packing_min, told.late_count, told.advice) == (2, 30, 0, "")
    assert [(one.cutoff_at, one.due_at, one.order_count) for one in told.cutoffs] == [
        (datetime(2026, 3, 2, at, tzinfo=UTC), datetime(2026, 3, 2, due, 30, tzinfo=UTC), count)
        for at, due, count in ((10, 9, 2), (14, 13, 2))
    ]
    assert all(NOW < one.back_at < one.due_at for one in told.cutoffs)
    assert told.work_min is not None and told.work_min > 0
    assert told.before_m is not None and told.planned_m is not None
    assert told.gap_percent is not None and told.gap_percent >= 0
    assert [(one.cutoff_at, one.order_count) for one in before.cutoffs] == [
        (one.cutoff_at, one.order_count) for one in told.cutoffs
    ]
    page = facade.wave(hall, wave_id=wave_id)
    assert page is not None and page.outlook is not None
    assert (page.outlook.cutoffs, page.outlook.late) == (told.cutoffs, ())
    assert (page.wave.due_count, page.wave.late_count, page.wave.pickers) == (4, 0, 2)
    begins = [tour.begin_by_at for tour in page.clusters]
    assert begins == sorted(begins, key=lambda at: at or NOW + timedelta(days=9))
    letters = [number[0] for number in walked(hall)]
    assert letters[:2] == ["D", "D"] and sorted(letters) == [*"--DDUU"]
    assert check_books(hall) == ()


def test_orders_that_will_be_late_are_told_with_what_to_do_and_go_out_all_the_same(
    hall: Ground,
) -> None:
    wave_id = wave(hall, "DDDDDDDD", packing_min=59, pickers=1)
    ahead = facade.preview_wave(hall, wave_id=wave_id)
    assert ahead.late_count > 0 and "pickers instead of 1" in ahead.advice
    more = facade.preview_wave(hall, wave_id=wave_id, pickers=8)
    assert more.late_count < ahead.late_count
    done = release(hall, wave_id)
    assert done.task_count == 8 and "will be back too late, by up to" in done.text
    assert done.outlook is not None and done.outlook.gap_percent is None
    page = facade.wave(hall, wave_id=wave_id)
    assert page is not None and page.outlook is not None
    late = page.outlook.late
    assert len(late) == page.wave.late_count == page.outlook.late_count > 0
    assert all(one.back_at > one.due_at and one.late_min >= 1 for one in late)
    assert page.outlook.advice == page.wave.advice != ""
    assert len(walked(hall)) == 8


def test_picks_high_up_take_longer_those_of_others_too(hall: Ground) -> None:
    first = wave(hall, "UUU")
    release(hall, first)
    second = later_wave(hall, "UPS")

    def work() -> tuple[float, float]:
        """Of the wave, and when it is back."""
        plan = plan_wave_trips(hall, second, pickers=1)
        assert plan.whole.work_s is not None
        return plan.whole.work_s, max(due.back_at.timestamp() for due in plan.dues)

    low = work()
    furnish(hall, z_mm=2_900)
    high = work()
    # 20 s on steps instead of 2 s bent down: at two picks of its own and three that come before.
    assert high[0] - low[0] == pytest.approx(2 * 18)
    assert high[1] - low[1] == pytest.approx(5 * 18)


def test_without_cutoffs_clusters_stay_as_they_are(hall: Ground) -> None:
    wave_id = wave(hall, "----")
    done = release(hall, wave_id)
    told = done.outlook
    assert told is not None and told.cutoffs == () and told.pickers is None
    assert told.work_min is not None and done.bound_m is not None
    page = facade.wave(hall, wave_id=wave_id)
    assert page is not None and all(tour.begin_by_at is None for tour in page.clusters)
    assert page.wave.due_count == 0


def test_pickers_come_from_the_wave_the_template_or_the_shift(hall: Ground) -> None:
    wave_id = wave(hall, "DU")
    assert "nobody said" in facade.preview_wave(hall, wave_id=wave_id).text
    facade.put_shift(hall, site=SITE, on_day=date(2026, 3, 2), people_count=7, hours=Decimal(8),
                     actor="mia")  # fmt: skip
    assert "Pickers: 7, as the day's shift" in facade.preview_wave(hall, wave_id=wave_id).text
    asked = facade.preview_wave(hall, wave_id=wave_id, pickers=3)
    assert (asked.pickers, "Pickers: 3, as asked for" in asked.text) == (3, True)
    with pytest.raises(Wrong, match="people pick a wave"):
        facade.preview_wave(hall, wave_id=wave_id, pickers=0)
    with pytest.raises(Wrong, match="people pick a wave"):
        facade.put_wave_template(hall, WaveTemplate(site=SITE, code="X", pickers=501), actor="mia")
    with pytest.raises(Wrong, match="Packing and loading"):
        facade.put_wave_template(
            hall, WaveTemplate(site=SITE, code="X", packing_min=-1), actor="mia"
        )


def test_zones_are_planned_apart_and_an_order_is_back_with_its_last_tour(hall: Ground) -> None:
    fill(hall, wish("A-03", "BOLT", 9), wish("B-03", "NUT", 9))
    for n in range(3):
        order = sale(f"Z{n}", ("1", "BOLT", 1), ("2", "NUT", 1))
        facade.accept(hall, replace(order, carrier_code="DHL"), key=f"z{n}")
    facade.allocate_open(hall)
    template = WaveTemplate(site=SITE, code="T", picking="zone", orders_per_trip=10, pickers=1)
    facade.put_wave_template(hall, template, actor="mia")
    wave_id = facade.plan_wave(hall, key="p", actor="mia", site=SITE, template="T").wave_id
    done = release(hall, wave_id)
    assert (done.tour_count, "Each zone is counted" in done.outlook.text) == (2, True)
    page = facade.wave(hall, wave_id=wave_id)
    assert page is not None and page.outlook is not None
    (cutoff,) = page.outlook.cutoffs
    assert cutoff.back_at == max(tour.back_at for tour in page.clusters if tour.back_at)


def test_a_later_wave_that_is_due_sooner_goes_first(hall: Ground) -> None:
    first = wave(hall, "UU")
    release(hall, first)
    second = later_wave(hall, "DHL")
    told = facade.release_wave(hall, key="r2", actor="mia", wave_id=second).outlook
    assert told is not None and "keep them busy" not in told.text
    assert [number[0] for number in walked(hall)] == [*"DDUU"]


def test_a_cancelled_wave_expects_nothing_back(hall: Ground) -> None:
    wave_id = wave(hall, "DU")
    release(hall, wave_id)
    facade.cancel_wave(hall, key="c", actor="mia", wave_id=wave_id)
    page = facade.wave(hall, wave_id=wave_id)
    assert page is not None and page.outlook is None and page.wave.due_count == 0
