"""Whether a connector's folder keeps what its manifest promises: for `doctor` and the contract
suite. Everything is told at once, in sentences."""

from collections.abc import Iterator

from landbridge.canon import document_types
from landbridge.codecs import codecs
from landbridge.connect.manifest import Manifest, Speaks
from landbridge.connect.registry import ConnectorKind
from landbridge.kit.findings import Finding, error
from landbridge.mapping import MapFileError, lint

METHODS = {
    "source": ("streams", "pull"),
    "receiver": ("receive",),
    "sink": ("push", "find"),
    "census": ("count",),
    "nudge": ("wait",),
    "history": ("history",),
    "changes": ("changed_items",),
}
ALWAYS = ("check_health", "close")
CANON = "canon"


def check_kind(kind: ConnectorKind) -> tuple[Finding, ...]:
    """All findings of a connector's manifest and maps."""
    manifest = kind.manifest
    return (
        *_check_texts(kind),
        *_check_capabilities(manifest),
        *(finding for entry in manifest.speaks for finding in _check_speaks(kind, entry)),
        *_check_duplicates(manifest),
        *_check_map_files(kind),
    )


def _check_texts(kind: ConnectorKind) -> Iterator[Finding]:
    manifest = kind.manifest
    if manifest.name != kind.package.rpartition(".")[2]:
        yield error("name", "folder-name", f"{manifest.name!r} is not the name of its folder.")
    for field, text in (("title", manifest.title), ("summary", manifest.summary)):
        if not text.strip():
            yield error(field, "required", f"The manifest has no {field}.")
    if not manifest.tested:
        yield error("tested", "required", "Name what it was really run against in `tested`.")
    if not manifest.transports:
        yield error("transports", "required", "Name how it is reached in `transports`.")
    if manifest.syntax not in codecs():
        known = ", ".join(codecs())
        yield error("syntax", "unknown", f"No codec for {manifest.syntax!r}; there are {known}.")
    if manifest.poll_interval_s <= 0 or manifest.sweep_interval_s <= 0:
        yield error("poll_interval_s", "positive", "Intervals are seconds above 0.")
    if not 1 <= manifest.push_chunk_size <= 1000:
        yield error("push_chunk_size", "range", "push_chunk_size is from 1 to 1000.")


def _check_capabilities(manifest: Manifest) -> Iterator[Finding]:
    has, directions = set(manifest.capabilities), {s.direction for s in manifest.speaks}
    if not has:
        yield error("capabilities", "required", "The manifest declares no capability.")
    if "in" in directions and not has & {"source", "receiver"}:
        yield error("capabilities", "no-way-in", "Documents come in, but by source or receiver?")
    if "out" in directions and "sink" not in has:
        yield error("capabilities", "no-way-out", "Documents go out, but there is no sink.")
    if has & {"source", "receiver"} and "in" not in directions:
        yield error("speaks", "nothing-in", "It can take in, but speaks no document `in`.")
    if "sink" in has and "out" not in directions:
        yield error("speaks", "nothing-out", "It is a sink, but speaks no document `out`.")
    if "nudge" in has and "source" not in has:
        yield error("capabilities", "nudge", "A nudge is of use to a source only.")


def _check_speaks(kind: ConnectorKind, entry: Speaks) -> Iterator[Finding]:
    place = f"speaks.{entry.direction}.{entry.document}"
    if entry.document not in document_types():
        known = ", ".join(document_types())
        yield error(place, "unknown-document", f"{entry.document!r} is none of {known}.")
        return
    if kind.manifest.syntax == CANON:
        if entry.map:
            yield error(place, "needless-map", "A connector that speaks canon has no maps.")
        return
    if not entry.map:
        yield error(place, "no-map", "Name the map's file in `map`.")
        return
    try:
        loaded = kind.load_map(entry.map)
    except OSError:
        yield error(place, "no-map", f"There is no maps/{entry.map}.")
        return
    except MapFileError as fault:
        yield error(place, "map", f"{fault}")
        return
    if (loaded.document, loaded.direction) != (entry.document, entry.direction):
        said = f"{loaded.document} {loaded.direction}"
        yield error(place, "other-map", f"maps/{entry.map} is for {said}.")
    yield from lint(loaded)


def _check_duplicates(manifest: Manifest) -> Iterator[Finding]:
    incoming = [s.wire_type for s in manifest.speaks if s.direction == "in"]
    outgoing = [s.document for s in manifest.speaks if s.direction == "out"]
    for what, names in (("wire type in", incoming), ("document out", outgoing)):
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield error("speaks", "twice", f"The {what} {name!r} is declared twice.")


def _check_map_files(kind: ConnectorKind) -> Iterator[Finding]:
    folder = kind.folder().joinpath("maps")
    named = {entry.map for entry in kind.manifest.speaks}
    if folder.is_dir():
        for file in folder.iterdir():
            if file.name.endswith(".yaml") and file.name not in named:
                yield error("speaks", "unused-map", f"maps/{file.name} is named by no entry.")
