"""Each public format is read as its set means it, from texts made up here."""

import io
import tarfile
from pathlib import Path, PurePosixPath

import pytest

from landbridge.kit.findings import LandbridgeError
from landbridge.main.bench.plan import boxes, keyed, slaprp, slashed
from landbridge.main.bench.plan.files import natural, read_files
from landbridge.main.bench.plan.references import Reference, read_references
from landbridge.main.bench.plan.sets import SETS, entries
from landbridge.main.bench.plan.shapes import DepotWay, Spot, Unreadable

KEYED = """NAME : x_class-based
TYPE : Order_batching
PICKER_CAPACITY : 5
LAYOUT : single-block
NUM_AISLES : 2
NUM_CELLS : 5
DEPOT_AISLE : 1
DEPOT_LOCATION : {depot}
DISTANCE_AISLE_TO_AISLE : 2.4
DISTANCE_CELL_TO_CELL : 1
DISTANCE_TOP_TO_CELL : 2
DISTANCE_BOTTOM_TO_CELL : 1
DISTANCE_TOP_OR_BOTTOM_TO_DEPOT : 0.5
ARTICLE_SECTION
NUM_ARTICLES : 2
ID 0 WEIGHT 1
ID 1 WEIGHT 2
SKU_SECTION
NUM_SKUS : 2
ID 0 AISLE 0 CELL 0 QUANTITY 9 LEFT_RIGHT_HAND_SIDE left
ID 1 AISLE 1 CELL 4 QUANTITY 9 LEFT_RIGHT_HAND_SIDE left
ORDER_SECTION
NUM_ORDERS : 2
NUM_ARTICLES_IN_ORDER : 2
ID 0 QUANTITY 1
ID 1 QUANTITY 2
NUM_ARTICLES_IN_ORDER : 1
ID 0 QUANTITY 3
EOF"""


def test_cell_0_lies_next_to_the_top_cross_aisle():
    found = keyed.read_keyed(KEYED.format(depot="bottom"), name="x")
    assert found.grid.block_lengths == (7.0,)
    assert [stock.spot for stock in found.stock] == [Spot(0, 0, 5.0), Spot(1, 0, 1.0)]
    assert found.grid.depot_ways == (DepotWay(aisle=1, row=0, length=0.5),)
    assert [order.load for order in found.orders] == [5, 3]
    assert found.capacity == 5
    assert found.spots_of(found.orders[1]) == {Spot(0, 0, 5.0)}


def test_a_cross_aisle_in_the_middle_adds_the_ways_to_its_cells():
    found = keyed.read_keyed(KEYED.format(depot="top"), name="x", blocks=2)
    assert found.grid.block_lengths == (5.0, 4.0)
    assert [stock.spot for stock in found.stock] == [Spot(0, 1, 2.0), Spot(1, 0, 1.0)]
    assert found.grid.depot_ways[0].row == 2


def test_ways_to_the_first_cell_can_be_replaced():
    found = keyed.read_keyed(KEYED.format(depot="top"), name="x", entry_length=1.5)
    assert found.grid.block_lengths == (7.0,)
    assert found.stock[1].spot.offset == 1.5


def test_a_file_that_breaks_off_is_said_to_be_unreadable():
    with pytest.raises(Unreadable, match="x: no orders in it"):
        keyed.read_keyed(KEYED[:500].format(depot="top"), name="x")
    with pytest.raises(Unreadable, match="NUM_CELLS"):
        keyed.read_keyed(KEYED.format(depot="top").replace("NUM_CELLS : 5", ""), name="x")


GRAPH = """//Graph
//NbVerticesIntersections
6
//DepartingDepot
0
//ArrivalDepot
9
//Arcs
//Start End Distance
0 3 2.5
0 6 5.59
1 2 4
{vertices}
0 2.5 -1.0 "depot"
1 2.5 3.5 "product aisle 0 bloc 0 rank 1"
2 7.5 23.5 "product aisle 1 bloc 1 rank 1"
3 2.5 1.5 "intersection aisle 0 bloc 0 rank 0"
4 2.5 21.5 "intersection aisle 0 bloc 1 rank 1"
5 2.5 40.5 "intersection aisle 0 bloc 2 rank 2"
6 7.5 1.5 "intersection aisle 1 bloc 0 rank 0"
7 7.5 21.5 "intersection aisle 1 bloc 1 rank 1"
8 7.5 40.5 "intersection aisle 1 bloc 2 rank 2"
9 2.5 -1.0 "depot"
"""
DAYS = (
    "//NbLocations\n9\n//K: NbBoxesTrolley\n8\n//B: CapaBox\n40\n"
    "//Products\n//Idx Location Volume\n1 1 1\n2 2 1\n3 2 1\n"
    "//Orders\n//Nb Orders\n2\n//Idx M NbProdInOrder ProdIdx1\n1 2 2 1 3 2 4\n2 1 1 3 1\n"
) + GRAPH.format(vertices="//Vertices coordinates LocationName")
DUE = (
    "//alpha\n1\n//NbPickers\n2\n//CapaPicker\n4\n//TimeToTravelOneDistanceUnit\n3\n"
    "//SetupTime\n5400\n//PickTime\n300\n//Products\n//Idx Location Size\n1 1 2\n2 2 1\n"
    "//Orders\n//NbOrders\n1\n//Idx DueDate TardinessPenalty N\n1 36000 0 2 1 1 2 2\n"
) + GRAPH.format(vertices="//Location coordinates LocationName\n//Loc x y")


