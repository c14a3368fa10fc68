"""What waits for a decision stands first, and is decided there."""

import re

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_a_return_is_decided_on_the_list(ada: Client, grounds: Grounds) -> None:
    page = ada.get("/returns/").content.decode()
    assert "RMA-3101" in page and "cracked at one side" in page
    choices = page[page.index('name="disposition"') :]
    assert '<option value="">' in choices[: choices.index("restock")], (
        "nothing is decided by default"
    )
    first = wms.undecided_returns(grounds.wms)[0]
    key = re.search(r'name="key" value="([^"]*)"', page)
    assert key is not None
    form = {"key": key[1], "return_item_id": first.return_item_id, "disposition": "restock"}
    for _ in range(2):
        answer = ada.post("/returns/", form, follow=True).content.decode()
        assert "back to stock" in answer
    assert len(wms.undecided_returns(grounds.wms)) == 1
    assert len(wms.tasks(grounds.wms, kind="putback").rows) == 1


def test_the_office_says_who_sent_what_nobody_announced(ada: Client, grounds: Grounds) -> None:
    ground = grounds.wms
    order = wms.outbound_orders(ground, state="all", text="S-1000").rows[0]
    opened = wms.open_return(ground, key="n", actor="rita", site=order.site, owner=order.owner)
    page = ada.get("/returns/").content.decode()
    assert "Nobody knows who sent these" in page and opened.number in page
    form = {"key": "k", "return_receipt_id": opened.return_receipt_id, "sender": order.number}
    answer = ada.post("/returns/", form, follow=True).content.decode()
    assert f"Return {opened.number} came from" in answer
    assert "Nobody knows who sent these" not in answer
    assert wms.return_receipts(ground)[0].customer == order.customer


def test_who_may_only_look_decides_nothing(person, grounds: Grounds) -> None:
    reader = person("viewer")
    assert reader.get("/returns/").status_code == 200
    first = wms.undecided_returns(grounds.wms)[0]
    form = {"key": "k", "return_item_id": first.return_item_id, "disposition": "scrap"}
    assert reader.post("/returns/", form).status_code == 403
