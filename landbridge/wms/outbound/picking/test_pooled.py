"""One scan takes the goods of a place for all orders of the pool."""

from decimal import Decimal

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import ReleasePolicy, TaskView, WaveTemplate, Wrong
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.testing import OWNER, SITE, fill, sale, wish


def released(floor: Ground, picking: str, *more: tuple[str, str, int]) -> TaskView:
    """Three orders of 2 bolts from A-01, in one wave; the first task of a picker."""
    fill(floor, wish("A-01", "BOLT", 20))
    facade.put_release_policy(floor, ReleasePolicy(site=SITE, mode="waves"), actor="mia")
    template = WaveTemplate(site=SITE, code="T", picking=picking)
    facade.put_wave_template(floor, template, actor="mia")
    for n in (1, 2, 3):
        facade.accept(floor, sale(f"O{n}", ("1", "BOLT", 2), *more), key=f"o{n}")
    facade.allocate_open(floor)
    planned = facade.plan_wave(floor, key="p", actor="mia", site=SITE, template="T")
    facade.release_wave(floor, key="r", actor="mia", wave_id=planned.wave_id)
    task = facade.next_task(floor, actor="paul", site=SITE, kinds=("pick",))
    assert task is not None
    return task


def take(floor: Ground, task: TaskView, key: str = "k", actor: str = "paul", **more: object):
    said = {"bin": "A-01", "item": "BOLT"} | more
    return facade.confirm_pool(
        floor,
        key=key,
        actor=actor,
        task_id=task.task_id,
        **said,  # type: ignore[arg-type]
    )


def picked(floor: Ground) -> list[Decimal]:
    found = []
    for n in (1, 2, 3):
        page = facade.outbound_order(floor, owner=OWNER.code, number=f"O{n}")
        assert page is not None
        found.append(page.order.ladder.picked)
    return found


def test_one_scan_serves_all_orders_of_the_pool(floor: Ground) -> None:
    task = released(floor, "pooled")
    done = take(floor, task)
    assert (done.order_count, done.picked, done.remaining) == (3, 6, 0)
    assert len(done.picked_orders) == 3
    assert picked(floor) == [2, 2, 2]
    assert take(floor, task) == done
    assert facade.tasks(floor, kind="pick").rows == ()
    assert check_books(floor) == ()


def test_lines_of_one_order_are_one_share(floor: Ground) -> None:
    task = released(floor, "pooled", ("2", "BOLT", 1))
    seen = facade.pool(floor, task_id=task.task_id)
    assert seen is not None and seen.total == 9
    assert [(one.order_number, one.quantity) for one in seen.shares] == [
        ("O1", 3), ("O2", 3), ("O3", 3),
    ]  # fmt: skip


def test_less_fills_the_first_orders_and_leaves_the_rest(floor: Ground) -> None:
    task = released(floor, "pooled")
    done = take(floor, task, quantity=Decimal(3))
    assert (done.picked, done.remaining, len(done.picked_orders)) == (3, 3, 1)
    assert picked(floor) == [2, 1, 0]
    left = facade.next_task(floor, actor="paul", site=SITE, kinds=("pick",))
    assert left is not None
    with pytest.raises(Wrong, match="4 is too many, all orders together want 3"):
        take(floor, left, "k2", quantity=Decimal(4))
    assert take(floor, left, "k3").picked == 3
    assert picked(floor) == [2, 2, 2]
    assert check_books(floor) == ()


@pytest.mark.parametrize(
    ("change", "code"), [({"bin": "A-02"}, "wrong-bin"), ({"item": "NUT"}, "wrong-item")]
)
def test_a_wrong_place_or_item_takes_nothing(floor: Ground, change: dict, code: str) -> None:
    task = released(floor, "pooled")
    with pytest.raises(Wrong) as wrong:
        take(floor, task, **change)
    assert wrong.value.code == code
    with pytest.raises(Wrong) as wrong:
        take(floor, task, actor="rita")
    assert wrong.value.code == "claimed"
    assert picked(floor) == [0, 0, 0]


def test_other_waves_are_picked_order_by_order(floor: Ground) -> None:
    task = released(floor, "cluster")
    with pytest.raises(Wrong, match="Take it order by order"):
        take(floor, task)
