"""Two fake endpoints counted while documents are on the way between them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from landbridge.canon import PartyRef, dump_json
from landbridge.canon.item import Item, ItemUom
from landbridge.canon.receipt_confirmation import ReceiptConfirmation, ReceivedLine
from landbridge.connect.protocols import CensusQuestion, CensusRow, SourceUnavailable
from landbridge.hub.endpoints.conftest import Mood
from landbridge.hub.facade import (
    EndpointUnusableError,
    NotFoundError,
    reconcile,
    reconciliation_list,
    reconciliation_page,
)
from landbridge.hub.facade.views import Standing, Tone
from landbridge.hub.watch.conftest import Stage, bridge_ground, mood, stage
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.quantity import EACH, Quantity, Uom

__all__ = ["bridge_ground", "mood", "stage"]

STOCK = CensusQuestion(subject="stock", owner="ACME")
CASE = Uom("CS")


def counted(code: str, value: int, uom: Uom = EACH, unconfirmed: int = 0) -> CensusRow:
    return CensusRow(
        key=("ACME", code, "", "available"), quantity=Quantity(Decimal(value), uom),
        unconfirmed=Decimal(unconfirmed),
    )  # fmt: skip


def says(mood: Mood, endpoint: str, *rounds: list[CensusRow]) -> None:
    """What an endpoint counts, round by round; the last goes on."""
    asked: list[CensusQuestion] = []

    def count(question: CensusQuestion) -> list[CensusRow]:
        asked.append(question)
        rows = rounds[min(len(asked), len(rounds)) - 1]
        return [row for row in rows if not question.items or row.key[1] in question.items]

    count.asked = asked  # type: ignore[attr-defined]
    mood.counts[endpoint] = count


def receipt(
    stage: Stage, number: str, code: str, value: int, uom: Uom = EACH, site: str = "MAIN", **more
) -> int:
    document = ReceiptConfirmation(
        number=number, owner=PartyRef("ACME"), version=1, site=site, order_number="P1",
        supplier=PartyRef("S"), received_at=datetime(2026, 3, 2, tzinfo=UTC),
        lines=(
            ReceivedLine(
                line_id="1", order_line_id="1", item=code,
                received=Quantity(Decimal(value), uom),
            ),
        ),
    )  # fmt: skip
    return stage.message(
        number=number,
        kind="receipt_confirmation",
        source="wms",
        content=dump_json(document),
        **more,
    )


def run(stage: Stage, question: CensusQuestion = STOCK, left: str = "wms", right: str = "erp"):
    return reconcile(stage.ground, left=left, right=right, question=question)


def test_both_agree(stage: Stage, mood: Mood) -> None:
    says(mood, "wms", [counted("A", 5), counted("A", 2), counted("B", 1)])
    says(mood, "erp", [counted("A", 7), counted("B", 1)])
    found = run(stage)
    assert (found.row.agrees, found.row.rounds_count, found.differences) == (True, 1, ())
    assert found.row.sentence == "wms and erp agree on 2 keys."
    assert found.row.tone is Tone.QUIET
    assert mood.closed_count == len(mood.opened) == 2


def test_what_is_on_the_way_explains_the_difference_either_way_round(
    stage: Stage, mood: Mood
) -> None:
    stage.delivery(receipt(stage, "R-1", "A", 5), target="erp")
    waiting = receipt(stage, "R-2", "B", 2)
    stage.delivery(waiting, target="erp", state="waiting")
    says(mood, "wms", [counted("A", 15), counted("B", 2)])
    says(mood, "erp", [counted("A", 10)])
    for left, right, sign in (("wms", "erp", 1), ("erp", "wms", -1)):
        found = run(stage, left=left, right=right)
        assert found.row.agrees
        assert [(one.key[1], one.in_flight, one.unexplained) for one in found.differences] == [
            ("A", 5 * sign, 0), ("B", 2 * sign, 0),
        ]  # fmt: skip
        assert found.differences[1].documents[0].message_id == waiting
        assert found.row.sentence.endswith("2 differences are only on the way.")


def test_what_is_not_routed_yet_is_on_the_way_too(stage: Stage, mood: Mood) -> None:
    message = receipt(stage, "R-1", "A", 5)
    stage.routing(message)
    says(mood, "wms", [counted("A", 5)])
    says(mood, "erp", [])
    assert run(stage).row.agrees


def test_what_was_refused_or_set_aside_is_listed_and_does_not_agree(
    stage: Stage, mood: Mood
) -> None:
    stage.delivery(receipt(stage, "R-1", "A", 5), target="erp", state="rejected")
    receipt(stage, "R-2", "B", 2, state="held")
    stage.delivery(receipt(stage, "R-3", "C", 1), target="erp", state="dismissed", asked_by="ann")
    says(mood, "wms", [counted("A", 15), counted("B", 2), counted("C", 1)])
    says(mood, "erp", [counted("A", 10)])
    found = run(stage)
    assert not found.row.agrees
    assert (found.row.rejected_count, found.row.unexplained_count) == (3, 0)
    assert [one.documents[0].standing for one in found.differences] == [
        Standing.REJECTED, Standing.REJECTED, Standing.DISMISSED
    ]  # fmt: skip
    assert found.row.sentence == "3 differences come from documents that were refused."


def test_what_the_map_left_out_explains_nothing(stage: Stage, mood: Mood) -> None:
    stage.delivery(receipt(stage, "R-3", "C", 1), target="erp", state="dismissed")
    says(mood, "wms", [counted("C", 1)])
    says(mood, "erp", [])
    assert run(stage).row.unexplained_count == 1


def test_a_lost_answer_explains_both_outcomes(stage: Stage, mood: Mood) -> None:
    stage.delivery(receipt(stage, "R-1", "A", 5), target="erp", uncertain=True)
    says(mood, "wms", [counted("A", 5)])
    for there in (0, 5):
        says(mood, "erp", [counted("A", there)])
        assert run(stage).row.agrees
    says(mood, "erp", [counted("A", 3)])
    assert not run(stage).row.agrees


def test_what_is_unexplained_is_counted_again_for_its_items_only(stage: Stage, mood: Mood) -> None:
    says(mood, "wms", [counted("A", 5), counted("B", 5)])
    says(mood, "erp", [counted("A", 5), counted("B", 4)], [counted("B", 5)])
    found = run(stage)
    assert (found.row.agrees, found.row.rounds_count, found.row.keys_count) == (True, 2, 2)
    assert [question.items for question in mood.counts["wms"].asked] == [(), ("B",)]
    assert (found.row.finished_at - found.row.started_at).total_seconds() == 2


def test_what_stays_unexplained_is_named(stage: Stage, mood: Mood) -> None:
    stage.delivery(receipt(stage, "R-1", "B", 2), target="erp")
    says(mood, "wms", [counted("A", 5), counted("B", 7)])
    says(mood, "erp", [counted("A", 5), counted("B", 4)])
    found = run(stage)
    assert (found.row.agrees, found.row.rounds_count, found.row.unexplained_count) == (False, 3, 1)
    (difference,) = found.differences
    assert (difference.in_flight, difference.unexplained) == (2, 1)
    assert "1 difference has no explanation." in found.row.sentence
    assert found.row.tone is Tone.PERSON


def test_a_document_that_arrives_during_the_count_explains_both_outcomes(
    stage: Stage, mood: Mood
) -> None:
    delivery = stage.delivery(receipt(stage, "R-1", "A", 5), target="erp")

    def count_and_let_it_arrive(question: CensusQuestion) -> list[CensusRow]:
        stage.run("DELETE FROM open_delivery WHERE id = %(id)s", {"id": delivery})
        return [counted("A", 0)]  # counted a moment before it arrived

    says(mood, "wms", [counted("A", 5)])
    mood.counts["erp"] = count_and_let_it_arrive
    found = run(stage)
    assert (found.row.agrees, found.row.rounds_count) == (True, 1)


def test_goods_of_an_open_receipt_are_unconfirmed(stage: Stage, mood: Mood) -> None:
    says(mood, "wms", [counted("A", 5, unconfirmed=3)])
    says(mood, "erp", [counted("A", 2)])
    found = run(stage)
    assert found.row.agrees
    assert found.differences[0].unconfirmed == 3


def test_units_of_the_item_master_are_used_when_units_differ(stage: Stage, mood: Mood) -> None:
    item = Item(
        number="A", owner=PartyRef("ACME"), version=1, description="A",
        uoms=(ItemUom(uom=CASE, numerator=12),),
    )  # fmt: skip
    message = stage.message(number="A", kind="item", content=dump_json(item))
    says(mood, "wms", [counted("A", 2, CASE)])
    says(mood, "erp", [counted("A", 24)])
    assert "cannot be compared" in run(stage).differences[0].note
    stage.put(
        "identity", source_id=stage.endpoint_id("erp"), kind="item", owner="ACME", number="A",
        version=1, message_id=message, content_hash=b"", effective=True,
    )  # fmt: skip
    assert run(stage).row.agrees


def test_only_what_was_asked_is_compared(stage: Stage, mood: Mood) -> None:
    stage.delivery(receipt(stage, "R-1", "A", 5), target="erp")
    says(mood, "wms", [counted("A", 5), counted("B", 1)])
    says(mood, "erp", [counted("B", 1)])
    question = CensusQuestion(subject="stock", owner="ACME", items=("B",))
    assert run(stage, question).differences == ()
    elsewhere = CensusQuestion(subject="stock", owner="ACME", site="OTHER")
    assert run(stage, elsewhere).row.unexplained_count == 1


def test_the_owner_that_an_endpoint_names_is_asked_of_both(stage: Stage, mood: Mood) -> None:
    stage.run("""UPDATE endpoint SET options = '{"owner": "ACME"}' WHERE name = 'erp'""")
    says(mood, "wms", [])
    says(mood, "erp", [])
    assert run(stage, CensusQuestion(subject="stock")).row.owner == "ACME"
    assert {question.owner for side in mood.counts.values() for question in side.asked} == {"ACME"}


def test_what_is_on_the_way_to_a_site_that_one_side_does_not_count_is_left_out(
    stage: Stage, mood: Mood
) -> None:
    stage.delivery(receipt(stage, "R-1", "A", 5), target="erp")
    stage.delivery(receipt(stage, "R-2", "A", 3, site="SHOP"), target="erp")
    says(mood, "wms", [counted("A", 5)])
    says(mood, "erp", [])
    found = run(stage)
    assert (found.row.site, found.row.unexplained_count) == ("MAIN", 0)


def test_payloads_not_understood_are_told(stage: Stage, mood: Mood) -> None:
    stage.envelope(source="wms", waiting=True)
    stage.message(source="wms", state="held", content=None)
    says(mood, "wms", [])
    says(mood, "erp", [])
    found = run(stage)
    assert found.not_understood_count == 2
    assert "2 payloads are not understood yet." in found.row.sentence


def test_orders_are_compared_without_documents_on_the_way(stage: Stage, mood: Mood) -> None:
    row = CensusRow(key=("ACME", "SO-1", "1"), quantity=Quantity(Decimal(3), EACH))
    says(mood, "wms", [row])
    says(mood, "erp", [])
    found = run(stage, CensusQuestion(subject="outbound_order", owner="ACME"))
    assert found.differences[0].unexplained == 3


def test_results_are_kept(stage: Stage, mood: Mood) -> None:
    says(mood, "wms", [counted("A", 1)])
    says(mood, "erp", [])
    first, second = run(stage), run(stage)
    listed = reconciliation_list(stage.ground)
    assert [one.reconciliation_id for one in listed] == [
        second.row.reconciliation_id, first.row.reconciliation_id,
    ]  # fmt: skip
    assert reconciliation_list(stage.ground, before=second.row.reconciliation_id) == (first.row,)
    assert reconciliation_page(stage.ground, first.row.reconciliation_id) == first
    with pytest.raises(NotFoundError):
        reconciliation_page(stage.ground, 10**9)


def test_who_cannot_count_or_does_not_answer(stage: Stage, mood: Mood) -> None:
    def down(question: CensusQuestion) -> list[CensusRow]:
        raise SourceUnavailable("connection refused")

    mood.counts["wms"] = down
    with pytest.raises(LandbridgeError, match="wms: it could not be counted: connection refused"):
        run(stage)
    with pytest.raises(LandbridgeError, match="not compared with itself"):
        run(stage, right="wms")
    with pytest.raises(EndpointUnusableError, match="no endpoint of that name"):
        run(stage, right="nowhere")
    assert reconciliation_list(stage.ground) == ()
