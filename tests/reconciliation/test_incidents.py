"""A difference becomes one incident, a person approves, and the facts close it."""

from landbridge.hub import facade
from landbridge.hub.facade import Mandate
from landbridge.hub.facade.views.incidents import Action, Cause
from tests.reconciliation import papers
from tests.reconciliation.books import nothing
from tests.reconciliation.world import World

ADA = Mandate(by="ada", why="I have looked")


def settled(world: World) -> None:
    """Both sides know an item and agree on its stock."""
    world.erp.do(papers.item("A"))
    world.wms.do(papers.receipt("R-0", "A", 100, at=world.clock.now()))
    world.tick(40)
    assert world.incidents() == ()
    (pair,) = facade.pair_list(world.ground)
    assert (pair.left, pair.right, pair.sentence[:18]) == ("erp", "wms", "erp and wms agree ")


def test_a_manual_change_in_the_erp_is_found_explained_and_corrected(world: World) -> None:
    settled(world)
    world.erp.book("A", -3, reason="count")
    began = world.clock.now()
    world.tick(60)
    (row,) = world.incidents()
    assert row.cause is Cause.MANUAL_CHANGE
    assert (row.opened_at - began).total_seconds() <= 60
    page = world.page(row)
    assert page.proposal.action is Action.ADJUST
    assert page.proposal.sentence == "wms is right: adjust erp by +3 C62 of A."
    assert page.agreed_at is not None and page.agreed_at <= began
    assert [(one.side, one.change) for one in page.history][-1] == ("erp", -3)
    said = facade.approve_correction(world.ground, incident_id=row.incident_id, mandate=ADA)
    assert said == f"Stock adjustment CORR-{row.incident_id} is on its way to erp."
    world.tick(30)
    assert world.incidents() == ()
    page = world.page(row)
    assert page.row.closed_why == "Both sides agree again."
    assert [one.what for one in page.entries] == ["opened", "approved", "closed"]
    assert page.correction_message_id is not None
    assert sum(one.change.value for one in world.erp.bookings) == 100


def test_the_authority_matrix_turns_the_correction_round(world: World) -> None:
    settled(world)
    (pair,) = facade.pair_list(world.ground)
    facade.set_pair(
        world.ground, pair_id=pair.pair_id, mandate=ADA,
        authority=[facade.AuthorityRule("stock", "quantity", "left")],
    )  # fmt: skip
    world.erp.book("A", 5)
    world.tick(30)
    (row,) = world.incidents()
    page = world.page(row)
    assert (page.proposal.source, page.proposal.target) == ("erp", "wms")
    facade.approve_correction(world.ground, incident_id=row.incident_id, mandate=ADA)
    world.tick(20)
    assert sum(one.change.value for one in world.wms.bookings) == 105
    assert world.incidents() == ()


def test_an_incident_is_opened_once_however_long_it_lasts(world: World) -> None:
    settled(world)
    world.erp.twists["R-1"] = nothing
    world.wms.do(papers.receipt("R-1", "A", 7, at=world.clock.now()))
    world.tick(200)
    (row,) = world.incidents()
    assert row.cause is Cause.NOT_BOOKED
    assert "Receipt confirmation R-1" in row.sentence
    assert len(world.incidents(state="")) == 1
    world.erp.book("A", 7, document="R-1")
    world.tick(30)
    assert world.incidents() == ()


def test_people_assign_and_comment(world: World) -> None:
    settled(world)
    world.erp.book("A", 1)
    world.tick(30)
    (row,) = world.incidents()
    facade.assign_incident(world.ground, incident_id=row.incident_id, to="ben", mandate=ADA)
    facade.comment_incident(world.ground, incident_id=row.incident_id, text="Looking", by="ben")
    page = world.page(row)
    assert page.row.assigned_to == "ben"
    assert [(one.what, one.actor, one.text) for one in page.entries[1:]] == [
        ("assigned", "ada", "to ben: I have looked"), ("comment", "ben", "Looking"),
    ]  # fmt: skip