def test_a_depot_off_the_grid_is_joined_to_several_junctions():
    found = slashed.read_days(DAYS, name="x")
    assert found.grid.aisle_xs == (2.5, 7.5)
    assert found.grid.block_lengths == (20.0, 19.0)
    assert [way.length for way in found.grid.depot_ways] == [2.5, 5.59]
    assert found.stock[0].spot == Spot(0, 0, 2.0)
    assert found.stock[2].spot == Spot(1, 1, 2.0)
    assert [order.load for order in found.orders] == [2, 1]
    assert found.capacity == 8


def test_waves_have_due_times_and_pickers():
    found = slashed.read_due(DUE, name="x")
    assert found.times is not None
    assert (found.times.pickers, found.times.setup, found.times.per_unit) == (2, 5400.0, 300.0)
    assert found.times.per_length == 3.0
    assert (found.orders[0].due, found.orders[0].load) == (36000.0, 4)
    with pytest.raises(Unreadable, match="Idx Location Size"):
        slashed.read_due(DAYS, name="x")


def test_slots():
    found = slaprp.read_slots("2 3\n1 2 5\n9\n2\n2 1\n4 1\n7\n5 1\n6 3\n", name="x")
    assert (found.aisle_count, found.bay_count, found.article_count) == (2, 3, 9)
    assert (found.bay_length, found.entry_length, found.aisle_gap) == (1, 2, 5)
    assert found.orders == ((4, 1), (7,))
    assert found.fixed == ((5, 1), (6, 3))
    with pytest.raises(Unreadable, match="differ"):
        slaprp.read_slots("2 3\n1 5\n9\n2\n2 2\n4 1\n7\n", name="x")


def test_boxes_and_their_turns():
    texts = {
        PurePosixPath(
            "a/BR1_items.csv"
        ): "ID,X,Y,Z,ROTATION_XYZ,ROTATION_YXZ,COPIES\n0,7,6,5,1,0,3\n",
        PurePosixPath("a/BR1_bins.csv"): "ID,X,Y,Z\n0,58,23,22\n",
    }
    ((name, path),) = boxes.named_boxes(texts)
    found = boxes.read_boxes(texts, name, path)
    assert (found.name, found.container) == ("a/BR1", (58, 23, 22))
    assert (found.boxes[0].sizes, found.boxes[0].turns, found.boxes[0].count) == (
        (7, 6, 5),
        ("XYZ",),
        3,
    )
    lonely = PurePosixPath("a/B_items.csv")
    with pytest.raises(Unreadable, match=r"B_bins\.csv is missing"):
        boxes.read_boxes({lonely: "ID,X,Y,Z\n"}, "a/B", lonely)


def test_files_come_from_folders_and_archives_in_natural_order(tmp_path: Path):
    folder = tmp_path / "set"
    folder.mkdir()
    archive = tmp_path / "set.tar.xz"
    with tarfile.open(archive, "w:xz") as target:
        for name in ("x_10.txt", "x_9.txt", "y.csv"):
            (folder / name).write_text(name)
            info = tarfile.TarInfo(f"set/{name}")
            info.size = len(name)
            target.addfile(info, io.BytesIO(name.encode()))
    for path in (folder, archive):
        found = [(name.name, text) for name, text in read_files(path, suffix=".txt")]
        assert found == [("x_9.txt", "x_9.txt"), ("x_10.txt", "x_10.txt")]
        assert [n.name for n, _ in read_files(path, suffix=".txt", only="*_9")] == ["x_9.txt"]
    with pytest.raises(LandbridgeError, match="no such folder"):
        list(read_files(tmp_path / "none", suffix=".txt"))
    assert natural(PurePosixPath("a9b")) < natural(PurePosixPath("a10a"))


def test_a_set_goes_on_past_a_broken_file_and_names_it(tmp_path: Path):
    (tmp_path / "1l-2-5-0.txt").write_text(KEYED.format(depot="bottom"))
    (tmp_path / "1l-2-5-1.txt").write_text("NAME : uniform\n")
    good, bad = entries(SETS["henn-waescher"], tmp_path)
    assert (good.key, good.trouble) == ("1l-2-5-0_cb", "")
    assert bad.key == "1l-2-5-1_u"
    assert bad.instance is None
    assert "no orders" in bad.trouble


def test_published_values_are_found_by_set_or_by_name_alone(tmp_path: Path):
    own = tmp_path / "own.csv"
    own.write_text("name,value,optimal\nx,12.5,yes\ny,7,\n")
    found = read_references(own)
    assert found.find("any", "x") == Reference(12.5, True)
    assert found.find("any", "y") == Reference(7.0, False)
    assert found.find("any", "z") is None
    tables = tmp_path / "references" / "processed"
    tables.mkdir(parents=True)
    (tables / "reference_values.csv").write_text(
        "instance_set,instance_name,reference_value,reference_is_opt\nSPRP,a,74.0,True\n"
    )
    found = read_references(tables.parent)
    assert found.find("SPRP", "a") == Reference(74.0, True)
    assert found.find("SPRP-SS", "a") is None
    own.write_text("instance,best\nx,1\n")
    with pytest.raises(LandbridgeError, match="no columns"):
        read_references(own)
