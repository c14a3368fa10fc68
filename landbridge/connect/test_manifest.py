import pytest

from landbridge.connect.manifest import ManifestError, parse_manifest
from landbridge.connect.manifest_checks import check_kind
from landbridge.connect.registry import ConnectorKind, connector_kind

GOOD = {
    "name": "json_http", "title": "T", "tier": "bronze", "syntax": "json", "summary": "s",
    "transports": ["https"], "tested": ["1"], "capabilities": ["sink"],
    "speaks": [{"document": "progress", "direction": "out", "map": "progress.yaml"}],
}  # fmt: skip


def test_a_manifest_is_typed() -> None:
    manifest = parse_manifest(GOOD, source="m")
    assert manifest.capabilities == ("sink",) and manifest.speaks[0].document == "progress"
    assert manifest.speaks_out("progress") is manifest.speaks[0]
    assert manifest.speaks_out("item") is None and manifest.speaks_in("x") is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tier": "iron"}, "tier 'iron'"),
        ({"capabilities": ["fly"]}, "unknown capabilities fly"),
        ({"tested": "8.2"}, "tested is not a list"),
        ({"colour": "red"}, "colour"),
        ({"poll_interval_s": "1"}, "poll_interval_s is not a number"),
        ({"speaks": [{"document": "item"}]}, "direction"),
        ({"speaks": [{"document": "item", "direction": "up"}]}, "direction 'up'"),
        ({"speaks": 5}, "m: "),
        ({"speaks": [GOOD["speaks"][0] | {"linger_s": 61}]}, "linger_s is not from 0 to 60"),
        ({"speaks": [GOOD["speaks"][0] | {"linger_s": "5"}]}, "progress: linger_s"),
    ],
)
def test_what_is_no_manifest_names_its_file_and_field(change: dict, words: str) -> None:
    with pytest.raises(ManifestError) as caught:
        parse_manifest(GOOD | change, source="m")
    assert words in str(caught.value) and str(caught.value).startswith("m: ")


def checked(**change: object) -> set[str]:
    real = connector_kind("json_http")
    kind = ConnectorKind(
        parse_manifest(GOOD | change, source="m"), real.package, real.config_class, real.make
    )
    return {finding.rule for finding in check_kind(kind)}


PROGRESS = GOOD["speaks"][0]


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"name": "other"}, "folder-name"),
        ({"summary": " "}, "required"),
        ({"tested": []}, "required"),
        ({"syntax": "cobol"}, "unknown"),
        ({"push_chunk_size": 0}, "range"),
        ({"poll_interval_s": 0}, "positive"),
        ({"capabilities": []}, "no-way-out"),
        ({"capabilities": ["sink", "source"]}, "nothing-in"),
        ({"capabilities": ["sink", "nudge"]}, "nudge"),
        ({"speaks": []}, "nothing-out"),
        ({"speaks": [PROGRESS, PROGRESS]}, "twice"),
        ({"speaks": [{**PROGRESS, "document": "love_letter"}]}, "unknown-document"),
        ({"speaks": [{**PROGRESS, "map": ""}]}, "no-map"),
        ({"speaks": [{**PROGRESS, "map": "none.yaml"}]}, "no-map"),
        ({"speaks": [{**PROGRESS, "map": "item.yaml"}]}, "other-map"),
        ({"syntax": "canon"}, "needless-map"),
        ({}, "unused-map"),
    ],
)
def test_each_broken_promise_is_found(change: dict, rule: str) -> None:
    assert rule in checked(**change)
