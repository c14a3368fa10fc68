"""How full pick bins should be: proposed from past picks, with the reason, and accepted."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from landbridge.kit.clock import VirtualClock
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import LevelPage, Wrong
from landbridge.wms.master.contracts import ItemView, UomView
from landbridge.wms.testing import SITE, fill, sale, wish
from landbridge.wms.upkeep.levels import operations
from landbridge.wms.upkeep.levels.rules import Face, Wish, level_of

D = Decimal
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
WISH = Wish(service=D("0.95"), lead_days=1, review_days=1)
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(40)]


@pytest.fixture
def busy(floor: Ground) -> Ground:
    """Ten days: BOLT is picked every day, NUT on the first one only; PAINT's bin never."""
    ground = Ground(floor.pg, VirtualClock(NOW), floor.secrets, random.Random(1))
    fill(ground, wish("A-01", "BOLT", 500), wish("A-02", "NUT", 50))
    for bin, item, most in (("A-01", "BOLT", 4), ("A-02", "NUT", 9), ("A-03", "PAINT", 9)):
        level(ground, bin, item, D(most))
    for day in range(10):
        sold(ground, f"B{day}", "BOLT", 10 + day % 3)
        if day == 0:
            sold(ground, "N", "NUT", 1)
        ground.clock.advance(86_400)  # type: ignore[attr-defined]
    return ground


def level(ground: Ground, bin: str, item: str, most: Decimal) -> None:
    facade.put_pick_bin(ground, key=f"{bin}/{most}", actor="ivo", site=SITE, bin=bin, item=item,
                        quantity_min=D(1), quantity_max=most)  # fmt: skip


def sold(ground: Ground, number: str, item: str, quantity: int) -> None:
    facade.accept(ground, sale(number, ("1", item, quantity)), key=number)
    facade.allocate_open(ground)
    for task in facade.tasks(ground, site=SITE, kind="pick").rows:
        facade.confirm_pick(ground, key=f"pick/{task.task_id}", actor="paul", bin=task.bin,
                            task_id=task.task_id, item=task.item)  # fmt: skip


def study(ground: Ground, key: str = "ask", **more: int) -> LevelPage:
    asked = facade.ask_levels(ground, key=key, actor="mia", site=SITE, **more)
    assert facade.study_levels(ground) == asked.level_study_id
    page = facade.level_study(ground, level_study_id=asked.level_study_id)
    assert page is not None
    return page


def test_what_is_picked_every_day_wants_more_in_its_bin_and_says_why(busy: Ground) -> None:
    page = study(busy)
    assert (page.study.state, page.study.bin_count, page.study.day_count) == ("done", 3, 10)
    assert "nothing was picked from 1" in page.study.text
    first = page.proposals[0]
    assert (first.bin, first.item, first.now_min, first.now_max) == ("A-01", "BOLT", 1, 4)
    # Two days' picks of 10 to 12, and a day more in whole cases of 12.
    assert 20 <= first.quantity_min <= 24 and first.quantity_max == first.quantity_min + 12
    assert 10 <= first.per_day <= 12
    assert f"({first.method}), from 10 picks on 10 of 10 days" in first.why
    assert "lasts 2 days in 95 of 100 cases" in first.why and "in packs of 12" in first.why
    assert facade.study_levels(busy) is None
    assert facade.level_studies(busy, site=SITE) == (page.study,)


