"""Times are shown in the zone a person has chosen."""

import re

from django.test import Client


def test_times_follow_the_person(ada: Client) -> None:
    ada.post("/preferences/", {"timezone": "Asia/Kathmandu", "theme": "dark"})
    page = ada.get("/").content.decode()
    assert 'data-theme="dark"' in page
    assert re.search(r'title="[\d\-: .]+ \+0545"', page)
