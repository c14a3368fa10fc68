"""A proof on paper."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from reportlab.platypus import Flowable

from landbridge.hub.facade.views.proof import FieldProof, ProofView
from landbridge.kit.paper import sheets
from landbridge.kit.paper.text import Style, Text

SMALL = Style(7)
BODY = Style(9, after=2)
ANSWERS = {True: "holds", False: "DOES NOT HOLD", None: "cannot be verified"}


def proof_pdf(proof: ProofView, *, at: datetime) -> bytes:
    """The same proof gives the same bytes. A character that no font has is shown as U+XXXX."""
    title = f"Proof of {proof.page.title}"
    return sheets.built(_story(proof, at), title=title)


def _story(proof: ProofView, at: datetime) -> Iterable[Flowable]:
    page = proof.page
    yield Text(f"Proof of {page.title}", sheets.TITLE)
    yield Text(page.sentence, BODY)
    yield Text(f"Made at {at.isoformat(timespec='seconds')}", SMALL)
    yield from _section("Verified", [
        (one.what, ANSWERS[one.ok], one.text) for one in proof.checks
    ], (80, 90, 340))  # fmt: skip
    yield from _section("Received", [
        ("source", page.document.source), ("record", page.source_key),
        ("sha256", proof.raw_sha256), ("bytes", str(proof.raw_bytes)),
        ("its part", f"{proof.part_start} to {proof.part_end}"),
        ("understood by", f"{page.map_name} {page.map_version}".strip() or "canonical"),
        ("canonical sha256", proof.canon_sha256),
    ], (100, 410))  # fmt: skip
    yield from _section("Versions", [
        (str(one.version), _when(one.received_at), "this one" if one.is_this else one.state)
        for one in proof.versions
    ], (120, 200, 190))  # fmt: skip
    yield from _section("Acknowledged", [
        (one.target, one.level, _when(one.at), one.text) for one in proof.levels
    ], (90, 70, 130, 220))  # fmt: skip
    yield from _section("Who did what, and why", [
        (_when(one.at), one.actor or "the bridge", one.action, f"{one.text} {one.why}".strip())
        for one in page.events
    ], (130, 90, 110, 180))  # fmt: skip
    yield from _section(
        "Where every field comes from",
        [_field(one) for one in proof.fields],
        (110, 90, 125, 60, 125),
        titles=("field", "value", "came from", "bytes", "on the other side"),
    )
    yield from _section("Seals", [
        (str(one.seal_id), _when(one.made_at), one.digest) for one in proof.seals
    ], (50, 130, 330))  # fmt: skip
    yield Text(f"Signed with the key {proof.key_fingerprint}. {proof.note}", SMALL)


def _field(one: FieldProof) -> tuple[str, ...]:
    came = f"{one.came_from} ({one.line})" if one.line else one.came_from
    where = f"{one.start} to {one.end}" if one.start is not None else ""
    out = "; ".join(
        f"{each.target}: {each.path} = {each.value} ({each.line or 'as it is'})" for each in one.out
    )
    return (one.path, one.value, came, where, out)


def _section(
    title: str, rows: Sequence[Sequence[str]], widths: Sequence[int], *, titles: Sequence[str] = ()
) -> Iterable[Flowable]:
    return sheets.section(title, rows, widths, titles=titles, style=SMALL)


def _when(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at is not None else ""
