"""Where screens, handheld and API ask for papers. None: there is nothing of that id to print."""

from collections.abc import Callable, Mapping, Sequence

from django.utils import timezone

from landbridge.canon.gs1 import is_gtin
from landbridge.console.papers import labels
from landbridge.console.papers.contracts import Form, Label, Paper
from landbridge.console.papers.loads import bill_of_lading_pdf, manifest_pdf
from landbridge.console.papers.packing_list import packing_list_pdf
from landbridge.console.papers.pdf import labels_pdf
from landbridge.console.papers.values import prices_of
from landbridge.console.papers.zpl import labels_zpl
from landbridge.kit.ground import Ground
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import CartonLabel, LoadPage

LABELS_MAX = 1000


def _labels(drawn: Sequence[Label], *, name: str, form: Form) -> Paper:
    content = labels_zpl(drawn) if form is Form.ZPL else labels_pdf(drawn)
    return Paper(f"{_plain(name)}.{form}", form.media_type, content)


def _pdf(name: str, content: bytes) -> Paper:
    return Paper(f"{_plain(name)}.pdf", Form.PDF.media_type, content)


def _plain(name: str) -> str:
    return "".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in name)[:80]


def _of_cartons(
    found: Sequence[CartonLabel], *, name: str, form: Form, size: str
) -> Paper | None:  # fmt: skip
    drawn = [labels.carton_label(one, size=size) for one in found if one.contents]
    return _labels(drawn, name=name, form=form) if drawn else None


def carton_label(
    ground: Ground, *, carton_id: int, form: Form = Form.PDF, size: str = "a6"
) -> Paper | None:
    """An empty carton has no label."""
    found = wms.carton_labels(ground, carton_id=carton_id)
    name = f"carton-{found[0].sscc}" if found else ""
    return _of_cartons(found, name=name, form=form, size=size)


def order_labels(
    ground: Ground, *, order_id: int, form: Form = Form.PDF, size: str = "a6"
) -> Paper | None:
    """Labels of all cartons of an order that hold something."""
    found = wms.carton_labels(ground, order_id=order_id)
    name = f"labels-{found[0].order_number}" if found else ""
    return _of_cartons(found, name=name, form=form, size=size)


def packing_list(ground: Ground, *, order_id: int) -> Paper | None:
    page = wms.outbound_order(ground, order_id=order_id)
    if page is None:
        return None
    content = packing_list_pdf(page, prices_of(ground, page))
    return _pdf(f"packing-list-{page.order.number}", content)


def bill_of_lading(ground: Ground, *, load_id: int) -> Paper | None:
    return _of_load(ground, load_id, "bill-of-lading", bill_of_lading_pdf)


def manifest(ground: Ground, *, load_id: int) -> Paper | None:
    return _of_load(ground, load_id, "manifest", manifest_pdf)


def _of_load(
    ground: Ground, load_id: int, name: str, write: Callable[[LoadPage], bytes]
) -> Paper | None:
    page = wms.load(ground, load_id=load_id)
    if page is None:
        return None
    zones = {site.site: site.timezone for site in wms.sites(ground)}
    # Whoever prints it: a truck leaves by the clock on the wall of the site.
    with timezone.override(zones.get(page.load.site, "UTC")):
        return _pdf(f"{name}-{page.load.number}", write(page))


def plate_label(
    ground: Ground, *, site: str, lpn: str, form: Form = Form.PDF, size: str = "a6"
) -> Paper | None:
    page = wms.plate(ground, site=site, lpn=lpn)
    if page is None:
        return None
    gtin = ""
    if page.contents:
        first = page.contents[0]
        item = wms.item(ground, owner=first.owner, code=first.item)
        codes = [
            code.zfill(14)
            for unit in (item.item.uoms if item else ())
            for code in unit.barcodes
            if unit.uom == first.uom
        ]
        gtin = next((code for code in codes if is_gtin(code)), "")
    return _labels([labels.plate_label(page, gtin=gtin, size=size)], name=f"plate-{lpn}", form=form)


def bin_labels(
    ground: Ground, *, site: str, code: str = "", prefix: str = "", form: Form = Form.PDF
) -> Paper | None:
    """Of one bin by its code, or of all whose code begins so; at most 1,000."""
    found = wms.bins(ground, site=site, prefix=code or prefix, limit=1 if code else LABELS_MAX)
    if code:
        found = tuple(place for place in found if place.code == code)
    if not found:
        return None
    drawn = [labels.bin_label(place, site=site) for place in found]
    return _labels(drawn, name=f"bins-{site}-{code or prefix}", form=form)


def item_label(
    ground: Ground, *, owner: str, code: str, uom: str = "", form: Form = Form.PDF
) -> Paper | None:
    page = wms.item(ground, owner=owner, code=code)
    if page is None:
        return None
    return _labels([labels.item_label(page.item, uom=uom)], name=f"item-{code}", form=form)


OF_ORDERS: Mapping[str, Callable[[Ground, int, Form, str], Paper | None]] = {
    "carton-label": lambda ground, id, form, size: carton_label(
        ground, carton_id=id, form=form, size=size
    ),
    "carton-labels": lambda ground, id, form, size: order_labels(
        ground, order_id=id, form=form, size=size
    ),
    "packing-list": lambda ground, id, _form, _size: packing_list(ground, order_id=id),
    "bill-of-lading": lambda ground, id, _form, _size: bill_of_lading(ground, load_id=id),
    "manifest": lambda ground, id, _form, _size: manifest(ground, load_id=id),
}
