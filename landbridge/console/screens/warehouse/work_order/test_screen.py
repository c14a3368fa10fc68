"""One order shows its way: fetched, made of which lots, ended."""

import re
from decimal import Decimal

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms
from tests.surfaces.seeded import kit_code


def test_an_order_shows_what_was_made_of_what(ada: Client, grounds: Grounds) -> None:
    ground = grounds.wms
    owner, code = kit_code(grounds)
    opened = wms.open_work_order(
        ground, key="w", actor="ada", site=wms.sites(ground)[0].site, kind="kit", item=code,
        owner=owner, quantity=Decimal(1),
    )  # fmt: skip
    href = f"/work-orders/{opened.work_order_id}/"
    assert "Fetching" in ada.get(href).content.decode()
    task = wms.work_order(ground, work_order_id=opened.work_order_id).tasks[0]
    wms.confirm_component(
        ground, key="p", actor="ada", task_id=task.task_id, bin=task.bin, item=task.item,
        lot=task.lot,
    )  # fmt: skip
    page = ada.get(href).content.decode()
    assert "1 can be made now" in page
    row = page[page.index(f"/tasks/{task.task_id}/") :]
    row = re.sub(r"<[^>]*>|\s+", " ", row[: row.index("</tr>")])
    assert "done" in row and "ada" in row, "who did it"
    assert re.search(rf" {task.quantity:f} +pcs ", row), (
        "how much was taken, not what is left of it"
    )
    page = ada.post(href, {"do": "release", "key": "r"}, follow=True).content.decode()
    assert "was looked at: 0 picks" in page
    page = ada.post(href, {"do": "close", "key": "c"}, follow=True).content.decode()
    assert "1 task brings components back" in page and "cancelled" in page
    again = ada.post(href, {"do": "close", "key": "d"}, follow=True).content.decode()
    assert "is closed" in again
    assert ada.get("/work-orders/999999/").status_code == 404
