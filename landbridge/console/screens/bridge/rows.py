"""Documents as rows, the same in every list of the bridge."""

from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import document_href
from landbridge.console.tables import Cell, Column, Row
from landbridge.hub.facade.views import DocumentRow

COLUMNS = (
    Column(_("Number")),
    Column(_("Document")),
    Column(_("From"), aside=True),
    Column(_("To"), aside=True),
    Column(_("State"), "badge"),
    Column(_("Received"), "instant"),
    Column(_("Took"), "duration", aside=True),
)


def row_of(row: DocumentRow) -> Row:
    return Row.of(
        Cell(row.number, note=" · ".join(row.target_numbers)),
        Cell(row.kind_title, note=row.owner),
        row.source,
        ", ".join(row.targets),
        Cell(row.state_title, tone=row.tone),
        row.received_at,
        row.duration_s,
        href=document_href(row.message_id),
        tone="" if row.tone == "quiet" else row.tone,
    )
