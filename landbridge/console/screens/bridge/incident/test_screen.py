"""One incident: people say something, assign it, and approve what it proposes."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from landbridge.hub.facade.views.incidents import IncidentFilter


def first(grounds: Grounds) -> int:
    chosen = IncidentFilter(cause="rejected")
    return hub.incident_list(grounds.hub, chosen).rows[-1].incident_id


def test_it_says_what_happened_and_what_would_mend_it(ada: Client, grounds: Grounds) -> None:
    page = ada.get(f"/incidents/{first(grounds)}/").content.decode()
    assert "was refused by erp" in page
    assert "Mend it, then retry the document." in page


def test_people_comment_and_assign(ada: Client, grounds: Grounds) -> None:
    address = f"/incidents/{first(grounds)}/"
    ada.post(address, {"do": "comment", "text": "I have asked the buyer."})
    ada.post(address, {"do": "assign", "to": "ben", "why": "he knows the supplier"})
    page = ada.get(address).content.decode()
    assert "I have asked the buyer." in page
    assert "to ben: he knows the supplier" in page


def test_approving_does_what_is_proposed(ada: Client, grounds: Grounds) -> None:
    number = first(grounds)
    ada.post(f"/incidents/{number}/", {"do": "approve"})
    page = hub.incident_page(grounds.hub, number)
    assert [one.actor for one in page.entries if one.what == "approved"] == ["ada"]


def test_who_may_not_mend_sees_no_buttons(person, grounds: Grounds) -> None:
    page = person("viewer").get(f"/incidents/{first(grounds)}/").content.decode()
    assert "was refused by erp" in page
    assert "Approve" not in page
