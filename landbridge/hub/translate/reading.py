"""From raw bytes to documents: pure, and one bad part never stops the others."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from landbridge.canon import Document, DocumentUnreadableError, check, dump_json, load_json
from landbridge.codecs import Part, PayloadUnreadableError, Tree, get_codec
from landbridge.hub.catalog import CANON, Flow
from landbridge.hub.notes import clean
from landbridge.kit.findings import Finding, Severity, error, has_errors
from landbridge.mapping import Map, MapContext, to_canon

VERSION_MAX = 2**63 - 1
OWNER_LENGTH_MAX = 200
ORDER_KEY_LENGTH_MAX = 600
UNUSED_PATHS_SHOWN = 12
OWN_PREFIX = f"{CANON}/"
Monotonic = Callable[[], float]


@dataclass(slots=True, kw_only=True)
class Source:
    """A payload to understand.

    message_id: a held message of it that is translated again, then only its `part_index`; else 0.
    """

    envelope_id: int
    content: bytes
    wire_type: str
    message_id: int = 0
    part_index: int | None = None


@dataclass(slots=True, kw_only=True)
class Read:
    """A part as a tree, ready for its map; or already a document, or only findings."""

    source: Source
    part_index: int
    wire_type: str
    control: Mapping[str, str]
    map: Map | None = None
    tree: Tree | None = None
    document: Document | None = None
    findings: tuple[Finding, ...] = ()
    took_s: float = 0.0


@dataclass(slots=True, kw_only=True)
class Understood:
    """What one part of a payload says. document: None if it cannot be said, or was skipped.

    content: its canonical bytes.  skipped: the map says it is not for us.
    message_id: as in its source.
    """

    envelope_id: int
    message_id: int
    part_index: int
    wire_type: str
    control: Mapping[str, str]
    document: Document | None
    content: bytes | None
    findings: tuple[Finding, ...]
    skipped: bool
    map_name: str
    map_version: str
    took_us: int

    @property
    def fit(self) -> bool:
        return self.document is not None and not has_errors(self.findings)


def read(flow: Flow, source: Source, *, monotonic: Monotonic) -> list[Read]:
    """Cut a payload and read its parts; at least one entry, so that nothing vanishes."""
    found: list[Read] = []
    began = monotonic()
    for place, part in enumerate(_parts(flow, source)):
        if isinstance(part, Finding):
            found.append(_unreadable(source, place, part))
        elif source.part_index is None or source.part_index == part.index:
            found.append(_read_part(flow, source, part))
        now = monotonic()
        if found:
            found[-1].took_s = found[-1].took_s or now - began
        began = now
    if not found:
        finding = error("", "empty", "The payload holds no message. Ask its sender.")
        found.append(_unreadable(source, source.part_index or 0, finding))
    return found


def _parts(flow: Flow, source: Source) -> Iterator[Part | Finding]:
    codec = get_codec(CANON) if _is_ours(source.wire_type) else flow.codec
    assert codec is not None
    try:
        yield from codec.split(source.content, wire_type=source.wire_type)
    except PayloadUnreadableError as fault:
        yield _finding("unreadable", f"The payload cannot be read: {fault}.")
    except Exception as fault:  # a codec's bug is one document's trouble, not the bridge's
        yield _unexpected("cutting the payload", fault)


def _read_part(flow: Flow, source: Source, part: Part) -> Read:
    assert flow.codec is not None
    one = Read(source=source, part_index=part.index, wire_type=part.wire_type, control=part.control)
    try:
        if flow.is_canon or _is_ours(source.wire_type):
            one.document = load_json(part.content)
        else:
            one.map = flow.in_maps.get(part.wire_type)
            if one.map is not None:
                one.tree = flow.codec.read(part)
            else:
                text = f"No map of {flow.name} reads {part.wire_type!r}. Add one to its connector."
                one.findings = (_finding("no-map", text),)
    except (PayloadUnreadableError, DocumentUnreadableError) as fault:
        one.findings = (_finding("unreadable", f"It cannot be read: {fault}."),)
    except Exception as fault:  # as above
        one.findings = (_unexpected("reading it", fault),)
    return one


def _is_ours(wire_type: str) -> bool:
    """What the bridge itself writes in an endpoint's name (a correction) is canonical."""
    return wire_type.startswith(OWN_PREFIX)


def understand(
    one: Read, *, context: MapContext, monotonic: Monotonic, holds_new_fields: bool = False
) -> Understood:
    """Map and check what was read. Never raises for what a payload may hold.

    holds_new_fields: what has fields the map does not know waits for a person (T-14).
    """
    began = monotonic()
    document, findings, skipped, content = one.document, one.findings, False, None
    try:
        if one.tree is not None and one.map is not None:
            mapped = to_canon(one.tree, map=one.map, context=context)
            document, skipped = mapped.value, mapped.skipped
            findings += mapped.findings + _unused(mapped.unused_paths, holds_new_fields)
        if document is not None:
            findings += check(document) + tuple(_storable(document))
            content = dump_json(document)
    except Exception as fault:  # as above
        document, content = None, None
        findings += (_unexpected("understanding it", fault),)
    return Understood(
        envelope_id=one.source.envelope_id,
        message_id=one.source.message_id,
        part_index=one.part_index,
        wire_type=clean(one.wire_type),
        control=one.control,
        document=document,
        content=content,
        findings=findings,
        skipped=skipped,
        map_name=one.map.name if one.map is not None else "",
        map_version=one.map.version if one.map is not None else "",
        took_us=round((one.took_s + monotonic() - began) * 1_000_000),
    )


def _storable(document: Document) -> Iterator[Finding]:
    """Limits of the register of documents."""
    if document.version > VERSION_MAX:
        yield error("version", "too-large", f"The version is larger than {VERSION_MAX}.")
    if len(document.owner.code) > OWNER_LENGTH_MAX:
        yield error("owner.code", "too-long", f"It has more than {OWNER_LENGTH_MAX} characters.")
    if len(document.order_key) > ORDER_KEY_LENGTH_MAX:
        yield error("", "too-long", "Owner and numbers together are too long to keep in order.")


def _unused(paths: tuple[str, ...], holds: bool) -> tuple[Finding, ...]:
    if not paths:
        return ()
    shown = ", ".join(paths[:UNUSED_PATHS_SHOWN])
    more = f" and {len(paths) - UNUSED_PATHS_SHOWN} more" if len(paths) > UNUSED_PATHS_SHOWN else ""
    text = f"The map does not know these fields: {shown}{more}. Use or ignore them in the map."
    severity = Severity.ERROR if holds else Severity.NOTE
    return (Finding("", "unused-fields", severity, text),)


def _unreadable(source: Source, index: int, finding: Finding) -> Read:
    return Read(
        source=source,
        part_index=index,
        wire_type=source.wire_type,
        control={},
        findings=(finding,),
    )


def _finding(rule: str, text: str) -> Finding:
    return error("", rule, text)


def _unexpected(doing: str, fault: Exception) -> Finding:
    return error(
        "",
        "unexpected",
        f"An error of the program while {doing}: {type(fault).__name__}: {fault}. "
        "Report it with this payload; then try again.",
    )


def content_without_version(content: bytes, version: int) -> bytes:
    """Canonical bytes that are equal when only the version differs.

    The first such text is the document's own: number and owner come before it, and quotes inside
    their values are escaped.
    """
    return content.replace(b',"version":%d' % version, b"", 1)
