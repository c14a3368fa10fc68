"""Papers that go with a truck: bill of lading (order by order) and manifest (carton by carton)."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from landbridge.console.papers.labels import address_lines
from landbridge.kit.paper import sheets
from landbridge.kit.paper.text import Style, Text
from landbridge.kit.quantity import plain
from landbridge.wms.facade.contracts import BillOfLadingLine, LoadPage, LoadRow, ManifestRow


def bill_of_lading_pdf(page: LoadPage) -> bytes:
    title = f"{_('Bill of lading')} {page.load.number}"
    return sheets.built(_lading(page, title), title=title)


def _lading(page: LoadPage, title: str) -> Iterable[Flowable]:
    yield from _head(page.load, title)
    rows = [_line(line) for line in page.bill_of_lading]
    rows.append(
        (_("Total"), "", str(page.load.carton_count), f"{plain(page.load.gross_weight_g / 1000)}")
    )
    yield from sheets.section(
        _("Goods"), rows, (30, 90, 18, 22), right=(2, 3),
        titles=(_("Order"), _("Ship to"), _("Cartons"), _("Weight, kg")),
    )  # fmt: skip
    if any(row.gross_weight_g is None for row in page.manifest):
        yield Text(_("Cartons that were not weighed count as nothing."), sheets.BODY)
    yield Spacer(1, 18 * mm)
    signed = (_("Shipper"), _("Carrier"), _("Receiver"))
    yield sheets.grid(
        [tuple(f"{name}\n\n\n\n{_('Name, date, signature')}" for name in signed)], (1, 1, 1),
        style=sheets.BODY,
    )  # fmt: skip


def _head(load: LoadRow, title: str) -> Iterable[Flowable]:
    left = load.closed_at or load.opened_at
    day = timezone.localtime(left).strftime("%Y-%m-%d %H:%M %Z")
    pairs = (
        (_("Site"), load.site), (_("Dock"), load.dock), (_("Carrier"), load.carrier_code),
        (_("Vehicle"), load.vehicle), (_("Seal"), load.seal),
        (_("Left") if load.closed_at else _("Being loaded since"), day),
    )  # fmt: skip
    cells = [f"{title}\n{value or '–'}" for title, value in pairs]
    yield Text(title, sheets.TITLE)
    yield sheets.grid([tuple(cells[:3]), tuple(cells[3:])], (1, 1, 1), style=sheets.BODY)
    yield Spacer(1, 3 * mm)


def _line(line: BillOfLadingLine) -> tuple[str, ...]:
    to = ", ".join(address_lines(line.ship_to))
    return (line.order_number, to, str(line.carton_count), plain(line.gross_weight_g / 1000))


def manifest_pdf(page: LoadPage) -> bytes:
    title = f"{_('Manifest')} {page.load.number}"
    return sheets.built(_manifest(page, title), title=title)


def _manifest(page: LoadPage, title: str) -> Iterable[Flowable]:
    yield from _head(page.load, title)
    if not page.manifest:
        yield Text(_("Nothing is on it yet. Scan a packed carton."), sheets.BODY)
        return
    yield from sheets.section(
        _("Cartons"), [_carton(row) for row in page.manifest], (38, 26, 40, 14, 22, 18, 30),
        right=(5,),
        titles=("SSCC", _("Order"), _("Customer"), _("Kind"), _("Sizes, mm"), _("Weight, kg"),
                _("Tracking")),
    )  # fmt: skip
    total = f"{page.load.carton_count} · {plain(page.load.gross_weight_g / 1000)} kg"
    yield Text(f"{_('Total')}: {total}", Style(10, bold=True, before=4))


def _carton(row: ManifestRow) -> tuple[str, ...]:
    edges: list[Decimal] = [
        edge for edge in (row.length_mm, row.width_mm, row.height_mm) if edge is not None
    ]
    return (
        row.sscc,
        row.order_number,
        row.customer_name or row.customer,
        row.kind or row.package_type,
        " × ".join(plain(edge) for edge in edges) if len(edges) == 3 else "",
        "" if row.gross_weight_g is None else plain(row.gross_weight_g / 1000),
        row.tracking_number,
    )
