"""The list of counts: asking for some, and how a site counts."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_counts_are_listed_and_asked_for(ada: Client, grounds: Grounds) -> None:
    page = ada.get("/counts/").content.decode()
    assert "ready to review" in page and "Ask for counts" in page
    site = wms.sites(grounds.wms)[0].site
    before = len(wms.cycle_counts(grounds.wms, limit=500).rows)
    form = {"do": "due", "key": "k1", "site": site}
    page = ada.post("/counts/", form, follow=True).content.decode()
    assert "Counts asked for" in page
    assert len(wms.cycle_counts(grounds.wms, limit=500).rows) > before
    page = ada.post("/counts/", {"do": "plan", "key": "k2", "site": site}, follow=True)
    assert "Say what to count" in page.content.decode()
    form = {"do": "plan", "key": "k3", "site": site, "bins": "09-01-1, 09-03-1;09-05-1"}
    assert "Counts asked for: 3." in ada.post("/counts/", form, follow=True).content.decode()


def test_a_site_says_how_it_counts(ada: Client, grounds: Grounds) -> None:
    site = wms.sites(grounds.wms)[0].site
    form = {"do": "policy", "site": site, "tolerance_percent": "3.5", "posts_small": "1",
            "days_a": "7", "days_b": "30", "days_c": "90"}  # fmt: skip
    ada.post("/counts/", form, follow=True)
    (policy,) = wms.count_policies(grounds.wms)
    assert (str(policy.tolerance_percent), policy.posts_small, policy.days_a) == ("3.5", True, 7)
    page = ada.get("/counts/", {"site": site}).content.decode()
    heading = page[page.index(">How ") : page.index('name="tolerance_percent"')]
    assert f'type="hidden" name="site" value="{site}"' in heading and "<select" not in heading
    page = ada.post("/counts/", form | {"days_a": "often"}, follow=True).content.decode()
    assert "no number of days" in page


def test_who_only_looks_cannot_ask(person, grounds: Grounds) -> None:
    viewer = person("viewer")
    assert "Ask for counts" not in viewer.get("/counts/").content.decode()
    assert viewer.post("/counts/", {"do": "due", "site": "HAM1"}).status_code == 403
