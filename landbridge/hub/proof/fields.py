"""Field by field: the bytes it came from, the map's line, and what it is on the other side."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from landbridge.canon import Document, load_json
from landbridge.codecs import Part, PayloadUnreadableError, get_codec
from landbridge.codecs.json.reader import parse_object
from landbridge.hub.catalog import CANON, Catalog, Flow
from landbridge.hub.facade.views.proof import FieldOut, FieldProof
from landbridge.hub.proof.places import Places, json_places
from landbridge.hub.translate.reading import OWN_PREFIX
from landbridge.mapping import Explained, explain

VALUE_LENGTH_MAX = 200
CHANGED = "The map {name} has changed since (then {then}, now {now}); its lines are of today."


@dataclass(frozen=True, slots=True)
class Incoming:
    """The document's part of its payload. places: of its values, in the whole payload."""

    part: Part | None
    places: Places
    explained: tuple[Explained, ...]
    notes: tuple[str, ...]


def incoming(flow: Flow | None, row: Mapping[str, Any]) -> Incoming:
    """How the payload was understood. Whatever hinders telling becomes a note."""
    if row["content"] is None:
        return Incoming(None, {}, (), ("The payload is over the time it is kept.",))
    own = row["wire_type"].startswith(OWN_PREFIX)
    if not own and (flow is None or flow.problem or flow.codec is None):
        return Incoming(None, {}, (), ("Its endpoint cannot be opened, so no line is named.",))
    codec = get_codec(CANON) if own or flow is None or flow.codec is None else flow.codec
    try:
        parts = list(codec.split(row["content"], wire_type=row["wire_type"]))
    except PayloadUnreadableError as fault:
        return Incoming(None, {}, (), (f"The payload cannot be read: {fault}.",))
    part = next((one for one in parts if one.index == row["part_index"]), None)
    if part is None:
        return Incoming(None, {}, (), ("Its part is not in the payload.",))
    inside = json_places(row["content"][part.start : part.end])
    places = {path: (part.start + a, part.start + b) for path, (a, b) in inside.items()}
    if own or flow is None or flow.is_canon:
        return Incoming(part, places, (), ())
    used = flow.in_maps.get(part.wire_type)
    if used is None:
        return Incoming(part, places, (), (f"No map reads {part.wire_type!r} any more.",))
    notes: tuple[str, ...] = ()
    if used.version != row["map_version"]:
        told = CHANGED.format(name=used.name, then=row["map_version"], now=used.version)
        notes = (told,)
    found = explain(codec.read(part), map=used, context=flow.context)
    return Incoming(part, places, found, notes)


def outgoing(
    catalog: Catalog, document: Document, canon: bytes, targets: Sequence[str]
) -> dict[str, list[FieldOut]]:
    """What each canonical field becomes at each target, by the path of the field."""
    found: dict[str, list[FieldOut]] = {}
    for target in targets:
        flow = catalog.by_name.get(target)
        if flow is None or flow.problem:
            continue
        if flow.is_canon:  # it takes the document as it is
            for path, value in leaves(parse_object(canon)):
                same = FieldOut(target=target, path=path, value=_short(value), line="")
                found.setdefault(path, []).append(same)
            continue
        used = flow.out_maps.get(document.kind)
        if used is None:
            continue
        for one in explain(document, map=used, context=flow.context):
            found.setdefault(one.source, []).append(
                FieldOut(target=target, path=one.target, value=_short(one.value),
                         line=f"{one.file}:{one.line}")
            )  # fmt: skip
    return found


def field_proofs(
    canon: bytes, came: Incoming, out: Mapping[str, list[FieldOut]]
) -> tuple[FieldProof, ...]:
    """Every leaf of the canonical document, in its order; then what else stands on the other side:
    values that the document type or the map says itself.
    """
    made = {one.target: one for one in came.explained}
    found: list[FieldProof] = []
    told: set[str] = set()
    for path, value in leaves(parse_object(canon)):
        names = _names(path)
        explained = next((made[name] for name in names if name in made), None)
        source = explained.source if explained is not None else ""
        if explained is None and not came.explained:
            source = path  # nothing is mapped: the payload is canonical itself
        start, end = came.places.get(source, (None, None))
        line = f"{explained.file}:{explained.line}" if explained is not None else ""
        told.update(name for name in names if name in out)
        found.append(
            FieldProof(
                path=path, value=_short(value), came_from=source, start=start, end=end,
                line=line,
                out=next((tuple(out[name]) for name in names if name in out), ()),
            )
        )  # fmt: skip
    for path, those in out.items():
        if path not in told:
            found.append(
                FieldProof(
                    path=path or "(the map itself)", value=those[0].value if path else "",
                    came_from="", start=None, end=None, line="", out=tuple(those),
                )
            )  # fmt: skip
    return tuple(found)


def _names(path: str) -> tuple[str, ...]:
    """How maps call a value: the two parts of a quantity or of money stand in a list."""
    parent, bracket, place = path.removesuffix("]").rpartition("[")
    if not bracket or place not in ("0", "1"):
        return (path,)
    parts = ("value", "amount") if place == "0" else ("uom", "currency")
    return (path, *(f"{parent}.{part}" for part in parts), parent)


def leaves(node: Any, path: str = "") -> list[tuple[str, str]]:
    """(path, value as text) of each value that is no container."""
    if isinstance(node, dict):
        return [
            leaf
            for name, member in node.items()
            for leaf in leaves(member, f"{path}.{name}" if path else str(name))
        ]
    if isinstance(node, list):
        return [
            leaf for place, entry in enumerate(node) for leaf in leaves(entry, f"{path}[{place}]")
        ]
    return [(path, "" if node is None else str(node))]


def document_of(canon: bytes) -> Document:
    return load_json(canon)


def _short(text: str) -> str:
    return text if len(text) <= VALUE_LENGTH_MAX else f"{text[: VALUE_LENGTH_MAX - 1]}…"
