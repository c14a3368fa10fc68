"""Labels as PDF, one a page of the label's own size."""

import io
from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from landbridge.console.papers.contracts import Label
from landbridge.kit.paper.code128 import draw_bars
from landbridge.kit.paper.text import draw_fitting


def labels_pdf(labels: Sequence[Label]) -> bytes:
    """The same labels give the same bytes."""
    memory = io.BytesIO()
    canvas = Canvas(memory, invariant=1)
    canvas.setTitle(labels[0].title if labels else "")
    canvas.setAuthor("Landbridge")
    for label in labels:
        canvas.setPageSize((label.width * mm, label.height * mm))
        for rule in label.rules:
            canvas.setLineWidth(0.3 * mm)
            canvas.line(rule.x * mm, (label.height - rule.y) * mm, (rule.x + rule.width) * mm,
                        (label.height - rule.y - rule.height) * mm)  # fmt: skip
        for words in label.words:
            draw_fitting(
                canvas, words.x * mm, (label.height - words.y) * mm, words.text, words.size * mm,
                words.room * mm, bold=words.bold, align=words.align,
            )  # fmt: skip
        for placed in label.bars:
            draw_bars(
                canvas, placed.x * mm, (label.height - placed.y - placed.height) * mm,
                placed.bars.symbol, module=placed.module * mm, height=placed.height * mm,
            )  # fmt: skip
        canvas.showPage()
    canvas.save()
    return memory.getvalue()
