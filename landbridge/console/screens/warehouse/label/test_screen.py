"""Labels of bins, items and plates."""

import io

from django.test import Client
from pypdf import PdfReader

from landbridge.console.grounds import Grounds
from landbridge.wms import facade as wms


def test_bins_are_labelled_one_by_one_or_many_at_once(ada: Client, grounds: Grounds) -> None:
    row = wms.stock(grounds.wms, limit=1).rows[0]
    one = ada.get("/labels/bin/", {"site": row.site, "code": row.bin})
    (page,) = PdfReader(io.BytesIO(one.content)).pages
    assert row.bin in page.extract_text()
    many = ada.get("/labels/bin/", {"site": row.site, "prefix": "", "form": "zpl"})
    assert many.content.decode().count("^XA") == len(
        wms.bins(grounds.wms, site=row.site, limit=1000)
    )
    assert ada.get("/labels/bin/", {"site": row.site, "code": "NO-SUCH"}).status_code == 404


def test_an_item_and_a_plate_have_labels(ada: Client, grounds: Grounds) -> None:
    row = wms.stock(grounds.wms, limit=1).rows[0]
    item = ada.get("/labels/item/", {"owner": row.owner, "code": row.item})
    assert row.item in PdfReader(io.BytesIO(item.content)).pages[0].extract_text()
    wms.create_plate(grounds.wms, key="p", actor="ada", site="HAM1", bin="RECV-1", lpn="PAL-7")
    plate = ada.get("/labels/plate/", {"site": "HAM1", "lpn": "PAL-7", "form": "zpl"})
    assert "PAL-7" in plate.content.decode()
    assert ada.get("/labels/plate/", {"lpn": "NO-SUCH"}).status_code == 404
    assert ada.get("/labels/house/").status_code == 404
