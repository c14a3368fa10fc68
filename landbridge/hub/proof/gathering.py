"""Everything that proves one document, gathered and verified as it is opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from landbridge.connect import registry
from landbridge.hub.catalog import Catalog, load_catalog
from landbridge.hub.facade.contracts import NotFoundError
from landbridge.hub.facade.views import ContentPart, DeliveryView, DocumentView
from landbridge.hub.facade.views.proof import (
    AckLevel,
    FieldProof,
    ProofCheck,
    ProofView,
    SealRow,
    VersionRow,
)
from landbridge.hub.incidents.operations import SQL as INCIDENTS
from landbridge.hub.proof.fields import Incoming, document_of, field_proofs, incoming, outgoing
from landbridge.hub.proof.sealing import SQL, broken, seals_of
from landbridge.hub.proof.signing import fingerprint, public_key
from landbridge.hub.translate import reading
from landbridge.hub.watch.bridge import rows
from landbridge.hub.watch.deliveries import ended_at
from landbridge.hub.watch.downloads import download
from landbridge.hub.watch.page import document_page
from landbridge.kit.crypto import sha256
from landbridge.kit.ground import Ground

CARRIED = frozenset({"delivered", "already_there", "found"})


def proof_page(ground: Ground, message_id: int) -> ProofView:
    """Raises NotFoundError."""
    page = document_page(ground, message_id)
    catalog = load_catalog(ground, registry.connector_kinds())
    finals = [one.delivery_id for one in page.deliveries if one.finished_at is not None]
    with ground.pg.snapshot() as conn:
        (row,) = rows(conn, SQL["raw"], {"id": message_id})
        versions = rows(conn, SQL["versions"], {"id": message_id})
        found = seals_of(conn, page.envelope_id, finals)
        texts = _texts(conn, page.envelope_id, finals)
        breaks = [(seal, broken(conn, seal)) for seal in found]
        incidents = rows(conn, INCIDENTS["of_message"], {"message": message_id})
    came = incoming(catalog.by_id.get(row["source_id"]), row)
    canon = bytes(row["canon"]) if row["canon"] is not None else b""
    targets = tuple(dict.fromkeys(one.target for one in page.deliveries))
    fields: tuple[FieldProof, ...] = ()
    if canon:
        fields = field_proofs(canon, came, outgoing(catalog, document_of(canon), canon, targets))
    return ProofView(
        page=page,
        raw_sha256=row["content_hash"].hex() if row["content_hash"] else "",
        raw_bytes=len(row["content"] or b""),
        part_start=came.part.start if came.part is not None else None,
        part_end=came.part.end if came.part is not None else None,
        canon_sha256=sha256(canon).hex() if canon else "",
        fields=fields,
        levels=tuple(level for one in page.deliveries for level in _levels(page, one)),
        versions=tuple(_version(one, message_id) for one in versions),
        checks=tuple(_checks(ground, page, row, came, catalog, breaks)),
        seals=tuple(_seal(one, texts) for one in found),
        incidents=tuple((one["id"], one["title"]) for one in incidents),
        key_fingerprint=fingerprint(public_key(ground)),
        note=" ".join(came.notes),
    )


def _texts(conn: Any, envelope_id: int, deliveries: Sequence[int]) -> list[str]:
    row = conn.execute(SQL["envelope_text"], {"id": envelope_id}).fetchone()
    own = [row[0]] if row is not None else []
    return own + [one[1] for one in conn.execute(SQL["delivery_texts"], {"ids": list(deliveries)})]


def _seal(seal: Mapping[str, Any], texts: Sequence[str]) -> SealRow:
    members = tuple(bytes(one).hex() for one in seal["members"])
    return SealRow(
        seal_id=seal["seal_id"],
        made_at=seal["made_at"],
        previous=bytes(seal["previous"]).hex(),
        digest=bytes(seal["digest"]).hex(),
        members=members,
        own=tuple(text for text in texts if sha256(text.encode()).hex() in members),
    )


def _version(row: Mapping[str, Any], message_id: int) -> VersionRow:
    return VersionRow(
        version=row["version"], message_id=row["message_id"], received_at=row["received_at"],
        state=row["state"] or "", is_this=row["message_id"] == message_id,
    )  # fmt: skip


def _levels(page: DocumentView, one: DeliveryView) -> list[AckLevel]:
    """Carried over, taken, and of effect: three different things, each with its instant."""
    carried = next((each for each in one.attempts if each.outcome in CARRIED), None)
    taken_at = one.finished_at if one.state == "acknowledged" else None
    carried_at = ended_at(carried) if carried is not None else None
    effect_at, effect = _effect(page, one, carried_at)
    return [
        AckLevel(
            target=one.target, level="technical",
            at=carried_at,
            text=carried.outcome_title if carried is not None else "Not carried over yet.",
        ),
        AckLevel(
            target=one.target, level="functional", at=taken_at,
            text=(one.answer or "It was taken.") if taken_at else one.sentence,
        ),
        AckLevel(target=one.target, level="business", at=effect_at, text=effect),
    ]  # fmt: skip


def _effect(
    page: DocumentView, one: DeliveryView, carried_at: datetime | None
) -> tuple[datetime | None, str]:
    """What the target told about it since, or the number that the effect has there."""
    told = [
        each.document
        for each in page.related
        if each.document.source == one.target and each.document.kind != page.document.kind
        # What it had told before was no answer to this.
        and carried_at is not None and each.document.received_at >= carried_at
    ]  # fmt: skip
    if told:
        last = max(told, key=lambda each: each.received_at)
        return last.received_at, f"{last.kind_title} {last.number} came back."
    if one.target_number and one.state == "acknowledged":
        return one.finished_at, f"It is {one.target_number} there."
    return None, "No effect is told yet."


# ------------------------------------------------------------------ verified on opening


def _checks(
    ground: Ground,
    page: DocumentView,
    row: Mapping[str, Any],
    came: Incoming,
    catalog: Catalog,
    breaks: Sequence[tuple[Mapping[str, Any], list[str]]],
) -> list[ProofCheck]:
    checks = [_raw_check(row), _canon_check(ground, row, catalog)]
    checks += [_sent_check(ground, one) for one in page.deliveries if one.sent is not None]
    if not breaks:
        text = "It is too young to be sealed; look again in a few minutes."
        checks.append(ProofCheck(what="chain", ok=None, text=text))
    for seal, found in breaks:
        text = " ".join(found) or f"Seal {seal['seal_id']} holds: no row of it was changed."
        checks.append(ProofCheck(what="chain", ok=not found, text=text))
    return checks


def _raw_check(row: Mapping[str, Any]) -> ProofCheck:
    if row["content"] is None:
        return ProofCheck(what="raw", ok=None, text="The payload is over the time it is kept.")
    same = sha256(bytes(row["content"])) == bytes(row["content_hash"])
    text = "The payload has the digest with which it was taken in."
    return ProofCheck(
        what="raw", ok=same, text=text if same else "The payload was changed since it came in."
    )


def _canon_check(ground: Ground, row: Mapping[str, Any], catalog: Catalog) -> ProofCheck:
    """The payload read again must say the same."""
    flow = catalog.by_id.get(row["source_id"])
    if row["content"] is None or row["canon"] is None or flow is None or flow.problem:
        return ProofCheck(what="canon", ok=None, text="It cannot be understood again.")
    source = reading.Source(
        envelope_id=0, content=bytes(row["content"]), wire_type=row["wire_type"],
        part_index=row["part_index"],
    )  # fmt: skip
    again = [
        reading.understand(one, context=flow.context, monotonic=ground.clock.monotonic)
        for one in reading.read(flow, source, monotonic=ground.clock.monotonic)
    ]
    same = any(one.content == bytes(row["canon"]) for one in again)
    version = again[0].map_version if again else ""
    if same:
        text = "The payload, understood again, says the very same."
        return ProofCheck(what="canon", ok=True, text=text)
    if version != row["map_version"]:
        text = f"Its map has changed since ({row['map_version']}, now {version})."
        return ProofCheck(what="canon", ok=None, text=text)
    text = "The payload, understood again, says something else: one of both was changed."
    return ProofCheck(what="canon", ok=False, text=text)


def _sent_check(ground: Ground, one: DeliveryView) -> ProofCheck:
    assert one.sent is not None
    what = f"sent to {one.target}"
    try:
        content = download(ground, ContentPart.SENT, one.delivery_id).content
    except NotFoundError as fault:
        return ProofCheck(what=what, ok=None, text=f"{fault.what}.")
    same = sha256(content).hex() == one.sent.sha256 if one.sent.sha256 else None
    text = "What was sent has the digest that was noted when it left."
    return ProofCheck(what=what, ok=same, text=text if same else "It differs from what left.")
