"""The proof page names bytes and line of everything: for each sample of each connector."""

import pytest

from landbridge.canon import dump_json
from landbridge.codecs.json.reader import parse_object
from landbridge.connect.registry import ConnectorKind, connector_kinds
from landbridge.connect.testing.samples import Sample, read_samples, trees, write
from landbridge.hub.facade.views.proof import FieldOut, FieldProof
from landbridge.hub.proof.fields import Incoming, field_proofs, leaves
from landbridge.hub.proof.places import json_places
from landbridge.mapping import explain

CASES = [
    pytest.param(kind, sample, id=f"{name}-{sample.case}")
    for name, kind in sorted(connector_kinds().items())
    for sample in read_samples(kind)
    if sample.speaks.map and kind.manifest.syntax == "json"
]


def proofs_of(kind: ConnectorKind, sample: Sample) -> tuple[FieldProof, ...]:
    used = kind.load_map(sample.speaks.map)
    canon = dump_json(sample.document)
    if sample.speaks.direction == "in":
        (tree,) = trees(kind, sample)
        explained = explain(tree, map=used, context=sample.context)
        return field_proofs(canon, Incoming(None, json_places(sample.wire), explained, ()), {})
    out: dict[str, list[FieldOut]] = {}
    for one in explain(sample.document, map=used, context=sample.context):
        line = f"{one.file}:{one.line}"
        made = FieldOut(target="there", path=one.target, value=one.value, line=line)
        out.setdefault(one.source, []).append(made)
    return field_proofs(canon, Incoming(None, {}, (), ()), out)


@pytest.mark.parametrize(("kind", "sample"), CASES)
def test_everything_has_its_bytes_and_its_line(kind: ConnectorKind, sample: Sample) -> None:
    proofs = proofs_of(kind, sample)
    if sample.speaks.direction == "out":
        told = {one.path for proof in proofs for one in proof.out if one.line}
        sent = parse_object(write(kind, sample))
        assert [path for path, _ in leaves(sent) if path not in told] == []
        return
    for proof in proofs:
        if proof.path == "kind":  # what the map is about
            continue
        assert proof.line, proof
        if proof.came_from:  # else the map or the endpoint says it itself
            assert proof.start is not None and sample.wire[proof.start : proof.end], proof
