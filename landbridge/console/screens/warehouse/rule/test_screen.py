"""A rule is added, changed and removed; a broken test stops that until it is wanted."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms

AT = {"kind": "putaway", "site": "HAM1"}
HOME = "/rules/rule/?kind=putaway&site=HAM1"
FORM = {
    "key": "k", "name": "Chemicals apart", "position": "1", "enabled": "1",
    "conditions.hazard_code": "any", "actions.look_for": "empty", "actions.zones": "CHEM",
}  # fmt: skip


def names(grounds: Grounds) -> list[str]:
    return [view.rule.name for view in wms.rulebook(grounds.wms, **AT).rules]


def test_a_rule_is_added_changed_and_removed(ada: Client, grounds: Grounds) -> None:
    page = ada.post(HOME, FORM, follow=True).content.decode()
    assert "Saved. No test watches" in page and "Hazard: any" in page
    assert names(grounds)[0] == "Chemicals apart"
    href = f"{HOME}&name=Chemicals+apart"
    assert 'value="CHEM"' in ada.get(href).content.decode()
    ada.post(href, FORM | {"key": "k2", "name": "Hazards apart", "position": "2"})
    assert names(grounds)[1] == "Hazards apart"
    ada.post(f"{HOME}&name=Hazards+apart", FORM | {"key": "k3", "do": "remove"})
    assert len(names(grounds)) == 4
    assert ada.get(href).status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_stays(ada: Client, grounds: Grounds) -> None:
    page = ada.post(HOME, FORM | {"conditions.abc": "Z"}).content.decode()
    assert "Z is not one of A, B, C" in page
    assert 'value="CHEM"' in page
    assert len(names(grounds)) == 4


def test_a_failing_test_stops_the_change_until_it_is_wanted(ada: Client, grounds: Grounds) -> None:
    test = {
        "key": "t", "name": "acid", "event.hazard_code": "GHS05", "expected.bin": "P-1",
        "given.bins": "P-1 zone=PICK\nC-1 zone=CHEM",
    }  # fmt: skip
    said = ada.post("/rules/test/?kind=putaway&site=HAM1", test, follow=True).content.decode()
    assert "Tests that pass: 1 of 1" in said
    assert "acid would fail" in ada.post(HOME, FORM).content.decode()
    page = ada.post(HOME, FORM | {"despite": "1"}, follow=True).content.decode()
    assert "1 of 1 tests fail: acid" in page and "Got: bin C-1" in page
