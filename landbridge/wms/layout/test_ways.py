"""Aisles, cross-aisles and classes: put, guessed, brought in and out; halls of every shape."""

from itertools import pairwise

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms.layout import operations, queries
from landbridge.wms.layout.contracts import (
    Aisle,
    Bin,
    BinKind,
    CrossAisle,
    LayoutRefusedError,
    Site,
    UnknownSiteError,
    Zone,
)
from landbridge.wms.layout.generator import Rectangle, build, check_rectangle

SITE = Site(code="HAM", name="Hamburg", timezone="Europe/Berlin")
HALL = Rectangle(aisles=4, blocks=3, bays=6, levels=2, one_way=True, chilled_aisles=1,
                 hazard_aisles=1, hazard_classes=("GHS02", "GHS05"))  # fmt: skip


def test_a_hall_has_blocks_between_its_cross_aisles_and_zones_of_their_class():
    hall = build(HALL)
    racks = [bin_ for bin_ in hall.bins if bin_.kind is BinKind.STORAGE]
    assert len(hall.bins) == HALL.bin_count
    assert len(racks) == 4 * 3 * 6 * 2
    assert [way.code for way in hall.cross_aisles] == ["X0", "X1", "X2", "X3"]
    for block, (front, back) in enumerate(pairwise(hall.cross_aisles), 1):
        inside = [bin_.y_mm for bin_ in racks if bin_.block == str(block)]
        assert front.y_mm < min(inside) and max(inside) < back.y_mm
    assert [aisle.one_way for aisle in hall.aisles] == ["up", "down", "up", "down"]
    assert {bin_.zone for bin_ in racks if bin_.aisle == "D"} == {"CHILL"}
    assert {bin_.zone for bin_ in racks if bin_.aisle == "C"} == {"HAZARD"}
    classes = {zone.code: (zone.temperature_class, zone.hazard_classes) for zone in hall.zones}
    assert classes["CHILL"] == ("chilled", ())
    assert classes["HAZARD"] == ("", ("GHS02", "GHS05"))


@pytest.mark.parametrize(
    ("shape", "path"),
    [
        ({"aisles": 0}, "aisles"),
        ({"bays": -1}, "bays"),
        ({"pick_levels": -1}, "pick_levels"),
        ({"chilled_aisles": 11}, "chilled_aisles"),
        ({"hazard_aisles": 1}, "hazard_classes"),
        ({"hazard_classes": ("GHS02",)}, "hazard_aisles"),
        ({"aisles": 200, "blocks": 10, "bays": 100}, "aisles"),
    ],
)
def test_an_impossible_hall_is_refused_by_its_field(wms_ground: Ground, shape, path):
    assert [finding.path for finding in check_rectangle(Rectangle(**shape))] == [path]
    operations.open_site(wms_ground, SITE)
    with pytest.raises(LayoutRefusedError):
        operations.generate_site(wms_ground, site="HAM", hall=Rectangle(**shape))


