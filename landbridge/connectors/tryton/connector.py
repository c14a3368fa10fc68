"""Tryton as an endpoint: reads its records, writes receipts and shipments, counts its stock."""

from collections.abc import Iterator, Sequence

import httpx

from landbridge.codecs.base import PayloadUnreadableError
from landbridge.connect.history import ChangedItems, HistoryQuestion, HistoryRow
from landbridge.connect.protocols import (
    Absent,
    CannotTell,
    CensusQuestion,
    CensusRow,
    Cursor,
    FindResult,
    Found,
    Health,
    Parcel,
    PositionLost,
    Pulled,
    PushResult,
    Refused,
    SourceUnavailable,
    Unavailable,
    Unknown,
)
from landbridge.connect.registry import Surroundings
from landbridge.connect.transports.http import HttpLink, retry_after_s
from landbridge.connectors.tryton import (
    adjustments,
    census,
    history,
    notes,
    receipts,
    returns,
    shipment_notes,
    shipments,
    streams,
    supplier_returns,
    transfers,
)
from landbridge.connectors.tryton.config import Config
from landbridge.connectors.tryton.jobs import push_together
from landbridge.connectors.tryton.ours import find_ours
from landbridge.connectors.tryton.pull import Stream, pull
from landbridge.connectors.tryton.push import (
    OVER_RECEIPT_WARNINGS,
    PHYSICAL_WARNINGS,
    Desk,
    RefusedByUs,
    read_content,
    result_of,
    sentence,
)
from landbridge.connectors.tryton.rpc import Busy, LoginRefused, RpcError, TrytonRpc
from landbridge.connectors.tryton.standing import UnfitError, find_standing
from landbridge.kit.clock import Clock
from landbridge.kit.findings import error

RECEIPT = "receipt_confirmation"
ADJUSTMENT = "stock_adjustment"


def make(config: Config, surroundings: Surroundings) -> "TrytonConnector":
    return TrytonConnector(config, surroundings.clock)


