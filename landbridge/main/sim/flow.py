"""An operator's own connector and maps in the world: `landbridge sim --flow FILE`.

The connector's codec and maps are the real ones; its wire is the world's, so that every fault of
the menu can fall on it. The partner behind it writes messages by turning the connector's maps
round, and keeps books of what it reads in the messages that it gets. What a map computes in a way
that cannot be turned round is taken from the connector's samples.
"""

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from landbridge.canon import Document, PartyRef
from landbridge.canon.base import Address
from landbridge.canon.inbound_order import InboundLine, InboundOrder
from landbridge.canon.outbound_order import OutboundLine, OutboundOrder
from landbridge.canon.return_order import ReturnLine, ReturnOrder
from landbridge.canon.transfer import Transfer, TransferLine
from landbridge.codecs import Codec, Control, Tree, get_codec
from landbridge.connect.protocols import Parcel
from landbridge.connect.registry import (
    ConnectorKind,
    UnknownConnectorError,
    connector_kind,
    load_kind,
)
from landbridge.connect.testing.samples import read_samples
from landbridge.kit.findings import LandbridgeError
from landbridge.kit.quantity import Quantity
from landbridge.main.sim.bookkeeping import Place, Told, lying
from landbridge.main.sim.clerk import ALL, Habits, Order
from landbridge.main.sim.company import BRANCH, CASE, GOODS, ITEMS, OWNERS, SITE
from landbridge.mapping import Map, MapContext, MapFileError, Mapped, to_canon
from landbridge.mapping.mirror import message_for, read_back

KEYS = ("connector", "folder", "overlays", "constants", "remembers_keys")
REMEDY = "docs/howto/torture-a-flow.md says what stands in a flow file."
# What moves stock, with where its map must take item and amount from, and lot and status.
STOCK = {
    "shipment_confirmation": ("lines[].shipped", "lines[].lots[].lot", "lines[].lots[].status"),
    "receipt_confirmation": ("lines[].received", "lines[].lots[].lot", "lines[].lots[].status"),
    "stock_adjustment": ("lines[].change", "lines[].lot", "lines[].status"),
    "return_receipt": ("lines[].received", "lines[].lot", "lines[].disposition"),
}


