"""One return: what may come, what came, what became of it."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_what_came_is_shown_by_condition(ada: Client, grounds: Grounds) -> None:
    row = wms.returns(grounds.wms, state="all").rows[0]
    page = ada.get(f"/returns/{row.return_id}/").content.decode()
    assert "3 of 5 came back" in page and "not decided" in page and "S-1000" in page
    assert ada.get("/returns/999999/").status_code == 404
