"""A test is written by a manager, wrong lines are named, and it can be taken away."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms

HOME = "/rules/test/?kind=putaway&site=HAM1"
FORM = {"key": "k", "name": "fast", "event.abc": "A", "expected.rule": "Fast movers near packing",
        "given.bins": "A reach_m=90\nB reach_m=5"}  # fmt: skip


def test_a_test_is_written_read_and_removed(ada: Client, grounds: Grounds) -> None:
    page = ada.post(HOME, FORM | {"given.bins": "A reach=9"}).content.decode()
    assert "Line 1: reach=9 is not understood" in page
    page = ada.post(HOME, FORM, follow=True).content.decode()
    assert "B is the empty bin nearest to packing (5 m)" in page
    assert "No test reaches: Same item together" in page
    assert "A reach_m=90\nB reach_m=5" in ada.get(f"{HOME}&name=fast").content.decode()
    ada.post(f"{HOME}&name=fast", FORM | {"key": "k2", "do": "remove"})
    assert wms.rulebook(grounds.wms, kind="putaway", site="HAM1").tests == ()
    assert ada.get(f"{HOME}&name=fast").status_code == 404
