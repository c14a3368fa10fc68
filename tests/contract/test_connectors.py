"""Every connector found on disk: its folder keeps what its manifest promises."""

from collections.abc import Mapping

import pytest

from landbridge.canon import check, dump_json, load_json
from landbridge.connect.config import build_config, config_fields
from landbridge.connect.config_views import (
    example_values,
    json_schema,
)
from landbridge.connect.manifest_checks import check_kind
from landbridge.connect.registry import ConnectorKind, broken_connectors, connector_kinds
from landbridge.connect.testing.samples import Sample, read_samples, trees, understand, write
from landbridge.connect.testing.trial import has_stand
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import has_errors
from landbridge.mapping import from_canon, lint

KINDS = tuple(connector_kinds().values())
SAMPLES = tuple((kind, sample) for kind in KINDS for sample in read_samples(kind))
SECRET = "pa55word that must never be seen, 123456"


def name_of(value: object) -> str:
    return value.manifest.name if isinstance(value, ConnectorKind) else value.case  # type: ignore[attr-defined]


of_each_kind = pytest.mark.parametrize("kind", KINDS, ids=name_of)
of_each_sample = pytest.mark.parametrize(("kind", "sample"), SAMPLES, ids=name_of)


def test_no_connector_is_broken() -> None:
    assert dict(broken_connectors()) == {}


@of_each_kind
def test_the_manifest_is_complete_and_its_maps_are_whole(kind: ConnectorKind) -> None:
    assert [finding.text for finding in check_kind(kind)] == []


@of_each_kind
def test_a_tier_above_bronze_was_tried_against_a_stand(kind: ConnectorKind) -> None:
    assert kind.manifest.tier == "bronze" or has_stand(kind)


def good_values(kind: ConnectorKind) -> dict[str, object]:
    secrets = {f.name: Secret(SECRET) for f in config_fields(kind.config_class) if is_secret(f)}
    return {**example_values(kind.config_class), **secrets}


def is_secret(field: object) -> bool:
    return field.kind == "secret"  # type: ignore[attr-defined]


@of_each_kind
def test_good_settings_are_taken_and_never_show_a_secret(kind: ConnectorKind) -> None:
    config, findings = build_config(kind.config_class, good_values(kind))
    assert config is not None, [finding.text for finding in findings]
    assert SECRET not in f"{config!r} {config} {findings}"
    schema = json_schema(kind.config_class, title=kind.manifest.title)
    assert SECRET not in str(schema)
    assert set(schema["properties"]) == {field.name for field in config_fields(kind.config_class)}


@of_each_kind
def test_bad_settings_are_named_and_never_show_a_secret(kind: ConnectorKind) -> None:
    good = good_values(kind)
    bad: list[tuple[str, Mapping[str, object]]] = [("nonsense", {**good, "nonsense": "x"})]
    for field in config_fields(kind.config_class):
        if field.required:
            bad.append((field.name, {k: v for k, v in good.items() if k != field.name}))
        if field.kind == "number":
            bad.append((field.name, {**good, field.name: "many"}))
        if field.kind == "yes_no":
            bad.append((field.name, {**good, field.name: "perhaps"}))
        if field.choices:
            bad.append((field.name, {**good, field.name: "none of them"}))
    for name, values in bad:
        config, findings = build_config(kind.config_class, values)
        assert config is None, name
        assert name in {finding.path for finding in findings}
        assert SECRET not in str(findings)


@of_each_kind
def test_every_setting_is_described_and_the_page_tells_of_those_needed(kind: ConnectorKind) -> None:
    for field in config_fields(kind.config_class):
        assert len(field.text) >= 10, f"{field.name}: say what it is"
        assert is_secret(field) or field.example or field.choices or field.kind == "yes_no", (
            f"{field.name}: give an example"
        )
    page = kind.folder().joinpath("docs.md").read_text(encoding="utf-8")
    assert page.startswith(f"# {kind.manifest.title}\n")
    for field in config_fields(kind.config_class):
        assert not field.required or f"`{field.name}`" in page, f"docs.md: tell of `{field.name}`"


@of_each_kind
def test_every_map_has_a_sample(kind: ConnectorKind) -> None:
    shown = {sample.speaks for sample in read_samples(kind)}
    missing = [s for s in kind.manifest.speaks if s.map and s not in shown]
    assert not missing, f"add samples/<case>/wire.* and canon.json for {missing}"


@of_each_kind
def test_every_map_takes_an_operators_overlay(kind: ConnectorKind) -> None:
    for entry in kind.manifest.speaks:
        if entry.map:
            plain = kind.load_map(entry.map)
            overlaid = kind.load_map(entry.map, overlays=[("own.yaml", "constants: {x: y}\n")])
            assert overlaid.version != plain.version


@of_each_sample
def test_a_sample_reads_or_writes_as_shown(kind: ConnectorKind, sample: Sample) -> None:
    if sample.speaks.direction == "in":
        made = understand(kind, sample)
        assert not has_errors(made.findings), [finding.text for finding in made.findings]
        assert made.value == sample.document
    else:
        content = write(kind, sample)
        assert content == write(kind, sample)
        written = Sample(
            case=sample.case, speaks=sample.speaks, wire=content, document=sample.document,
            context=sample.context,
        )  # fmt: skip
        assert trees(kind, written) == trees(kind, sample)


@of_each_sample
def test_a_sample_is_a_fit_document_and_stable(kind: ConnectorKind, sample: Sample) -> None:
    assert not has_errors(check(sample.document)), check(sample.document)
    assert load_json(dump_json(sample.document)) == sample.document
    back = kind.manifest.speaks_out(sample.document.kind)
    if sample.speaks.direction == "in" and back is not None and back.map:
        once = from_canon(sample.document, map=kind.load_map(back.map), context=sample.context)
        again = from_canon(sample.document, map=kind.load_map(back.map), context=sample.context)
        assert once == again and once.value is not None


@of_each_sample
def test_every_wire_field_of_a_sample_is_used_or_named_as_ignored(
    kind: ConnectorKind, sample: Sample
) -> None:
    if sample.speaks.direction == "in" and sample.speaks.map:
        assert understand(kind, sample).unused_paths == ()
        assert lint(kind.load_map(sample.speaks.map), wire=trees(kind, sample)) == ()
