"""What a kit is made of is read line by line, kept in versions, and refused whole."""

from decimal import Decimal

import pytest
from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.console.screens.warehouse.kit.screen import read_parts
from landbridge.kit.findings import LandbridgeError
from landbridge.wms import facade as wms
from tests.surfaces.seeded import kit_code


def test_lines_are_read_as_people_write_them() -> None:
    parts = read_parts("BOLT 2\n\n  RICE  0,25 KGM \nTWO WORDS 1 CS")
    assert [(part.item, part.quantity, part.uom) for part in parts] == [
        ("BOLT", 2, ""), ("RICE", Decimal("0.25"), "KGM"), ("TWO WORDS", 1, "CS"),
    ]  # fmt: skip


@pytest.mark.parametrize("line", ["BOLT", "BOLT two", "BOLT NaN", "2"])
def test_a_line_without_an_amount_is_said(line: str) -> None:
    with pytest.raises(LandbridgeError, match="Line 2 says"):
        read_parts(f"NUT 1\n{line}")


def test_a_kit_of_an_unknown_item_is_answered_in_words(ada: Client) -> None:
    answer = ada.get("/kits/kit/?code=NOPE", follow=True)
    assert answer.redirect_chain == [("/kits/", 302)]
    assert "No item has the code NOPE." in answer.content.decode()


def test_a_change_is_a_new_version(ada: Client, grounds: Grounds, person) -> None:
    owner, code = kit_code(grounds)
    href = f"/kits/kit/?owner={owner}&code={code}"
    page = wms.bom(grounds.wms, owner=owner, item=code)
    assert page is not None
    part = page.lines[0].item
    form = {"key": "k1", "parts": f"{part} 3", "note": "three now"}
    answer = ada.post(href, form, follow=True).content.decode()
    assert f"{code} is made of 1 components, version 2" in answer and "three now" in answer
    wrong = ada.post(href, form | {"key": "k2", "parts": f"{code} 1"}, follow=True)
    assert "made of itself" in wrong.content.decode()
    wrong = ada.post(href, form | {"key": "k3", "parts": "what?"}, follow=True)
    assert "Write item, amount" in wrong.content.decode()
    assert wms.bom(grounds.wms, owner=owner, item=code).bom.version == 2
    assert person("operator").post(href, form).status_code == 403
    assert ada.get("/kits/kit/", {"code": code}).status_code == 200