class TrytonConnector:
    """Source, sink and census of one warehouse in one Tryton database. For one thread."""

    blind_to = ("status",)  # Tryton has no status of stock

    def __init__(
        self, config: Config, clock: Clock, *, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._config = config
        self._clock = clock
        link = HttpLink(config.url, timeout_s=config.timeout_s, transport=transport)
        self._rpc = TrytonRpc(
            link, database=config.database, login=config.login, password=config.password
        )
        self._desk: Desk | None = None
        self._streams: dict[str, Stream] = {}
        self._asked_at: dict[str, float] = {}

    def check_health(self) -> Health:
        try:
            version = self._rpc.server_version()
            self._at_desk()
        except LoginRefused as fault:
            return Health(ok=False, text=sentence(fault), needs_login=True)
        except (RpcError, UnfitError) as fault:
            return Health(ok=False, text=sentence(fault))
        text = f"Tryton {version}, warehouse {self._config.warehouse}."
        return Health(ok=True, text=text, version=version)

    def close(self) -> None:
        self._rpc.close()

    # ------------------------------------------------------------ source

    def streams(self) -> Sequence[str]:
        return streams.NAMES

    def pull(self, stream: str, cursor: Cursor | None, *, limit: int) -> Pulled:
        """Raises SourceUnavailable, PositionLost."""
        if stream not in streams.NAMES:
            raise PositionLost(f"Tryton has no stream {stream!r}")
        if self._is_too_early(stream, cursor):
            return Pulled(payloads=(), cursor=cursor)
        try:
            self._at_desk()
            pulled = pull(
                self._rpc,
                self._streams[stream],
                cursor,
                limit=limit,
                overlap_s=self._config.overlap_s,
                now=self._clock.now(),
            )
        except (RpcError, UnfitError) as fault:
            raise self._unavailable(fault) from fault
        if not pulled.more:
            self._asked_at[stream] = self._clock.monotonic()
        return pulled

    def _is_too_early(self, stream: str, cursor: Cursor | None) -> bool:
        """Master data changes seldom; orders are asked for each time."""
        asked = self._asked_at.get(stream)
        if cursor is None or asked is None or stream not in streams.MASTER_DATA:
            return False
        return self._clock.monotonic() - asked < self._config.master_data_every_s

    # ------------------------------------------------------------ sink

    def push(self, parcels: Sequence[Parcel]) -> Sequence[PushResult]:
        try:
            desk = self._at_desk() if parcels else None
        except UnfitError as fault:
            return [Unavailable(sentence(fault)) for _ in parcels]
        except RpcError as fault:
            # Nothing has been written yet, so a lost answer is as good as none.
            result = result_of(fault, self._clock)
            result = Unavailable(result.why) if isinstance(result, Unknown) else result
            return [result for _ in parcels]
        results: dict[int, PushResult] = {}
        for places in _rounds(parcels):
            assert desk is not None
            those = [parcels[place] for place in places]
            results |= dict(zip(places, _push(desk, those), strict=True))
        return [results[place] for place in range(len(parcels))]

    def find(self, parcel: Parcel) -> FindResult:
        """Found only when all steps are done; what was begun, push finds and goes on with."""
        try:
            number = _find(self._at_desk(), parcel)
        except (RpcError, UnfitError, PayloadUnreadableError, RefusedByUs) as fault:
            return CannotTell(str(fault))
        if number is None:
            return Absent()
        return Found(target_number=number, numbers={"document": number})

    # ------------------------------------------------------------ census

    def count(self, question: CensusQuestion) -> Iterator[CensusRow]:
        """Raises SourceUnavailable."""
        try:
            yield from census.count(self._at_desk(), question)
        except (RpcError, UnfitError) as fault:
            raise self._unavailable(fault) from fault

    def history(self, question: HistoryQuestion) -> Iterator[HistoryRow]:
        """Raises SourceUnavailable."""
        try:
            yield from history.history(self._at_desk(), question)
        except (RpcError, UnfitError) as fault:
            raise self._unavailable(fault) from fault

    def changed_items(self, *, owner: str, since: str) -> ChangedItems:
        """Raises SourceUnavailable. owner: one company is one owner, so all items are its own."""
        try:
            return history.changed_items(self._at_desk(), since)
        except (RpcError, UnfitError) as fault:
            raise self._unavailable(fault) from fault

    # ------------------------------------------------------------ inside

    def _at_desk(self) -> Desk:
        """Signed in, with everything found out that is the same for every call."""
        if self._desk is None:
            standing = find_standing(self._rpc, self._config.warehouse)
            warnings: tuple[str, ...] = PHYSICAL_WARNINGS
            if self._config.accept_over_receipt:
                warnings = (*warnings, *OVER_RECEIPT_WARNINGS)
            self._streams = streams.make_streams(self._rpc, standing)
            self._desk = Desk(
                rpc=self._rpc, standing=standing, clock=self._clock, confirmed_warnings=warnings
            )
        return self._desk

    def _unavailable(self, fault: Exception) -> SourceUnavailable:
        answer = fault.retry_after if isinstance(fault, Busy) else None
        return SourceUnavailable(
            str(fault),
            retry_after_s=retry_after_s(answer, self._clock) if answer else None,
            needs_login=isinstance(fault, LoginRefused),
        )


def _rounds(parcels: Sequence[Parcel]) -> list[list[int]]:
    """Places of parcels that go together: of one kind, each of another order.

    What the second parcel of an order meets in Tryton is what the first has left there. Notes
    change no record and come last, all of a kind at once.
    """
    noted: dict[str, list[int]] = {}
    rounds: list[list[int]] = []
    taken: list[tuple[str, set[str]]] = []
    for place, parcel in enumerate(parcels):
        if parcel.kind in notes.TITLES:
            noted.setdefault(parcel.kind, []).append(place)
            continue
        order = _order_of(parcel)
        if taken and taken[-1][0] == parcel.kind and order not in taken[-1][1]:
            rounds[-1].append(place)
            taken[-1][1].add(order)
        else:
            rounds.append([place])
            taken.append((parcel.kind, {order}))
    return [*rounds, *noted.values()]


def _order_of(parcel: Parcel) -> str:
    try:
        tree = read_content(parcel.content)
    except PayloadUnreadableError:
        return parcel.number
    named = ("shipment", "purchase", "return_order")
    return next((str(tree[name]) for name in named if tree.get(name)), parcel.number)


def _push(desk: Desk, parcels: Sequence[Parcel]) -> list[PushResult]:
    ours = [_is_transfer(parcel) for parcel in parcels]
    if any(ours):
        others = [parcel for parcel, is_ours in zip(parcels, ours, strict=True) if not is_ours]
        rest = iter(_push(desk, others) if others else ())
        return [
            transfers.push_transfer(desk, parcel) if is_ours else next(rest)
            for parcel, is_ours in zip(parcels, ours, strict=True)
        ]
    match parcels[0].kind:
        case "receipt_confirmation":
            return push_together(desk, receipts.ReceiptWriter(desk), parcels)
        case "shipment_confirmation":
            return push_together(desk, shipments.ShipmentWriter(desk), parcels)
        case "return_receipt":
            return push_together(desk, returns.ReturnWriter(desk), parcels)
        case "supplier_return":
            writer = supplier_returns.SupplierReturnWriter(desk)
            return push_together(desk, writer, parcels)
        case "progress" | "order_response":
            return notes.push_notes(desk, parcels)
        case "stock_adjustment":
            return [adjustments.push_adjustment(desk, parcel) for parcel in parcels]
        case kind:
            words = f"Tryton takes no {kind} from this bridge."
            return [Refused((error("", "unknown-document", words),)) for _ in parcels]


def _is_transfer(parcel: Parcel) -> bool:
    if parcel.kind not in ("shipment_confirmation", "receipt_confirmation"):
        return False
    try:
        return bool(transfers.transfer_of(read_content(parcel.content)))
    except PayloadUnreadableError:
        return False


def _find(desk: Desk, parcel: Parcel) -> str | None:
    """Tryton's number for a parcel that is wholly done, else None."""
    if parcel.kind == ADJUSTMENT:
        return adjustments.find_adjustment(desk, parcel)
    if parcel.kind in notes.TITLES:
        return notes.find_note(desk, parcel)
    if _is_transfer(parcel):
        return transfers.find_transfer(desk, parcel)
    tree = read_content(parcel.content)
    reference = str(tree["reference"])
    texts: shipment_notes.Texts = {}
    if parcel.kind == "return_receipt":
        found = find_ours(desk, returns.MODEL, [reference]).get(reference)
        if found is not None:
            texts = {f"{returns.MODEL},{found['id']}": returns.condition_text(tree)}
    elif parcel.kind == "supplier_return":
        found = find_ours(desk, supplier_returns.MODEL, [reference]).get(reference)
        if found is not None:
            texts = supplier_returns.notes_of(desk, found["id"], tree)
    elif parcel.kind == RECEIPT:
        found = find_ours(desk, receipts.MODEL, [reference]).get(reference)
    else:
        wanted = [(reference, str(tree["shipment"]))]
        found = shipments.find_shipments(desk, wanted).get(reference)
        if found is not None:
            texts = shipment_notes.texts_of(desk, shipments.MODEL, {found["id"]: tree})
    if found is None or found["state"] != "done":
        return None
    return None if shipment_notes.unwritten(desk, texts) else str(found["number"])
