"""Incidents and proofs over the API, in a world in which a morning has been played."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.console.tokens import create_token
from landbridge.hub import facade as hub
from tests.surfaces.seeded import SUPERUSER, message_id

INCIDENTS = "/api/v1/incidents"


def caller(*scopes: str) -> Client:
    owner_id = User.objects.get(username=SUPERUSER).pk
    key = create_token(owner_id=owner_id, name="test", scopes=scopes, days=1, by="test")
    return Client(headers={"Authorization": f"Bearer {key.reveal()}"})


def say(client: Client, href: str, body: object) -> tuple[int, dict]:
    answer = client.post(
        href, body, content_type="application/json", headers={"Idempotency-Key": f"key of {href}"}
    )
    return answer.status_code, answer.json() if answer.content else {}


@pytest.fixture
def mender(ada: Client, grounds: Grounds) -> Client:
    return caller("see_documents", "mend_documents")


def refused(client: Client) -> dict:
    rows = client.get(INCIDENTS, {"cause": "rejected"}).json()["rows"]
    return rows[-1]


def test_an_incident_is_read_assigned_commented_and_approved(mender: Client) -> None:
    row = refused(mender)
    href = f"{INCIDENTS}/{row['incident_id']}"
    assert mender.get(href).json()["proposal"]["action"] == "retry"
    assert say(mender, f"{href}/assignment", {"to": "ben", "why": "he knows them"})[0] == 200
    assert say(mender, f"{href}/comments", {"text": "I have asked the buyer."})[0] == 200
    status, told = say(mender, f"{href}/approval", {"why": "mended"})
    assert status == 202 and told["sentence"].endswith(".")
    page = mender.get(href).json()
    assert page["row"]["assigned_to"] == "ben"
    assert {"assigned", "comment", "approved"} <= {one["what"] for one in page["entries"]}


def test_what_the_facts_close_is_not_closed_by_hand(mender: Client) -> None:
    href = f"{INCIDENTS}/{refused(mender)['incident_id']}/closing"
    status, told = say(mender, href, {"why": "I am tired of it"})
    assert 400 <= status < 500 and "closes by itself" in str(told)


def test_who_only_sees_mends_nothing(ada: Client, grounds: Grounds) -> None:
    viewer = caller("see_documents")
    href = f"{INCIDENTS}/{refused(viewer)['incident_id']}"
    assert say(viewer, f"{href}/approval", {"why": "please"})[0] == 403
    assert viewer.get(f"{INCIDENTS}/999999").status_code == 404


def test_a_proof_is_read_and_had_as_a_file_that_verifies(mender: Client, grounds: Grounds) -> None:
    href = f"/api/v1/documents/{message_id(grounds, 'S-1000')}/proof"
    proof = mender.get(href).json()
    assert proof["checks"] and all(one["ok"] is not False for one in proof["checks"])
    answer = mender.get(f"{href}.zip")
    found = hub.verify_proof(answer.content)
    assert found.holds and found.number == "S-1000"
    assert mender.get("/api/v1/documents/1/proof").status_code == 404
