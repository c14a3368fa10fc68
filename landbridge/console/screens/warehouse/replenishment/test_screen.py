"""Levels of pick bins are set, tasks made, and each says why."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_a_level_makes_a_task_that_says_why(ada: Client, grounds: Grounds) -> None:
    row = next(
        row for row in wms.stock(grounds.wms, status="available", limit=500).rows
        if not row.serial and not row.lpn and row.available >= 2
    )  # fmt: skip
    site = row.site
    target = next(
        each.code for each in wms.bins(grounds.wms, site=site)
        if str(each.kind) == "storage" and each.code != row.bin
    )  # fmt: skip
    form = {"do": "put", "key": "k1", "site": site, "bin": target, "item": row.item,
            "quantity_min": "1000", "quantity_max": "2000"}  # fmt: skip
    page = ada.post("/replenishment/", form, follow=True).content.decode()
    assert f"{target} is filled up to 2000" in page
    page = ada.post("/replenishment/", {"do": "plan", "key": "k2", "site": site}, follow=True)
    text = page.content.decode()
    assert "tasks are made" in text and "promised to picks" in text
    assert wms.tasks(grounds.wms, kind="replenishment").rows
    wrong = ada.post("/replenishment/", form | {"key": "k3", "quantity_max": "5"}, follow=True)
    assert "below the maximum" in wrong.content.decode()
