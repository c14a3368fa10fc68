"""One count: both rounds side by side, and a decision that books it."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_what_two_people_counted_is_shown_and_approved(ada: Client, grounds: Grounds) -> None:
    (row,) = wms.cycle_counts(grounds.wms, state="ready_to_review").rows
    href = f"/counts/{row.count_id}/"
    page = ada.get(href).content.decode()
    assert "Round 2" in page and "pavel" in page and "rita" in page and "Approve and book" in page
    page = ada.post(href, {"do": "approve", "key": "k1", "note": "seen"}, follow=True)
    text = page.content.decode()
    after = wms.cycle_count(grounds.wms, count_id=row.count_id)
    assert after is not None and after.count.outcome == "adjusted"
    assert after.count.adjustments[0] in text and "Approve and book" not in text
    assert ada.get("/counts/999999/").status_code == 404


def test_who_counts_is_not_shown_what_should_be_there(person, grounds: Grounds) -> None:
    (row,) = wms.cycle_counts(grounds.wms, state="ready_to_review").rows
    assert person("operator").get(f"/counts/{row.count_id}/").status_code == 403