def test_a_generated_site_is_ready_for_tours_and_repeats_do_nothing(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    put = operations.generate_site(wms_ground, site="HAM", hall=HALL)
    assert put.created == HALL.bin_count
    again = operations.generate_site(wms_ground, site="HAM", hall=HALL)
    assert (again.created, again.changed, again.unchanged) == (0, 0, HALL.bin_count)
    ground = queries.tour_ground(wms_ground, site="HAM")
    assert not ground.guessed
    assert [aisle.code for aisle in ground.aisles] == ["A", "B", "C", "D"]
    assert len(ground.bins) == 144 and {place.kind for place in ground.places} == {
        BinKind.RECEIVING, BinKind.STAGING, BinKind.PACKING, BinKind.SHIPPING,
    }  # fmt: skip
    some = queries.tour_ground(wms_ground, site="HAM", codes=("A-01-1", "no such"))
    assert [bin_.code for bin_ in some.bins] == ["A-01-1"] and len(some.places) == 10
    sums = queries.layout_sums(wms_ground, site="HAM")
    assert sum(row.bin_count for row in sums) == HALL.bin_count
    assert {row.zone for row in sums} == {"FRONT", "PICK", "CHILL", "HAZARD"}


def test_ways_that_nobody_drew_are_taken_from_the_bins(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    bins = [
        Bin(code=f"{aisle}{n}", aisle=aisle, x_mm=x + side, y_mm=2_000 + n * 1_000)
        for aisle, x in (("P", 0), ("Q", 5_000))
        for n, side in ((1, -500), (2, 500))
    ]
    operations.put_bins(wms_ground, site="HAM", bins=[*bins, Bin(code="NOWHERE")])
    ground = queries.tour_ground(wms_ground, site="HAM")
    assert ground.guessed
    assert [(aisle.code, aisle.x_mm) for aisle in ground.aisles] == [("P", 0), ("Q", 5_000)]
    assert [way.y_mm for way in ground.cross_aisles] == [1_500, 5_500]
    assert "NOWHERE" not in {bin_.code for bin_ in ground.bins}
    with pytest.raises(UnknownSiteError):
        queries.tour_ground(wms_ground, site="OSL")


def test_aisles_that_are_missing_in_a_drawing_are_walked_too(wms_ground: Ground):
    """Whoever drew one new aisle lost the metres of all the others."""
    operations.open_site(wms_ground, SITE)
    bins = [
        Bin(code=f"{aisle}1", aisle=aisle, x_mm=x, y_mm=y)
        for aisle, x, y in (("P", 0, 2_000), ("Q", 5_000, 9_000), ("R", 9_000, 2_000))
    ]
    operations.put_bins(wms_ground, site="HAM", bins=bins)
    operations.put_ways(
        wms_ground, site="HAM", aisles=[Aisle(code="Q", x_mm=4_900, one_way="up")],
        cross_aisles=[CrossAisle(code="X0", y_mm=500), CrossAisle(code="X1", y_mm=5_000)],
    )  # fmt: skip
    ground = queries.tour_ground(wms_ground, site="HAM")
    assert ground.guessed
    assert [(aisle.code, aisle.x_mm, aisle.one_way) for aisle in ground.aisles] == [
        ("P", 0, ""), ("Q", 4_900, "up"), ("R", 9_000, ""),
    ]  # fmt: skip
    assert [way.y_mm for way in ground.cross_aisles] == [500, 5_000, 10_500]


def test_how_far_a_bin_is_follows_the_packing_stations(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    pack = Bin(code="P", kind=BinKind.PACKING, x_mm=0, y_mm=0)
    near, far = Bin(code="N", x_mm=100, y_mm=50), Bin(code="F", x_mm=900, y_mm=0)
    operations.put_bins(wms_ground, site="HAM", bins=[near, far, pack])

    def reach() -> dict[str, int | None]:
        with wms_ground.pg.reading() as conn:
            rows = conn.execute("SELECT code, reach_mm FROM bin WHERE kind = 'storage'")
            return dict(rows.fetchall())

    assert reach() == {"N": 150, "F": 900}
    moved = Bin(code="P", kind=BinKind.PACKING, x_mm=1_000, y_mm=0)
    operations.put_bins(wms_ground, site="HAM", bins=[moved])
    assert reach() == {"N": 950, "F": 100}


@pytest.mark.parametrize("sheet", operations.SHEETS)
def test_every_sheet_comes_back_unchanged(wms_ground: Ground, sheet: str):
    operations.open_site(wms_ground, SITE)
    operations.generate_site(wms_ground, site="HAM", hall=HALL)
    text = queries.export_sheet(wms_ground, site="HAM", sheet=sheet)
    put = operations.import_sheet(wms_ground, site="HAM", sheet=sheet, csv_text=text)
    assert put.findings == () and put.created == 0
    assert queries.export_sheet(wms_ground, site="HAM", sheet=sheet) == text
    assert text.count("\n") > 3


@pytest.mark.parametrize(
    ("sheet", "text", "path"),
    [
        ("zones", "code,temperature_class\nZ,very cold\n", "zones[0].temperature_class"),
        ("zones", "code\nZ\nZ\n", "zones[1].code"),
        ("aisles", "code\nA\n", "rows[1]"),
        ("aisles", "code,x_mm\nA,\n", "rows[2].x_mm"),
        ("aisles", "code,x_mm,one_way\nA,5,sideways\n", "aisles[0].one_way"),
        ("aisles", "code,x_mm,width_mm\nA,5,0\n", "aisles[0].width_mm"),
        ("cross-aisles", "code,y_mm\nX,far\n", "rows[2].y_mm"),
        ("cross-aisles", "code,y_mm\nX,99999999999\n", "cross_aisles[0].y_mm"),
        ("bins", "code,hazard_classes\nA,=x\n", "bins[0].hazard_classes"),
    ],
)
def test_a_wrong_sheet_names_the_place(wms_ground: Ground, sheet: str, text: str, path: str):
    operations.open_site(wms_ground, SITE)
    put = operations.import_sheet(wms_ground, site="HAM", sheet=sheet, csv_text=text)
    assert [finding.path for finding in put.findings] == [path]
    assert queries.export_sheet(wms_ground, site="HAM", sheet=sheet).count("\n") == 1


def test_there_is_no_other_sheet(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    with pytest.raises(LayoutRefusedError, match="cross-aisles"):
        operations.import_sheet(wms_ground, site="HAM", sheet="roofs", csv_text="code\n")
    with pytest.raises(LayoutRefusedError):
        queries.export_sheet(wms_ground, site="HAM", sheet="roofs")
    with pytest.raises(UnknownSiteError):
        queries.export_sheet(wms_ground, site="OSL", sheet="bins")


def test_drawn_ways_are_changed_by_their_code(wms_ground: Ground):
    operations.open_site(wms_ground, SITE)
    operations.put_ways(
        wms_ground, site="HAM", aisles=[Aisle(code="A", x_mm=5, one_way="up")],
        cross_aisles=[CrossAisle(code="X", y_mm=7)],
    )  # fmt: skip
    operations.put_ways(wms_ground, site="HAM", aisles=[Aisle(code="A", x_mm=6)])
    (aisle,) = queries.aisles(wms_ground, site="HAM")
    assert (aisle.x_mm, aisle.one_way) == (6, "")
    assert [way.y_mm for way in queries.cross_aisles(wms_ground, site="HAM")] == [7]
    cold = Zone(code="Z", temperature_class="frozen", hazard_classes=("GHS02",))
    operations.put_zones(wms_ground, site="HAM", zones=[cold])
    (zone,) = queries.zones(wms_ground, site="HAM")
    assert (zone.temperature_class, zone.hazard_classes) == ("frozen", ("GHS02",))
