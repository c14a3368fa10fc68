"""Sites with their virtual bins; bins put, imported and exported; findings that name the place."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import psycopg.errors
import pytest

from landbridge.kit.ground import Ground
from landbridge.wms.layout import operations, queries
from landbridge.wms.layout.contracts import (
    Bin,
    BinKind,
    BinsPut,
    LayoutRefusedError,
    Site,
    UnknownSiteError,
    VirtualBin,
    Zone,
)
from landbridge.wms.layout.generator import Rectangle, aisle_name, rectangle
from landbridge.wms.layout.sheet import COLUMNS, FINDINGS_MAX, read_bins, write_bins

SITE = Site(code="HAM", name="Hamburg", timezone="Europe/Berlin", gln="4012345000009")


def test_a_site_opens_with_its_virtual_bins_and_opening_again_changes_it(wms_ground: Ground):
    first = operations.open_site(wms_ground, SITE)
    again = operations.open_site(wms_ground, replace(SITE, name="Hamburg Süd"))
    assert first.site_id == again.site_id
    assert queries.site(wms_ground, "HAM").name == "Hamburg Süd"
    for code in VirtualBin:
        found = queries.find_bin(wms_ground, site="HAM", code=code)
        assert found is not None
        assert found.kind is BinKind.VIRTUAL
    assert queries.bins(wms_ground, site="HAM") == ()


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"code": "@HAM"}, "code"),
        ({"name": " "}, "name"),
        ({"gln": "4012345000001"}, "gln"),
        ({"timezone": "Europe/Nowhere"}, "timezone"),
        ({"timezone": "../etc/passwd"}, "timezone"),
    ],
)
def test_a_wrong_site_is_refused_with_the_field(wms_ground: Ground, wrong, path):
    with pytest.raises(LayoutRefusedError) as refused:
        operations.open_site(wms_ground, replace(SITE, **wrong))
    assert [finding.path for finding in refused.value.findings] == [path]
    assert queries.sites(wms_ground) == ()


def test_the_rectangle_has_a_thousand_storage_bins_walked_without_jumps():
    bins = rectangle()
    kinds = Counter(bin_.kind for bin_ in bins)
    assert kinds[BinKind.STORAGE] == 1000
    assert kinds[BinKind.RECEIVING] and kinds[BinKind.PACKING] and kinds[BinKind.SHIPPING]
    assert len({bin_.code for bin_ in bins}) == len(bins)
    racks = [bin_ for bin_ in bins if bin_.kind is BinKind.STORAGE]
    assert [b.pick_sequence for b in racks] == sorted({b.pick_sequence for b in racks})
    for one, two in pairwise(racks):
        if one.aisle == two.aisle:
            assert abs(one.y_mm - two.y_mm) <= 1_400
            assert one.check_digits != two.check_digits
    with pytest.raises(ValueError, match="at least one"):
        rectangle(Rectangle(aisles=0))
    assert [aisle_name(index) for index in (0, 25, 26, 51, 702)] == ["A", "Z", "AA", "AZ", "AAA"]


def test_bins_are_put_once_and_then_unchanged(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    bins = rectangle()
    made = BinsPut(created=len(bins), new_zones=("FRONT", "PICK", "RESERVE"))
    assert operations.put_bins(wms_ground, site="HAM", bins=bins) == made
    assert operations.put_bins(wms_ground, site="HAM", bins=bins) == BinsPut(unchanged=len(bins))
    changed = (replace(bins[20], active=False, weight_max_g=Decimal("1.5")), *bins[21:])
    put = operations.put_bins(wms_ground, site="HAM", bins=changed)
    assert (put.created, put.changed) == (0, 1)
    found = queries.find_bin(wms_ground, site="HAM", code=bins[20].code)
    assert replace(found, bin_id=0) == changed[0]
    assert [zone.code for zone in queries.zones(wms_ground, site="HAM")] == [
        "FRONT",
        "PICK",
        "RESERVE",
    ]


def test_pages_of_bins_join_to_the_whole(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    operations.put_bins(wms_ground, site="HAM", bins=rectangle(Rectangle(aisles=2, bays=7)))
    seen: list[str] = []
    while page := queries.bins(
        wms_ground, site="HAM", prefix="B", after=seen[-1] if seen else "", limit=9
    ):
        seen += [bin_.code for bin_ in page]
    assert len(seen) == 28
    assert seen == sorted(seen)
    packing = queries.bins(wms_ground, site="HAM", kinds=(BinKind.PACKING,))
    assert {bin_.kind for bin_ in packing} == {BinKind.PACKING}


def test_an_export_is_imported_without_a_change(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    operations.put_bins(wms_ground, site="HAM", bins=rectangle(Rectangle(aisles=3)))
    text = queries.export_bins(wms_ground, site="HAM")
    put = operations.import_bins(wms_ground, site="HAM", csv_text=text)
    assert (put.created, put.changed, put.findings) == (0, 0, ())
    assert put.unchanged == text.count("\n") - 1


def test_csv_round_trip_keeps_every_field():
    full = Bin(
        code="Ä 1/7",
        kind=BinKind.STAGING,
        zone="Z",
        aisle="A",
        bay="b",
        level="1",
        x_mm=-5,
        y_mm=0,
        z_mm=7,
        pick_sequence=3,
        length_mm=1,
        width_mm=2,
        height_mm=3,
        weight_max_g=Decimal("0.25"),
        check_digits="07",
        active=False,
    )
    assert read_bins(write_bins([full, Bin(code="X")])) == ((full, Bin(code="X")), ())
    assert read_bins("\ufeffcode;x_mm\nA;5\n") == ((Bin(code="A", x_mm=5),), ())
    assert COLUMNS[0] == "code"


def test_a_sheet_of_nothing_but_errors_is_not_read_to_its_end() -> None:
    """Each of its lines gave a finding, however many there were."""
    rows, findings = read_bins("code,x_mm\n" + "A,x\n" * 3 * FINDINGS_MAX)
    assert rows == () and len(findings) == FINDINGS_MAX + 1
    assert findings[0].path == "rows[2].x_mm"
    assert findings[-1].rule == "too-many-errors"
    assert f"line {FINDINGS_MAX + 2} " in findings[-1].text


@pytest.mark.parametrize(
    ("text", "path", "rule"),
    [
        ("", "rows[1]", "required"),
        ("code,colour\nA,red\n", "rows[1]", "unknown-column"),
        ("code,code\nA,B\n", "rows[1]", "unique-column"),
        ("code,x_mm\nA,1\n\nB,wide\n", "rows[4].x_mm", "value"),
        ("code,weight_max_g\nA,NaN\n", "rows[2].weight_max_g", "value"),
        ("code,kind\nA,cupboard\n", "rows[2].kind", "value"),
        ("code,active\nA,perhaps\n", "rows[2].active", "value"),
        ("code,zone\n,Z\n", "rows[2].code", "required"),
        ("code\nA,B\n", "rows[2]", "cells"),
        ("code\nA\nA\n", "bins[1].code", "unique-bin"),
        ("code\n=1+1\n", "bins[0].code", "code"),
        ("code,kind\nA,virtual\n", "bins[0].kind", "virtual"),
        ("code,width_mm\nA,0\n", "bins[0].width_mm", "positive"),
        ("code,x_mm\nA,99999999999\n", "bins[0].x_mm", "range"),
    ],
)
def test_a_wrong_csv_changes_nothing_and_names_the_place(
    wms_ground: Ground, text: str, path: str, rule: str
):
    operations.open_site(wms_ground, SITE)
    put = operations.import_bins(wms_ground, site="HAM", csv_text=text)
    assert (path, rule) in [(finding.path, finding.rule) for finding in put.findings]
    assert (put.created, put.changed) == (0, 0)
    assert queries.bins(wms_ground, site="HAM") == ()


def test_an_unknown_site_is_named(wms_ground: Ground):
    for call in (
        lambda: queries.site(wms_ground, "OSL"),
        lambda: operations.put_bins(wms_ground, site="OSL", bins=rectangle()),
        lambda: operations.put_zones(wms_ground, site="OSL", zones=[Zone(code="Z")]),
        lambda: operations.import_bins(wms_ground, site="OSL", csv_text="code\nA\n"),
    ):
        with pytest.raises(UnknownSiteError, match="OSL"):
            call()


def test_zones_are_named_and_a_wrong_code_is_refused(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    operations.put_zones(wms_ground, site="HAM", zones=[Zone(code="Z1", name="Cold")])
    operations.put_zones(wms_ground, site="HAM", zones=[Zone(code="Z1", name="Colder")])
    assert [z.name for z in queries.zones(wms_ground, site="HAM")] == ["Colder"]
    with pytest.raises(LayoutRefusedError):
        operations.put_zones(wms_ground, site="HAM", zones=[Zone(code="")])


def test_the_same_bins_put_by_many_at_once_are_made_once(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    bins = rectangle(Rectangle(aisles=2))
    orders = [bins, tuple(reversed(bins))] * 4
    with ThreadPoolExecutor(8) as pool:
        puts = list(
            pool.map(lambda some: operations.put_bins(wms_ground, site="HAM", bins=some), orders)
        )
    assert sum(put.created for put in puts) == len(bins)


def test_bins_are_never_deleted_nor_moved_outside_the_walls(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    operations.put_bins(wms_ground, site="HAM", bins=[Bin(code="A")])
    with (
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        wms_ground.pg.transaction() as conn,
    ):
        conn.execute("DELETE FROM bin")
    with pytest.raises(psycopg.errors.CheckViolation), wms_ground.pg.transaction() as conn:
        conn.execute("UPDATE bin SET kind = 'virtual' WHERE code = 'A'")