class FlowError(LandbridgeError):
    """A flow file that cannot be played."""

    def __init__(self, text: str) -> None:
        super().__init__(text, remedy=REMEDY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What takes the shop's place.

    keyed: the partner takes each idempotency key once.  habits: what its maps can say.
    sees: whether its messages name site, lot and status of what moved; None: no amounts at all.
    notes: what is left out and why, in sentences.
    """

    kind: ConnectorKind
    overlays: Mapping[str, str]
    constants: Mapping[str, object]
    keyed: bool
    habits: Habits
    sees: tuple[bool, bool, bool] | None
    notes: tuple[str, ...]
    maps_in: Mapping[str, Map]
    maps_out: Mapping[str, Map]
    likes: Mapping[str, Tree]

    @property
    def codec(self) -> Codec:
        return get_codec(self.kind.manifest.syntax)

    @property
    def wire_types(self) -> Mapping[str, str]:
        return {one.document: one.wire_type for one in self.kind.manifest.speaks
                if one.direction == "in"}  # fmt: skip

    def encode(self, document: Document) -> bytes:
        """As the partner writes it."""
        tree = message_for(
            document, map=self.maps_in[document.kind], like=self.likes.get(document.kind, {})
        )
        return self.codec.write(tree, control=Control(values={"delivery_id": document.number}))

    def reads(self, parcel: Parcel) -> Told | None:
        """What the partner reads of stock in a message of the bridge."""
        if self.sees is None or parcel.kind not in STOCK:
            return None
        (part,) = self.codec.split(parcel.content, wire_type=parcel.wire_type)
        tree: Any = read_back(self.codec.read(part), map=self.maps_out[parcel.kind])
        return _told(parcel, tree)

    def seen(self, place: Place) -> Place:
        """A place as far as the partner can tell it from others."""
        assert self.sees is not None
        site, item, lot, status = place
        by_site, by_lot, by_status = self.sees
        return (site if by_site else "", item, lot if by_lot else "", status if by_status else "")


# ---------------------------------------------------------------- the file


def read_flow(file: Path) -> Flow:
    """Read a flow file and try out what its maps can say. Raises FlowError."""
    table = _table(file)
    kind = _kind(table, file)
    overlays = _overlays(table, file, kind)
    constants = table.get("constants") or {}
    if not isinstance(constants, dict):
        raise FlowError(f"{file}: constants is a mapping of names to values.")
    maps: dict[str, dict[str, Map]] = {"in": {}, "out": {}}
    for one in kind.manifest.speaks:
        over = [(one.map, overlays[one.map])] if one.map in overlays else []
        try:
            maps[one.direction][one.document] = kind.load_map(one.map, overlays=over)
        except MapFileError as error:
            raise FlowError(f"{file}: {error}") from error
    likes = {
        sample.speaks.document: _read(kind, sample.wire, sample.speaks.wire_type)
        for sample in reversed(read_samples(kind))
        if sample.speaks.direction == "in"
    }
    sees, notes = _sight(maps["out"])
    flow = Flow(
        kind=kind, overlays=overlays, constants=constants,
        keyed=bool(table.get("remembers_keys", True)), habits=ALL, sees=sees, notes=notes,
        maps_in=maps["in"], maps_out=maps["out"], likes=likes,
    )  # fmt: skip
    return _tried(flow, file)


def _table(file: Path) -> dict[str, Any]:
    try:
        table = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise FlowError(f"{file} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise FlowError(f"{file} is not YAML: {error}") from error
    if not isinstance(table, dict):
        raise FlowError(f"{file} is not a mapping of {', '.join(KEYS)}.")
    if unknown := [str(key) for key in table if key not in KEYS]:
        raise FlowError(f"{file}: {unknown[0]!r} is not one of {', '.join(KEYS)}.")
    if ("connector" in table) == ("folder" in table):
        raise FlowError(f"{file} names a connector or a folder, one of the two.")
    return table


def _kind(table: Mapping[str, Any], file: Path) -> ConnectorKind:
    if "connector" in table:
        try:
            kind = connector_kind(str(table["connector"]))
        except UnknownConnectorError as error:
            raise FlowError(f"{file}: {error}.") from error
    else:
        folder = (file.parent / str(table["folder"])).resolve()
        if not folder.joinpath("manifest.toml").is_file():
            raise FlowError(f"{file}: {folder} is no connector: it has no manifest.toml.")
        sys.path.insert(0, str(folder.parent))
        importlib.invalidate_caches()
        try:
            kind = load_kind(folder.name)
        except Exception as error:  # code of the operator may fail in any way
            raise FlowError(f"{file}: {folder} cannot be loaded: {error}") from error
    if kind.manifest.syntax == "canon":
        raise FlowError(f"{file}: {kind.manifest.name} has no maps that could be tried.")
    return kind


def _overlays(table: Mapping[str, Any], file: Path, kind: ConnectorKind) -> dict[str, str]:
    named = table.get("overlays") or {}
    if not isinstance(named, dict):
        raise FlowError(f"{file}: overlays is a mapping of maps to files.")
    known = sorted({one.map for one in kind.manifest.speaks})
    found = {}
    for name, path in named.items():
        if name not in known:
            raise FlowError(
                f"{file}: {kind.manifest.name} has no map {name!r}; it has {', '.join(known)}."
            )
        try:
            found[str(name)] = (file.parent / str(path)).read_text(encoding="utf-8")
        except OSError as error:
            raise FlowError(f"{file}: {path} cannot be read: {error.strerror}.") from error
    return found


def _read(kind: ConnectorKind, content: bytes, wire_type: str) -> Tree:
    codec = get_codec(kind.manifest.syntax)
    return codec.read(next(iter(codec.split(content, wire_type=wire_type))))


# ---------------------------------------------------------------- what its maps can say


def _sight(maps: Mapping[str, Map]) -> tuple[tuple[bool, bool, bool] | None, tuple[str, ...]]:
    spoken = {kind: one for kind, one in maps.items() if kind in STOCK}
    for kind, one in spoken.items():
        amount = STOCK[kind][0]
        if not any(path.startswith(amount) for path in one.canon_used):
            text = f"Its books are not compared: {one.name} does not tell {amount}."
            return None, (text,)
    by_site = all("site" in one.canon_used for one in spoken.values())
    by_lot = all(STOCK[kind][1] in one.canon_used for kind, one in spoken.items())
    by_status = all(STOCK[kind][2] in one.canon_used for kind, one in spoken.items())
    blind = [
        name
        for name, can in (("site", by_site), ("lot", by_lot), ("status", by_status))
        if spoken and not can
    ]
    notes = (f"Its books are compared without {' and '.join(blind)}: not all maps tell it.",)
    return (by_site, by_lot, by_status), notes if blind else ()


def _tried(flow: Flow, file: Path) -> Flow:
    """Only what comes out of the maps as it was meant is said in the world."""
    notes = [*flow.notes]
    kinds = []
    for kind in ALL.kinds:
        if kind not in flow.maps_in:
            continue
        if why := _differs(flow, _order(kind)):
            notes.append(f"No {kind} is sent: {why}")
        else:
            kinds.append(kind)
    if not kinds:
        told = " ".join(notes) or "its manifest has no order that comes in."
        raise FlowError(f"{file}: {flow.kind.manifest.name} can send nothing: {told}")
    first = kinds[0]
    items = []
    for item in ITEMS:
        if why := _differs(flow, _order(first, item=item)):
            notes.append(f"{item} is not traded: {why}")
        else:
            items.append(item)
    habits = Habits(
        kinds=tuple(kinds), items=tuple(items) or ("BOLT",),
        cases=not _differs(flow, _order(first, cases=True)),
        cancels=all(not _differs(flow, _order(kind, status="cancelled")) for kind in kinds),
        branch=all(not _differs(flow, _order(kind, site=BRANCH)) for kind in kinds),
        notes=all(_keeps_note(flow, _order(kind)) for kind in kinds),
    )  # fmt: skip
    if not habits.cancels:
        notes.append("Nothing is cancelled: not all maps have a status that says so.")
    if not habits.branch:
        notes.append(f"Only {SITE} is ordered from: not all maps name the site.")
    return replace(flow, habits=habits, notes=tuple(notes))


def _made(flow: Flow, document: Order) -> Mapped[Document]:
    """What the bridge makes of it when the partner has written it."""
    context = MapContext(owner=OWNERS["shop"], site=SITE, endpoint="shop", constants=flow.constants)
    tree = _read(flow.kind, flow.encode(document), flow.wire_types[document.kind])
    return to_canon(tree, map=flow.maps_in[document.kind], context=context)


def _keeps_note(flow: Flow, document: Order) -> bool:
    made = _made(flow, replace(document, note="version 4")).value
    return made is not None and getattr(made, "note", "") == "version 4"


def _differs(flow: Flow, document: Order) -> str:
    """What the map makes of it that was not meant, in a sentence; "" if nothing."""
    map, mapped = flow.maps_in[document.kind], _made(flow, document)
    if mapped.value is None:
        told = mapped.findings[0] if mapped.findings else None
        return f"{map.name} reads {told.path}: {told.text}" if told else f"{map.name} skips it."
    made: Any = mapped.value
    for name in ("number", "version", "status", "site", "source_site", "target_site"):
        if getattr(made, name, None) != getattr(document, name, None):
            return (
                f"{map.name} makes {name} {getattr(made, name, None)!r}"
                f" where {getattr(document, name, None)!r} was meant."
            )
    meant = [(one.line_id, one.item, one.quantity) for one in document.lines]
    lines = [(one.line_id, one.item, one.quantity) for one in made.lines]
    if lines != meant:
        return f"{map.name} makes the lines {_words(lines)} where {_words(meant)} were meant."
    return ""


def _words(lines: list[tuple[str, str, Quantity]]) -> str:
    return ", ".join(f"{line_id}: {quantity} {item}" for line_id, item, quantity in lines) or "none"


def _order(
    kind: str, *, item: str = "BOLT", cases: bool = False, status: str = "open", site: str = SITE
) -> Order:
    amount = Quantity(Decimal(3), CASE if cases else GOODS[item].uom)
    head: dict[str, Any] = {
        "number": "T77", "owner": PartyRef(OWNERS["shop"]), "version": 4, "status": status,
    }  # fmt: skip
    values: list[dict[str, Any]] = [
        {"line_id": line_id, "item": item, "quantity": amount} for line_id in ("1", "12")
    ]
    match kind:
        case "outbound_order":
            lines = tuple(OutboundLine(**one) for one in values)
            to = Address(name="Customer", country_code="JP")
            return OutboundOrder(
                site=site, customer=PartyRef("CUS"), ship_to=to, lines=lines, **head
            )
        case "inbound_order":
            goods = tuple(InboundLine(**one) for one in values)
            return InboundOrder(site=site, supplier=PartyRef("SUP"), lines=goods, **head)
        case "return_order":
            back = tuple(ReturnLine(**one) for one in values)
            return ReturnOrder(site=site, customer=PartyRef("CUS"), lines=back, **head)
    moved = tuple(TransferLine(**one) for one in values)
    other = SITE if site == BRANCH else BRANCH
    return Transfer(source_site=site, target_site=other, lines=moved, **head)


# ---------------------------------------------------------------- what it reads


def _told(parcel: Parcel, tree: Any) -> Told:
    site, lines = str(tree.get("site") or ""), tree.get("lines") or ()
    if parcel.kind == "return_receipt":
        back = ((line["item"], line.get("lot") or "", line.get("disposition") or "",
                 _amount(line.get("received"))) for line in lines)  # fmt: skip
        return Told(parcel.number, parcel.version, {}, lying(site, back))
    changes: dict[Place, Decimal] = {}

    def add(line: Any, part: Any, amount: Decimal) -> None:
        place = (site, line["item"], part.get("lot") or "", part.get("status") or "available")
        changes[place] = changes.get(place, Decimal(0)) + amount

    for line in lines:
        if parcel.kind == "stock_adjustment":
            add(line, line, _amount(line.get("change")))
            continue
        sign = -1 if parcel.kind == "shipment_confirmation" else 1
        rest = _amount(line.get("shipped" if sign < 0 else "received"))
        for part in line.get("lots") or ():
            amount = _amount(part.get("quantity"))
            rest -= amount
            add(line, part, sign * amount)
        if rest:
            add(line, {}, sign * rest)
    return Told(parcel.number, parcel.version, changes)


def _amount(quantity: Any) -> Decimal:
    value = quantity.get("value") if isinstance(quantity, dict) else quantity
    return Decimal(str(value or 0))
