"""Papers of A4 pages: titles, facts and grids, with the number of each page at its foot."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, SimpleDocTemplate, Spacer, Table, TableStyle

from landbridge.kit.paper.text import Style, Text, draw_line

MARGIN = 15 * mm
ROOM = A4[0] - 2 * MARGIN
SMALL = Style(7)
BODY = Style(9)
CELL = Style(8)
STRONG = Style(8, bold=True)
HEAD = Style(9, bold=True, before=8, after=3)
TITLE = Style(14, bold=True, after=4)
LINE = HexColor("#b8bcc0")


def built(story: Iterable[Flowable], *, title: str, foot: str = "") -> bytes:
    """The PDF. The same story gives the same bytes. foot: on each page, before its number."""
    memory = io.BytesIO()
    paper = SimpleDocTemplate(
        memory, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN + 4 * mm, title=title, author="Landbridge", invariant=1,
    )  # fmt: skip

    def end(canvas: Any, document: Any) -> None:
        draw_line(canvas, MARGIN, MARGIN, foot or title, SMALL.size)
        draw_line(canvas, A4[0] - MARGIN, MARGIN, str(document.page), SMALL.size, align="right")

    paper.build(list(story), onFirstPage=end, onLaterPages=end)
    return memory.getvalue()


def grid(
    rows: Sequence[Sequence[str]], shares: Sequence[float], *, titles: Sequence[str] = (),
    right: Sequence[int] = (), style: Style = CELL,
) -> Flowable:  # fmt: skip
    """A grid as wide as the page. shares: of the columns.  right: columns aligned there."""
    total = sum(shares)
    strong = Style(style.size, bold=True)

    def cells(row: Sequence[str], kind: Style) -> list[Text]:
        return [
            Text(text, Style(kind.size, kind.bold, "right" if at in right else "left"))
            for at, text in enumerate(row)
        ]

    shown = [cells(titles, strong)] if titles else []
    shown += [cells(row, style) for row in rows]
    table = Table(shown, colWidths=[ROOM * share / total for share in shares],
                  repeatRows=1 if titles else 0)  # fmt: skip
    table.setStyle(
        TableStyle(
            [("LINEBELOW", (0, 0), (-1, -1), 0.3, LINE), ("VALIGN", (0, 0), (-1, -1), "TOP"),
             ("LEFTPADDING", (0, 0), (-1, -1), 2), ("RIGHTPADDING", (0, 0), (-1, -1), 6),
             ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3)]
        )
    )  # fmt: skip
    return table


def section(
    title: str, rows: Sequence[Sequence[str]], shares: Sequence[float], *,
    titles: Sequence[str] = (), right: Sequence[int] = (), style: Style = CELL,
) -> Iterable[Flowable]:  # fmt: skip
    """A headed grid; nothing if there are no rows."""
    if rows:
        yield Text(title, HEAD)
        yield grid(rows, shares, titles=titles, right=right, style=style)
        yield Spacer(1, 2 * mm)
