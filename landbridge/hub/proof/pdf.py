"""A proof on paper."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from landbridge.hub.facade.views.proof import FieldProof, ProofView

FONTS = Path(reportlab.__file__).parent / "fonts"
PLAIN, BOLD = "Vera", "VeraBd"
SMALL = ParagraphStyle("small", fontName=PLAIN, fontSize=7, leading=9, wordWrap="CJK")
BODY = ParagraphStyle("body", parent=SMALL, fontSize=9, leading=12)
HEAD = ParagraphStyle("head", parent=BODY, fontName=BOLD, spaceBefore=8, spaceAfter=3)
TITLE = ParagraphStyle("title", parent=HEAD, fontSize=14, leading=18)
LINE = HexColor("#b8bcc0")
ANSWERS = {True: "holds", False: "DOES NOT HOLD", None: "cannot be verified"}


def proof_pdf(proof: ProofView, *, at: datetime) -> bytes:
    """The same proof gives the same bytes. A character that the font lacks is shown as U+XXXX."""
    for name in (PLAIN, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONTS / f"{name}.ttf")))
    memory = io.BytesIO()
    paper = SimpleDocTemplate(
        memory, pagesize=A4, leftMargin=15 * mm, rightMargin=15 * mm, topMargin=15 * mm,
        bottomMargin=15 * mm, title=f"Proof of {proof.page.title}", author="Landbridge",
        invariant=1,
    )  # fmt: skip
    paper.build(list(_story(proof, at)))
    return memory.getvalue()


def _story(proof: ProofView, at: datetime) -> Iterable[Flowable]:
    page = proof.page
    yield Paragraph(_fit(f"Proof of {page.title}"), TITLE)
    yield Paragraph(_fit(page.sentence), BODY)
    yield Paragraph(_fit(f"Made at {at.isoformat(timespec='seconds')}"), SMALL)
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
    yield Paragraph(_fit(f"Signed with the key {proof.key_fingerprint}. {proof.note}"), SMALL)


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
    if not rows:
        return
    yield Paragraph(title, HEAD)
    shown = [titles, *rows] if titles else rows
    cells = [[Paragraph(_fit(text), SMALL) for text in row] for row in shown]
    table = Table(cells, colWidths=list(widths), repeatRows=1 if titles else 0)
    table.setStyle(
        TableStyle(
            [("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
             ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 2)]
        )
    )  # fmt: skip
    yield table
    yield Spacer(1, 2 * mm)


def _when(at: datetime | None) -> str:
    return at.isoformat(timespec="seconds") if at is not None else ""


def _fit(text: str) -> str:
    """Text as the font can show it: nothing vanishes and nothing becomes a question mark."""
    face = pdfmetrics.getFont(PLAIN).face
    return escape(
        "".join(c if ord(c) in face.charWidths or c in "\n " else f"U+{ord(c):04X}" for c in text)
    )
