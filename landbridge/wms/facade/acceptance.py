"""Documents from outside: each version takes effect once, whatever is sent how often."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from psycopg import errors

from landbridge.canon import Document, check, dump_json
from landbridge.canon.asn import Asn
from landbridge.canon.inbound_order import InboundOrder
from landbridge.canon.item import Item
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.canon.party import Party
from landbridge.canon.price import Price
from landbridge.canon.return_order import ReturnOrder
from landbridge.canon.stock_correction import StockCorrection
from landbridge.canon.transfer import Transfer
from landbridge.kit.findings import Finding, Severity, error, warning
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Connection
from landbridge.kit.pg.named import named_sql
from landbridge.wms.facade.correcting import take_corrections
from landbridge.wms.facade.transferring import take_transfers
from landbridge.wms.forms.rows import as_json
from landbridge.wms.inbound.notices.operations import take_notices
from landbridge.wms.inbound.orders.operations import take_inbound_orders
from landbridge.wms.master.contracts import AcceptResult, AlreadyTaken, Incoming, Refused, Taken
from landbridge.wms.master.operations import take_items, take_parties
from landbridge.wms.master.parties import strangers
from landbridge.wms.master.prices import take_prices
from landbridge.wms.outbound.orders.operations import take_outbound_orders
from landbridge.wms.returns.orders import take_return_orders

SQL = named_sql("landbridge.wms.facade", "sql/facade.sql")
Kind = TypeVar("Kind", bound=Document)
Identity = tuple[str, str, str]  # kind, owner, number

CHUNK_MAX = 500
UNSTORABLE = (errors.DataError, errors.IntegrityError, errors.ProgramLimitExceeded)


@dataclass(frozen=True, slots=True)
class _Accepted:
    """A version that took effect before."""

    kind: str
    owner: str
    number: str
    version: int
    key: str
    digest: bytes

    @property
    def identity(self) -> Identity:
        return self.kind, self.owner, self.number


@dataclass(frozen=True, slots=True)
class _Past:
    """What is known of all documents of a chunk."""

    by_key: Mapping[str, _Accepted]
    by_version: Mapping[tuple[Identity, int], _Accepted]
    newest: dict[Identity, int]


def accept(ground: Ground, document: Document, *, key: str) -> AcceptResult:
    """Take a document of the office (see `_dispatch`). Safe to repeat for ever.

    key: permanent and unique per delivery. A newer version replaces the whole document as far as
    the floor still allows it (see `Taken.findings`); an older one changes nothing.
    """
    return accept_many(ground, [Incoming(key=key, document=document)])[0]


def accept_many(ground: Ground, incoming: Sequence[Incoming]) -> tuple[AcceptResult, ...]:
    """`accept` for a chunk in one transaction; one bad document does not stop the others."""
    results: list[AcceptResult] = []
    for start in range(0, len(incoming), CHUNK_MAX):
        results += _accept_chunk(ground, incoming[start : start + CHUNK_MAX])
    return tuple(results)


def _accept_chunk(ground: Ground, chunk: Sequence[Incoming]) -> list[AcceptResult]:
    try:
        return ground.pg.retrying(lambda conn: _take(ground, conn, chunk))
    except UNSTORABLE as failure:
        if len(chunk) > 1:
            # One of them cannot be stored: each by itself, so that the others are.
            return [result for one in chunk for result in _accept_chunk(ground, [one])]
        text = f"The warehouse cannot store the document: {failure.diag.message_primary}."
        return [Refused((error("", "not-storable", text),))]


def _take(ground: Ground, conn: Connection, chunk: Sequence[Incoming]) -> list[AcceptResult]:
    at = ground.clock.now()
    identities = {_identity(entry.document) for entry in chunk}
    # Two deliveries of one document wait for each other; sorted, so that chunks do not deadlock.
    conn.execute(SQL["lock_documents"], {"keys": sorted("/".join(one) for one in identities)})
    past = _past(conn, chunk)
    results: dict[int, AcceptResult] = {}
    taken: list[tuple[Incoming, Taken]] = []
    left = list(range(len(chunk)))
    while left:
        # A round holds no document twice: versions of one take effect one after the other.
        current, left = _round(chunk, left)
        due: list[int] = []
        for index in current:
            settled = _settle(chunk[index], past)
            if settled is None:
                due.append(index)
            else:
                results[index] = settled
        for index, result in _dispatch(ground, conn, chunk, due, at).items():
            results[index] = result
            if isinstance(result, Taken):
                taken.append((chunk[index], result))
                past.newest[_identity(chunk[index].document)] = result.version
    _remember(conn, taken, at)
    return [results[index] for index in range(len(chunk))]


def _identity(document: Document) -> Identity:
    return document.kind, document.owner.code, document.number


def _digest(document: Document) -> bytes:
    return hashlib.sha256(dump_json(document)).digest()


def _past(conn: Connection, chunk: Sequence[Incoming]) -> _Past:
    rows = conn.execute(
        SQL["accepted"],
        {
            "keys": [entry.key for entry in chunk],
            "kinds": [entry.document.kind for entry in chunk],
            "owners": [entry.document.owner.code for entry in chunk],
            "numbers": [entry.document.number for entry in chunk],
        },
    ).fetchall()
    known = _known(rows)
    newest: dict[Identity, int] = {}
    for row in known:
        newest[row.identity] = max(row.version, newest.get(row.identity, row.version))
    return _Past(
        by_key={row.key: row for row in known},
        by_version={(row.identity, row.version): row for row in known},
        newest=newest,
    )


def _known(rows: Iterable[tuple[Any, ...]]) -> list[_Accepted]:
    return [
        _Accepted(kind, owner, number, version, key, bytes(digest))
        for kind, owner, number, version, key, digest in rows
    ]


def _round(chunk: Sequence[Incoming], left: Sequence[int]) -> tuple[list[int], list[int]]:
    seen: set[Identity | str] = set()
    now: list[int] = []
    later: list[int] = []
    for index in left:
        entry = chunk[index]
        marks: set[Identity | str] = {_identity(entry.document), entry.key}
        (later if marks & seen else now).append(index)
        seen |= marks
    return now, later


def _settle(entry: Incoming, past: _Past) -> AcceptResult | None:
    """The answer for a document that needs no work, None for one that does."""
    document = entry.document
    if (before := past.by_key.get(entry.key)) is not None:
        return _already(before, past.newest.get(before.identity, before.version))
    identity = _identity(document)
    newest = past.newest.get(identity)
    if newest is not None and document.version <= newest:
        same = past.by_version.get((identity, document.version))
        mine = _Accepted(*identity, document.version, entry.key, _digest(document))
        differs = same is not None and same.digest != mine.digest
        return _already(mine, newest, differs=differs)
    findings = check(document)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return Refused(findings)
    return None


def _already(row: _Accepted, newest: int, *, differs: bool = False) -> AlreadyTaken:
    findings: tuple[Finding, ...] = ()
    if differs:
        text = (
            f"Version {row.version} of {row.number} was taken before with other contents; "
            "nothing was changed. Send the new contents with a higher version."
        )
        findings = (warning("version", "same-version-differs", text),)
    return AlreadyTaken(
        kind=row.kind, owner=row.owner, number=row.number, version=row.version,
        current_version=newest, findings=findings,
    )  # fmt: skip


def _dispatch(
    ground: Ground, conn: Connection, chunk: Sequence[Incoming], due: Sequence[int], at: datetime
) -> dict[int, AcceptResult]:
    """Parents before children: an order may name an item of the same chunk."""
    results: dict[int, AcceptResult] = {}

    def run(kind: type[Kind], take: Callable[[Sequence[Kind]], Sequence[Taken | Refused]]) -> None:
        found = [
            (index, document)
            for index in due
            if index not in results and isinstance(document := chunk[index].document, kind)
        ]
        if found:
            outcome = take([document for _, document in found])
            pairs = zip(found, outcome, strict=True)
            results.update({index: result for (index, _), result in pairs})

    run(Item, lambda items: take_items(conn, items, at=at))
    run(Party, lambda parties: take_parties(conn, parties, at=at))
    run(Price, lambda prices: take_prices(conn, prices, at=at))
    results |= strangers(conn, {index: chunk[index].document for index in due})
    run(InboundOrder, lambda orders: take_inbound_orders(conn, orders, at=at))
    run(Asn, lambda notices: take_notices(conn, notices, at=at))
    run(OutboundOrder, lambda orders: take_outbound_orders(ground, conn, orders, at=at))
    run(Transfer, lambda transfers: take_transfers(ground, conn, transfers, at=at))
    run(ReturnOrder, lambda orders: take_return_orders(conn, orders, at=at))
    run(StockCorrection, lambda made: take_corrections(ground, conn, made, at=at))
    for index in due:
        if index not in results:
            text = f"The warehouse takes no {chunk[index].document.kind}."
            results[index] = Refused((error("kind", "unknown-kind", text),))
    return results


def _remember(conn: Connection, taken: Sequence[tuple[Incoming, Taken]], at: datetime) -> None:
    rows = [
        {
            "kind": result.kind, "owner": result.owner, "number": result.number,
            "version": result.version, "key": entry.key,
            "digest": _digest(entry.document).hex(),
        }
        for entry, result in taken
    ]  # fmt: skip
    if rows:
        conn.execute(SQL["insert_accepted"], {"rows": as_json(rows), "at": at})


def find_accepted(
    ground: Ground, *, key: str, kind: str = "", owner: str = "", number: str = "", version: int = 0
) -> AlreadyTaken | None:
    """Whether a delivery took effect: by its key, or by the document's identity and version.

    A newer version of the document counts as taken too: the asked one is superseded.
    """
    with ground.pg.snapshot() as conn:
        rows = conn.execute(
            SQL["accepted"],
            {"keys": [key], "kinds": [kind], "owners": [owner], "numbers": [number]},
        ).fetchall()
    known = _known(rows)
    for row in known:
        if row.key == key:
            same = [other.version for other in known if other.identity == row.identity]
            return _already(row, max(same))
    newest = max((row.version for row in known), default=-1)
    if number and newest >= version:
        asked = _Accepted(kind, owner, number, version, key, b"")
        return _already(asked, newest)
    return None
