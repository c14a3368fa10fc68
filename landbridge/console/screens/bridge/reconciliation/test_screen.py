"""Reconciliation: an empty page says what would fill it; schedule and authority are kept."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub


def paired(grounds: Grounds) -> int:
    """A pair as the worker takes it up, written down by hand: this world's ERP cannot count."""
    with grounds.hub.pg.transaction() as conn:
        (number,) = conn.execute(
            """INSERT INTO hub.census_pair (left_id, right_id, since)
               SELECT l.id, r.id, now() FROM hub.endpoint l, hub.endpoint r
                WHERE l.name = 'erp' AND r.name = 'warehouse' RETURNING id"""
        ).fetchone()
        conn.execute(
            "INSERT INTO hub.census_turn (pair_id, subject, due_at) VALUES (%s, 'stock', now())",
            [number],
        )
    return number


def test_an_empty_page_says_what_would_fill_it(ada: Client) -> None:
    page = ada.get("/reconciliation/").content.decode()
    assert "Nothing is compared yet." in page


def test_authority_and_schedule_are_kept(ada: Client, grounds: Grounds) -> None:
    number = paired(grounds)
    ada.post(
        "/reconciliation/",
        {"do": "authority", "pair": number, "why": "the audit says so",
         "rule:stock:quantity": "left", "rule:item:*": "default"},
    )  # fmt: skip
    ada.post(
        "/reconciliation/",
        {"do": "schedule", "pair": number, "why": "less load", "enabled": "1",
         "owner": "ACME", "site": "", "option:full_every_s": "3600"},
    )  # fmt: skip
    (pair,) = hub.pair_list(grounds.hub)
    rules = {(one.object, one.field): one for one in pair.authority}
    assert (rules["stock", "quantity"].endpoint, rules["stock", "lot"].endpoint) == (
        "erp", "warehouse",
    )  # fmt: skip
    assert (pair.owner, dict(pair.options)["full_every_s"]) == ("ACME", 3600.0)
    page = ada.get("/reconciliation/").content.decode()
    assert "erp ↔ warehouse" in page


def test_a_wrong_number_changes_nothing(ada: Client, grounds: Grounds) -> None:
    number = paired(grounds)
    form = {"do": "schedule", "pair": number, "why": "x", "enabled": "1"}
    ada.post("/reconciliation/", form | {"option:full_every_s": "soon"})
    (pair,) = hub.pair_list(grounds.hub)
    assert dict(pair.options)["full_every_s"] == 900.0
