"""Speaks to the built-in warehouse through its facade, and only there.

A position of the warehouse's journal is both cursor and source key: the journal is gap-safe, so
what was read once is never renumbered, and reading after a position never skips.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from landbridge.canon import DocumentUnreadableError, load_json
from landbridge.connect.history import (
    ADJUSTMENT,
    COUNT,
    OTHER,
    RECEIPT,
    SHIPMENT,
    ChangedItems,
    HistoryQuestion,
    HistoryRow,
)
from landbridge.connect.protocols import (
    Absent,
    CensusQuestion,
    CensusRow,
    Cursor,
    Delivered,
    FindResult,
    Found,
    Health,
    Parcel,
    Payload,
    PositionLost,
    Pulled,
    PushResult,
    Refused,
)
from landbridge.connect.registry import Surroundings
from landbridge.connectors.landbridge_wms.config import Config
from landbridge.kit.findings import error
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade import contracts

STREAM = "journal"
FACILITY = "wms_ground"
ACK_LENGTH_MAX = 500
REASONS = {
    "receipt": RECEIPT, "customer_return": RECEIPT, "shipment": SHIPMENT,
    "supplier_return": SHIPMENT, "count": COUNT, "adjustment": ADJUSTMENT, "scrap": ADJUSTMENT,
    "status_change": ADJUSTMENT, "opening": COUNT,
}  # fmt: skip


class WarehouseConnector:
    """Source, nudge, sink and census of the built-in warehouse."""

    def __init__(self, config: Config, ground: Ground) -> None:
        self._config = config
        self._ground = ground
        self._seen: Cursor = ""

    def check_health(self) -> Health:
        page = facade.sites(self._ground)
        if not page:
            return Health(ok=False, text="The warehouse has no site yet; add one first.")
        bins = sum(site.bin_count for site in page)
        sites = "One site" if len(page) == 1 else f"{len(page)} sites"
        return Health(ok=True, text=f"{sites} with {bins} bins.")

    def close(self) -> None:
        """The ground belongs to whoever made it."""

    # ------------------------------------------------------------ source

    def streams(self) -> Sequence[str]:
        return (STREAM,)

    def pull(self, stream: str, cursor: Cursor | None, *, limit: int) -> Pulled:
        """Facts after `cursor`. Raises PositionLost if the journal does not know it."""
        if stream != STREAM:
            raise PositionLost(f"the warehouse has no stream {stream!r}, only {STREAM!r}")
        try:
            page = facade.read_journal(self._ground, after=cursor or "", limit=limit)
        except ValueError as fault:
            raise PositionLost(f"{cursor!r} is no position of the journal: {fault}") from fault
        self._seen = page.position or cursor or ""
        payloads = [
            Payload(
                source_key=entry.position,
                content=entry.content,
                wire_type=entry.kind,
                occurred_at=entry.occurred_at,
            )
            for entry in page.entries
        ]
        return Pulled(payloads=payloads, cursor=self._seen or None, more=page.more)

    def wait(self, *, timeout_s: float) -> bool:
        """True at once if the journal goes on behind what this connector pulled last."""
        return facade.wait_for_journal(self._ground, after=self._seen, timeout_s=timeout_s)

    # ------------------------------------------------------------ sink

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
        """One transaction for the chunk; a document that is refused does not stop the others."""
        results: dict[int, PushResult] = {}
        incoming: list[contracts.Incoming] = []
        places: list[int] = []
        for place, parcel in enumerate(parcels):
            try:
                document = load_json(parcel.content)
            except DocumentUnreadableError as fault:
                results[place] = Refused((error("", "unreadable", f"{fault}."),))
                continue
            incoming.append(contracts.Incoming(key=parcel.idempotency_key, document=document))
            places.append(place)
        answers = facade.accept_many(self._ground, incoming) if incoming else ()
        for place, answer in zip(places, answers, strict=True):
            results[place] = _result(answer)
        return [results[place] for place in range(len(parcels))]

    def find(self, parcel: Parcel) -> FindResult:
        """The warehouse knows every key it ever took, so it can always tell."""
        there = facade.find_accepted(
            self._ground,
            key=parcel.idempotency_key,
            kind=parcel.kind,
            owner=parcel.owner,
            number=parcel.number,
            version=parcel.version,
        )
        return Absent() if there is None else Found(target_number=there.number)

    # ------------------------------------------------------------ census

    def count(self, question: CensusQuestion) -> Iterator[CensusRow]:
        asked = replace(
            question,
            site=question.site or self._config.site,
            owner=question.owner or self._config.owner,
        )
        for row in facade.census(
            self._ground,
            subject=asked.subject,
            site=asked.site,
            owner=asked.owner,
            items=asked.items,
        ):
            yield CensusRow(
                key=row.key,
                quantity=row.quantity,
                place=row.site,
                expiry_on=row.expiry_on,
                position=row.position,
                beyond=row.beyond,
                unconfirmed=row.unconfirmed,
                facts=row.facts,
            )

    def history(self, question: HistoryQuestion) -> Iterator[HistoryRow]:
        """Bookings of the ledger that changed what the house holds."""
        for one in facade.bookings(
            self._ground,
            owner=question.owner or self._config.owner,
            items=question.items,
            since=question.since,
            site=question.site or self._config.site,
        ):
            yield HistoryRow(
                item=one.item,
                change=one.change,
                at=one.at,
                lot=one.lot,
                status=one.status,
                reason=REASONS.get(one.reason, OTHER),
                document=one.document,
                reference=f"posting {one.posting}",
                actor=one.actor,
            )

    def changed_items(self, *, owner: str, since: str) -> ChangedItems:
        """Items that moved in the ledger since."""
        found = facade.changed_stock(self._ground, owner=owner or self._config.owner, since=since)
        return ChangedItems(items=found.items if since else None, position=found.position)


def _result(answer: contracts.AcceptResult) -> PushResult:
    match answer:
        case contracts.Refused(findings, waits_for):
            return Refused(findings, waits_for)
        case contracts.AlreadyTaken():
            ack = "Taken before."
            if answer.current_version > answer.version:
                ack = f"Version {answer.current_version} holds, which is newer."
            return Delivered(ack=ack, target_number=answer.number, already_there=True)
        case contracts.Taken():
            told = " ".join(finding.text for finding in answer.findings)
            ack = f"Taken. {told}".strip()
            return Delivered(ack=ack[:ACK_LENGTH_MAX], target_number=answer.number)


def make(config: Config, surroundings: Surroundings) -> WarehouseConnector:
    """Needs the facility `wms_ground`: the warehouse's ground, given by the composition root."""
    ground = surroundings.facilities.get(FACILITY)
    if not isinstance(ground, Ground):
        raise LookupError(
            f"the endpoint {surroundings.endpoint} needs the built-in warehouse, "
            "which is not running in this process"
        )
    return WarehouseConnector(config, ground)
