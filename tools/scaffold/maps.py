"""A map in which each wire field is called as in the canonical document, with its golden pair.

It is a start: whoever knows the outside system changes the paths on the wire side.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from landbridge.canon import Document, PartyRef, document_type, dump_json, load_json
from landbridge.canon import __file__ as canon_file
from landbridge.codecs import Control, Tree, get_codec
from landbridge.connect.manifest import read_manifest
from landbridge.mapping import MapContext, from_canon, load_map
from landbridge.mapping.shapes import Shape, shape_of
from tools.scaffold.files import ScaffoldError, write_new

SAMPLES = Path(canon_file).parent / "samples"
OWNER = "ACME"
SAMPLE_SETTINGS = '[context]\nowner = "ACME"\nsite = "MAIN"\n'


def map_text(document: str, direction: str) -> str:
    """The YAML of the map."""
    lines = ["version: 1", f"document: {document}", f"direction: {direction}", "fields:"]
    for line in _fields(shape_of(document_type(document)), "", 1):
        if direction == "in" and line.strip() == "owner.code: owner.code":
            line = "  owner.code: {context: owner}"
        if direction == "in" and line.strip() == "owner.gln: owner.gln":
            continue
        lines.append(line)
    return "\n".join(lines) + "\n"


def _fields(shape: Shape, prefix: str, depth: int) -> Iterator[str]:
    indent = "  " * depth
    for name, item in shape.fields.items():
        path = f"{prefix}{name}"
        inner = item.shape.inner
        if item.shape.kind == "object":
            yield from _fields(item.shape, f"{path}.", depth)
        elif inner is not None and inner.kind == "object":
            yield from (f"{indent}{path}:", f"{indent}  each: {path}", f"{indent}  fields:")
            yield from _fields(inner, "", depth + 2)
        else:
            yield f"{indent}{path}: {path}"


def golden_pair(document: str, direction: str) -> tuple[Tree, Document]:
    """The full sample of the type, and how the map of `map_text` writes it on the wire."""
    content = (SAMPLES / document / "full.json").read_bytes()
    made = load_json(content)
    if direction == "in":
        made = replace(made, owner=PartyRef(OWNER))
    writing = load_map(map_text(document, "out"), name=f"{document}.yaml")
    tree = from_canon(made, map=writing, context=MapContext(owner=OWNER)).value
    assert tree is not None
    if direction == "in":
        tree.pop("owner", None)
    return tree, made


def add_map(folder: Path, *, document: str, direction: str) -> list[Path]:
    """Write map, golden pair and the manifest's entry of one more document."""
    if not (folder / "manifest.toml").is_file():
        raise ScaffoldError(f"There is no connector in {folder}. Name one that is there.")
    manifest = read_manifest(folder / "manifest.toml")
    if any((s.document, s.direction) == (document, direction) for s in manifest.speaks):
        raise ScaffoldError(f"{manifest.name} speaks {document} {direction} already.")
    written = write_map(folder, manifest.syntax, document=document, direction=direction)
    entry = (
        f'\n[[speaks]]\ndocument = "{document}"\ndirection = "{direction}"\n'
        f'map = "{document}.yaml"\nwire_type = "{document}"\n'
    )
    with (folder / "manifest.toml").open("a", encoding="utf-8") as file:
        file.write(entry)
    return [*written, folder / "manifest.toml"]


def write_map(folder: Path, syntax: str, *, document: str, direction: str) -> list[Path]:
    """Write map and golden pair."""
    tree, made = golden_pair(document, direction)
    wire = get_codec(syntax).write(tree, control=Control())
    if syntax == "json":
        wire = _pretty(wire)
    case = folder / "samples" / document
    written = [
        write_new(folder / "maps" / f"{document}.yaml", map_text(document, direction)),
        write_new(case / f"wire.{syntax}", wire),
        write_new(case / "canon.json", _pretty(dump_json(made))),
    ]
    if direction == "in":
        written.append(write_new(case / "sample.toml", SAMPLE_SETTINGS))
    return written


def _pretty(content: bytes) -> bytes:
    """JSON for people; numbers keep their digits."""
    tree = json.loads(content, parse_float=_Digits)
    return (json.dumps(tree, ensure_ascii=False, indent=2) + "\n").encode()


class _Digits(float):
    """A number that is written as it was read."""

    def __new__(cls, text: str) -> "_Digits":
        made = super().__new__(cls, text)
        if repr(float(made)) != text:
            raise ScaffoldError(f"the number {text} cannot be laid out without losing digits")
        return made