def test_accepted_levels_hold_and_what_changed_meanwhile_is_dropped(busy: Ground) -> None:
    page = study(busy)
    bolt = next(one for one in page.proposals if one.item == "BOLT")
    nut = next(one for one in page.proposals if one.item == "NUT")
    level(busy, "A-02", "NUT", D(30))
    accept = {"actor": "mia", "level_study_id": page.study.level_study_id}
    with pytest.raises(Wrong, match="Mark the bins"):
        facade.accept_levels(busy, key="none", **accept)
    with pytest.raises(Wrong, match="not of this study"):
        facade.accept_levels(busy, key="other", proposals=[10**6], **accept)
    done = facade.accept_levels(busy, key="all", every=True, **accept)
    assert done == facade.accept_levels(busy, key="all", every=True, **accept)
    assert (done.bin_count, [bin for bin, _ in done.dropped]) == (1, ["A-02"])
    now = {row.item: row for row in facade.pick_bins(busy, site=SITE).rows}
    assert now["BOLT"].quantity_min == bolt.quantity_min
    assert now["BOLT"].quantity_max == bolt.quantity_max
    assert (now["NUT"].quantity_min, now["NUT"].quantity_max) == (1, 30)
    after = facade.level_study(busy, level_study_id=page.study.level_study_id)
    assert after is not None
    assert {one.item: one.state for one in after.proposals} == {
        "BOLT": "accepted",
        "NUT": "dropped",
    }
    assert nut.level_proposal_id in {one.level_proposal_id for one in after.proposals if one.said}
    # What holds now is as proposed: the next look leaves it.
    assert "BOLT" not in {one.item for one in study(busy, key="again").proposals}


def test_more_changes_than_are_proposed_at_once_are_told(
    busy: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "PROPOSALS_MAX", 1)
    page = study(busy)
    assert len(page.proposals) == 1
    assert "The 1 that change most are proposed; accept them and look again." in page.study.text


def test_too_few_days_say_too_little_and_nonsense_is_refused(floor: Ground) -> None:
    assert "no bin of this site is a pick bin" in study(floor, key="none").study.text
    level(floor, "A-01", "BOLT", D(4))
    page = study(floor)
    assert page.proposals == () and "say too little" in page.study.text
    facade.ask_levels(floor, key="a", actor="mia", site=SITE)
    with pytest.raises(Wrong, match="is looking already"):
        facade.ask_levels(floor, key="b", actor="mia", site=SITE)
    for more, said in (({"days": 0}, "days are looked at"), ({"review_days": 0}, "looked at"),
                       ({"service": D(1)}, "of 100 cases")):  # fmt: skip
        with pytest.raises(Wrong, match=said):
            facade.ask_levels(floor, key=said, actor="mia", site=SITE, **more)


def face(quantities: list[Decimal], **more: object) -> Face:
    days = DAYS[: len(quantities)]
    plain = {"bin_id": 1, "bin": "A", "item_id": 1, "quantity_min": D(1), "quantity_max": D(2),
             "volume_mm3": None, "days": days, "quantities": quantities, "picks": len(days),
             "elsewhere": 0}  # fmt: skip
    return Face(**plain | more)  # type: ignore[arg-type]


def item(*uoms: UomView, digits: int = 0) -> ItemView:
    return ItemView(
        item_id=1, owner="ACME", code="X", version=1, description="", base_uom="EA",
        quantity_digits=digits, lot_controlled=False, expiry_controlled=False,
        serial_controlled=False, shelf_life_days=None, item_class="", active=True, uoms=uoms,
    )  # fmt: skip


def test_a_bin_gets_no_more_than_it_holds_and_the_reason_says_so() -> None:
    box = UomView(uom="EA", length_mm=D(100), width_mm=D(100), height_mm=D(100))
    small = face([D(20)] * 40, volume_mm3=20 * 10**6)
    found = level_of(small, item(box, UomView(uom="CS", numerator=6)), DAYS, WISH)
    assert (found.quantity_min, found.quantity_max) == (12, 18)
    assert "The bin holds 18, which is less than wanted." in found.why


def test_parts_of_a_unit_are_not_rounded_away() -> None:
    found = level_of(face([D("0.25")] * 40), item(digits=3), DAYS, WISH)
    assert (found.quantity_min, found.quantity_max, found.per_day) == (
        D("0.5"),
        D("1.5"),
        D("0.25"),
    )


def test_picks_from_other_bins_are_told() -> None:
    told = level_of(face([D(2)] * 40, elsewhere=9), item(), DAYS, WISH)
    assert "9 picks of it came from other bins" in told.why
    assert "other bins" not in level_of(face([D(2)] * 40, elsewhere=1), item(), DAYS, WISH).why
