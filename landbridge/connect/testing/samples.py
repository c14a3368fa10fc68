"""Golden pairs of a connector: `samples/<case>/wire.*`, `canon.json` and, if needed, `sample.toml`.

# sample.toml
direction = "in"             # only if the connector speaks the document both ways
wire_type = "sale"           # only if it has several maps for the document
[context]                    # owner, site, zone, version as the endpoint would give them
owner = "ACME"
[context.constants]
channel = "web"
[crossref]                   # "<kind>/<code>" = "<code of the other side>"
"item/4711" = "BOLT-M8"
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.resources.abc import Traversable
from typing import Any

from landbridge.canon import Document, dump_json, load_json
from landbridge.codecs import Control, Tree, get_codec
from landbridge.connect.manifest import Speaks
from landbridge.connect.registry import ConnectorKind
from landbridge.kit.findings import has_errors
from landbridge.mapping import MapContext, Mapped, from_canon, to_canon


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One case, ready to run."""

    case: str
    speaks: Speaks
    wire: bytes
    document: Document
    context: MapContext


class SampleError(ValueError):
    """A sample folder is not complete; the text names it and says what to add."""


def read_samples(kind: ConnectorKind) -> tuple[Sample, ...]:
    """All samples of a connector, by case. Raises SampleError."""
    home = kind.folder().joinpath("samples")
    if not home.is_dir():
        return ()
    cases = sorted((case for case in home.iterdir() if case.is_dir()), key=lambda c: c.name)
    return tuple(_read(kind, case) for case in cases if not case.name.startswith(("_", ".")))


def _read(kind: ConnectorKind, case: Traversable) -> Sample:
    files = {file.name: file for file in case.iterdir()}
    wires = [name for name in files if name.startswith("wire.")]
    if len(wires) != 1 or "canon.json" not in files:
        raise SampleError(f"samples/{case.name} needs one wire.* and a canon.json")
    document = load_json(files["canon.json"].read_bytes())
    settings: Mapping[str, Any] = {}
    if "sample.toml" in files:
        settings = tomllib.loads(files["sample.toml"].read_text(encoding="utf-8"))
    return Sample(
        case=case.name,
        speaks=_speaks(kind, case.name, document, settings),
        wire=files[wires[0]].read_bytes(),
        document=document,
        context=_context(settings),
    )


def _speaks(
    kind: ConnectorKind, case: str, document: Document, settings: Mapping[str, Any]
) -> Speaks:
    found = [
        entry
        for entry in kind.manifest.speaks
        if entry.document == document.kind
        and settings.get("direction", entry.direction) == entry.direction
        and settings.get("wire_type", entry.wire_type) == entry.wire_type
    ]
    if len(found) != 1:
        raise SampleError(
            f"samples/{case}: {len(found)} entries of the manifest fit {document.kind}; "
            "name direction and wire_type in sample.toml"
        )
    return found[0]


def _context(settings: Mapping[str, Any]) -> MapContext:
    known: Mapping[str, str] = settings.get("crossref", {})

    def crossref(kind: str, code: str) -> str | None:
        return known.get(f"{kind}/{code}")

    return replace(MapContext(**settings.get("context", {})), crossref=crossref)


def trees(kind: ConnectorKind, sample: Sample) -> list[Tree]:
    codec = get_codec(kind.manifest.syntax)
    return [
        codec.read(part) for part in codec.split(sample.wire, wire_type=sample.speaks.wire_type)
    ]


def understand(kind: ConnectorKind, sample: Sample) -> Mapped[Document]:
    """The document a sample of direction `in` becomes; its payload holds one message."""
    found = trees(kind, sample)
    if len(found) != 1:
        raise SampleError(f"samples/{sample.case}: the wire holds {len(found)} messages, not one")
    if not sample.speaks.map:
        return Mapped(load_json(sample.wire))
    return to_canon(found[0], map=kind.load_map(sample.speaks.map), context=sample.context)


def write(kind: ConnectorKind, sample: Sample) -> bytes:
    """The bytes a sample of direction `out` becomes."""
    if not sample.speaks.map:
        return dump_json(sample.document)
    made = from_canon(sample.document, map=kind.load_map(sample.speaks.map), context=sample.context)
    if made.value is None or has_errors(made.findings):
        raise SampleError(f"samples/{sample.case}: {[f.text for f in made.findings]}")
    return get_codec(kind.manifest.syntax).write(made.value, control=Control())
