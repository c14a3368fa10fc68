"""The list of rules can be read, ordered and tried."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms

AT = {"kind": "putaway", "site": "HAM1"}


def test_rules_are_shown_and_goods_tried(ada: Client, grounds: Grounds) -> None:
    item = wms.items(grounds.wms, limit=1).rows[0].code
    page = ada.get("/rules/", AT | {"item": item, "quantity": "5"}).content.decode()
    assert "Same item together" in page and "nobody has changed them yet" in page
    assert "Rule: " in page
    for wrong in ({"item": "no such"}, {"item": item, "quantity": "many"}):
        page = ada.get("/rules/", AT | wrong).content.decode()
        assert "no such" in page or "not a quantity" in page


def test_a_rule_moves_down_once_even_if_the_form_is_sent_twice(
    ada: Client, grounds: Grounds
) -> None:
    form = AT | {"do": "down:Same item together", "key": "k1"}
    ada.post("/rules/", form)
    ada.post("/rules/", form)
    rules = wms.rulebook(grounds.wms, **AT).rules
    assert [view.rule.name for view in rules][:2] == [
        "Fast movers near packing", "Same item together",
    ]  # fmt: skip
    page = ada.post("/rules/", AT | {"do": "classify", "key": "k2"}, follow=True)
    assert "items are A" in page.content.decode()
    page = ada.post("/rules/", AT | {"do": "up:no such", "key": "k3"}, follow=True)
    assert "There is no rule called no such" in page.content.decode()


def test_an_operator_reads_only(person) -> None:
    paul = person("operator")
    assert "Add a rule" not in paul.get("/rules/").content.decode()
    assert paul.post("/rules/", AT | {"do": "classify"}).status_code == 403
