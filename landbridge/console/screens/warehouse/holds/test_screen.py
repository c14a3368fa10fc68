"""What is on hold is listed and decided upon; a wrong decision is answered and changes nothing."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_goods_are_held_and_released(ada: Client, grounds: Grounds) -> None:
    row = next(
        row for row in wms.stock(grounds.wms, limit=200).rows
        if row.available >= 2 and not row.serial and row.bin[0].isdigit()
    )  # fmt: skip
    form = {"site": row.site, "bin": row.bin, "item": row.item, "lot": row.lot, "quantity": "2",
            "reason_code": "recall", "status": "available", "decision": "hold"}  # fmt: skip
    done = ada.post("/holds/", form | {"key": "1"}, follow=True)
    assert "are on hold now" in done.content.decode()
    assert done.redirect_chain[-1][0].endswith("status=quality_hold")
    assert row.item in done.content.decode().partition("<form")[2]
    back = {"status": "quality_hold", "decision": "release", "key": "2", "reason_code": "fine"}
    page = ada.post("/holds/", form | back, follow=True).content.decode()
    assert "are available now" in page
    held = wms.stock(grounds.wms, bin=row.bin, status="quality_hold").rows
    assert held == ()
    for wrong in ({"quantity": "many"}, {"decision": "forget"}, {"bin": "NO"}):
        page = ada.post("/holds/", form | back | {"key": "3"} | wrong, follow=True)
        assert 'class="tone-person"' in page.content.decode(), wrong


def test_a_viewer_decides_nothing(person) -> None:
    viewer = person("viewer")
    assert "Decision" not in viewer.get("/holds/").content.decode()
    assert viewer.post("/holds/", {}).status_code == 403
