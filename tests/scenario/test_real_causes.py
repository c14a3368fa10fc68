"""Known causes of difference planted on the real Tryton and the built-in warehouse, side by side:
all found and rightly classified, none invented. (All sixty-odd, on fakes: tests/reconciliation.)"""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from erp_desk import COMPANY, OWNER
from house import ADA, House

from landbridge.hub import facade as hub
from landbridge.hub.facade.views import DeadLetterFilter, DocumentFilter
from landbridge.hub.facade.views.incidents import Cause
from landbridge.wms import facade as wms

pytestmark = pytest.mark.tryton

# A machine under load is slow; the minute is measured on a clock of its own, on the fakes.
PATIENCE_S = 240.0
PLAIN = [i for i in COMPANY.items if i.tracking == "none" and i.base_uom == "C62"]
CASED = next(item for item in PLAIN if len(item.packs) > 1)
LOTTED = next(item.code for item in COMPANY.items if item.tracking == "lot")
HAND, LATE, MORE, TWICE, SOLD, OVER, ASIDE, BUSY, OFFICE = (
    item.code for item in [one for one in PLAIN if one is not CASED][:9]
)
OPENING = (CASED.code, HAND, LATE, MORE, TWICE, SOLD, BUSY, OFFICE)


def test_causes_planted_in_real_systems_are_found_and_none_invented(house: House) -> None:
    house.tick()
    for item in OPENING:
        house.count(item, 100, key=f"opening-{item}")
    house.count(LOTTED, 100, key="opening-lot", lot="L1")
    bought = {item: house.desk.buy((item, 6)) for item in (OVER, ASIDE)}
    sold = house.desk.sell((SOLD, 4))
    house.until(lambda: house.worker.drain() and house.agrees(), within_s=PATIENCE_S)
    assert house.incidents(state="") == ()

    _typed_in_before_it_was_told(house)
    _received_more_than_ordered(house, bought)
    house.find(HAND, 3)
    house.find(LATE, 5, days_ago=5)
    house.desk.ship_by_hand(sold)
    house.desk.take_inventory(OFFICE, 98)  # an exchange like any other
    wanted = {
        CASED.code: Cause.WRONG_UNIT, MORE: Cause.WRONG_QUANTITY, LOTTED: Cause.WRONG_LOT,
        TWICE: Cause.BOOKED_TWICE, OVER: Cause.REJECTED, ASIDE: Cause.SET_ASIDE,
        HAND: Cause.MANUAL_CHANGE, LATE: Cause.BACKDATED, SOLD: Cause.NOT_TOLD,
    }  # fmt: skip
    moved = iter(range(101, 10_000))

    def found() -> bool:
        # Goods move all the while that both sides are counted.
        house.count(BUSY, next(moved), key=f"busy-{next(moved)}")
        return judged(house, wanted) == {item: {cause} for item, cause in wanted.items()}

    house.until(found, within_s=PATIENCE_S)
    house.until(lambda: house.worker.drain() and not stray(house, wanted), within_s=PATIENCE_S)
    house.tick()
    assert judged(house, wanted) == {item: {cause} for item, cause in wanted.items()}
    assert stray(house, wanted) == []


def judged(house: House, wanted: Mapping[str, Cause]) -> dict[str, set[Cause]]:
    """Causes of the incidents about stock, by item."""
    found: dict[str, set[Cause]] = {}
    for row in house.incidents():
        for item in wanted:
            if item in f"{row.title} {row.sentence}":
                found.setdefault(item, set()).add(row.cause)
    return found


def stray(house: House, wanted: Mapping[str, Cause]) -> list[str]:
    """Incidents about anything that was not planted."""
    texts = [f"{row.title}: {row.sentence}" for row in house.incidents()]
    return [text for text in texts if not any(item in text for item in wanted)]


def _typed_in_before_it_was_told(house: House) -> None:
    """The warehouse finds goods while Tryton is away; a clerk types them in by hand, wrongly."""
    hub.pause_endpoint(house.grounds.hub, endpoint="erp", mandate=ADA)
    house.count(CASED.code, 112, key="more-cases")
    house.count(MORE, 112, key="more-pieces")
    house.count(LOTTED, 112, key="more-lot", lot="L1")
    house.count(TWICE, 112, key="more-twice")
    house.worker.drain()
    case = int(CASED.packs[1].quantity)
    house.desk.type_find(_told_about(house, CASED.code), CASED.code, 12 * case)
    house.desk.type_find(_told_about(house, MORE), MORE, 10)
    house.desk.type_find(_told_about(house, LOTTED), LOTTED, 12, lot="L9")
    again = _told_about(house, TWICE)
    house.desk.type_find(again, TWICE, 12)
    hub.resume_endpoint(house.grounds.hub, endpoint="erp", mandate=ADA)
    house.worker.drain()
    house.desk.type_find(again, TWICE, 12)


def _told_about(house: House, item: str) -> str:
    """The number of the newest adjustment that tells of this item."""
    ground = house.grounds.hub
    rows = hub.document_list(ground, DocumentFilter(kind="stock_adjustment"), limit=100).rows
    for row in rows:
        if f'"{item}"' in _content(house, row.message_id):
            return row.number
    raise AssertionError(f"no adjustment tells of {item}")


def _received_more_than_ordered(house: House, bought: Mapping[str, str]) -> None:
    """Tryton asks for a decision; one of the two a person sets aside."""
    ground = house.grounds.wms
    for item, number in bought.items():
        page = wms.inbound_order(ground, owner=OWNER, number=number)
        assert page is not None
        opened = wms.open_receipt(
            ground, key=f"open-{item}", actor="rita", order_id=page.order.order_id
        )
        wms.receive_line(
            ground, key=f"line-{item}", actor="rita", receipt_id=opened.receipt_id, item=item,
            quantity=Decimal(60), reason_code="over", over_confirmed=True,
        )  # fmt: skip
        wms.close_receipt(ground, key=f"close-{item}", actor="rita", receipt_id=opened.receipt_id)
    house.until(lambda: house.worker.drain() and len(_letters(house)) == 2, within_s=PATIENCE_S)
    aside = next(one for one in _letters(house) if ASIDE in _content(house, one.message_id))
    mandate = hub.Mandate(by="ada", why="the supplier takes them back")
    hub.dismiss(house.grounds.hub, dead_letter=aside.dead_letter, mandate=mandate)


def _letters(house: House):  # type: ignore[no-untyped-def]
    return hub.dead_letters(house.grounds.hub, DeadLetterFilter()).rows


def _content(house: House, message_id: int) -> str:
    return hub.document_page(house.grounds.hub, message_id).canon.text
