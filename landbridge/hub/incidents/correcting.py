"""A person approves a proposed correction; it then walks the corridor as any document does."""

from collections.abc import Mapping
from typing import Any

from psycopg.types.json import Jsonb

from landbridge.canon import Document, PartyRef, Reference, dump_json
from landbridge.canon.stock_adjustment import AdjustmentLine, StockAdjustment
from landbridge.canon.stock_correction import CorrectedLine, StockCorrection
from landbridge.connect.protocols import Payload
from landbridge.hub.endpoints.rules import kind_title
from landbridge.hub.facade.contracts import Mandate, NothingToDoError
from landbridge.hub.facade.views.incidents import Action, Proposal
from landbridge.hub.incidents.operations import SQL, note
from landbridge.hub.incidents.proposals import from_json
from landbridge.hub.intake.operations import store
from landbridge.hub.people import endpoints, letters
from landbridge.hub.translate.reading import OWN_PREFIX
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.quantity import Quantity, Uom

REASON_CODE = "reconciliation"


def approve(ground: Ground, *, incident_id: int, mandate: Mandate) -> str:
    """Do what the incident proposes, once; what was done, in words.

    Raises NotFoundError, NothingToDoError (closed, approved before, only possible by hand).
    """
    with ground.pg.transaction() as conn:
        proposal = _proposal(conn, incident_id)
        if proposal.action is Action.ADJUST:
            done = _adjust(ground, conn, incident_id, proposal)
        elif proposal.action is Action.READ_AGAIN:
            done = _read_again(ground, conn, proposal)
        else:
            done = {"sentence": proposal.sentence}
        conn.execute(SQL["correct"], {"id": incident_id, "correction": Jsonb(done)})
        text = f"{proposal.sentence} {mandate.why}"
        note(ground, conn, incident_id, by=mandate.by, what="approved", text=text)
    _act(ground, proposal, mandate)
    return str(done["sentence"])


def _proposal(conn: Connection, incident_id: int) -> Proposal:
    row = conn.execute(SQL["locked"], {"id": incident_id}).fetchone()
    subject = f"incident {incident_id}"
    if row is None:
        raise NothingToDoError("there is no incident of that number", subject=subject)
    _, state, kept, correction, _ = row
    if state != "open":
        raise NothingToDoError("it is closed", subject=subject)
    if correction is not None and not _may_repeat(kept):
        raise NothingToDoError(
            "its correction was approved before", subject=subject, remedy="Wait for its effect."
        )
    if kept is None:
        raise NothingToDoError("nothing is proposed", subject=subject)
    proposal = from_json(kept)
    if not proposal.is_possible:
        raise NothingToDoError("the bridge cannot do it", subject=subject, remedy=proposal.sentence)
    return proposal


def _may_repeat(kept: Mapping[str, Any] | None) -> bool:
    """Trying again does no harm; adjusting twice does."""
    return kept is not None and kept["action"] != Action.ADJUST


def _adjust(
    ground: Ground, conn: Connection, incident_id: int, proposal: Proposal
) -> dict[str, object]:
    """An ordinary document in the name of the side that is right, for the other side only."""
    document = _document(ground, incident_id, proposal)
    payload = Payload(
        source_key=f"correction/{incident_id}",
        content=dump_json(document),
        wire_type=f"{OWN_PREFIX}{document.kind}",
        occurred_at=ground.clock.now(),
    )
    row = conn.execute(SQL["endpoint_id"], {"name": proposal.source}).fetchone()
    assert row is not None, "endpoints are never deleted"
    (accepted,) = store(ground, conn, endpoint_id=row[0], stream="", payloads=[payload])
    if not accepted.duplicate:
        values = {"envelope": accepted.envelope_id, "target": proposal.target}
        conn.execute(SQL["address"], values)
    name = f"{kind_title(document.kind)} {document.number}"
    return {
        "sentence": f"{name} is on its way to {proposal.target}.",
        "envelope_id": accepted.envelope_id,
        "number": document.number,
    }


def _document(ground: Ground, incident_id: int, proposal: Proposal) -> Document:
    now = ground.clock.now()
    shared: dict[str, Any] = {
        "number": f"CORR-{incident_id}",
        "owner": PartyRef(proposal.owner),
        "version": 1,
        "site": proposal.site,
        "references": (Reference("incident", str(incident_id)),),
        "note": proposal.sentence,
    }
    line: type[Any] = AdjustmentLine
    if proposal.what == StockCorrection.kind:
        line = CorrectedLine
    lines = tuple(
        line(
            line_id=str(place), item=one.item, change=Quantity(one.change, Uom(one.uom)),
            lot=one.lot, status=one.status, reason_code=REASON_CODE,
        )
        for place, one in enumerate(proposal.lines, 1)
    )  # fmt: skip
    if line is CorrectedLine:
        return StockCorrection(corrected_at=now, lines=lines, **shared)
    return StockAdjustment(adjusted_at=now, lines=lines, **shared)


def _read_again(ground: Ground, conn: Connection, proposal: Proposal) -> dict[str, object]:
    values = {"endpoint": proposal.what, "now": ground.clock.now()}
    count = conn.execute(SQL["read_again"], values).rowcount
    if not count:
        raise NothingToDoError("it has no stream that is read", subject=proposal.what)
    return {"sentence": f"{proposal.what} is being read once more from the beginning."}


def _act(ground: Ground, proposal: Proposal, mandate: Mandate) -> None:
    """What other rooms of the hub do in transactions of their own; safe to repeat."""
    match proposal.action:
        case Action.RETRY:
            done = letters.retry(ground, dead_letters=[proposal.what], mandate=mandate)
            if done.skipped:
                raise NothingToDoError(done.skipped[0][1], subject=proposal.what)
        case Action.REPLAY:
            letters.replay(ground, delivery_id=int(proposal.what), mandate=mandate)
        case Action.RESUME:
            endpoints.resume_stream(
                ground, endpoint=proposal.source, stream=proposal.what, cursor=None,
                mandate=mandate,
            )  # fmt: skip
        case _:
            pass
