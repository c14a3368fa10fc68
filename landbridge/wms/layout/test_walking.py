from dataclasses import replace

from landbridge.wms.layout.contracts import Aisle, BinKind, CrossAisle, TourBin, TourGround
from landbridge.wms.layout.walking import Point, length_mm, walk


def place(code: str, aisle: str, x: int, y: int) -> TourBin:
    return TourBin(bin_id=1, code=code, kind=BinKind.STORAGE, aisle=aisle, x_mm=x, y_mm=y, z_mm=0)


GROUND = TourGround(
    site="S", guessed=False, places=(place("P", "", 7, -5),),
    aisles=(Aisle(code="A", x_mm=0), Aisle(code="B", x_mm=10)),
    cross_aisles=(CrossAisle(code="1", y_mm=0), CrossAisle(code="2", y_mm=100)),
    bins=(place("A1", "A", -1, 20), place("A2", "A", 1, 90), place("B1", "B", 11, 80)),
)  # fmt: skip


def test_a_line_goes_along_aisles_and_the_nearer_walk_across() -> None:
    line = walk(GROUND, ["A1", "A2", "B1"])
    assert line == (
        Point(0, 20, "A1"), Point(0, 90, "A2"), Point(0, 100), Point(10, 100), Point(10, 80, "B1"),
    )  # fmt: skip
    assert length_mm(line) == 70 + 10 + 10 + 20
    assert walk(GROUND, ["A1", "B1"])[1:3] == (Point(0, 0), Point(10, 0))


def test_places_off_the_aisles_are_reached_and_unknown_ones_left_out() -> None:
    assert walk(GROUND, ["P", "nowhere", "A1"]) == (
        Point(7, -5, "P"), Point(7, 0), Point(0, 0), Point(0, 20, "A1"),
    )  # fmt: skip
    assert walk(GROUND, []) == ()


def test_a_line_follows_the_signs_of_one_way_aisles() -> None:
    signs = replace(
        GROUND, aisles=(Aisle(code="A", x_mm=0, one_way="up"), Aisle(code="B", x_mm=10,
                                                                    one_way="down")),
    )  # fmt: skip
    assert walk(signs, ["A1", "B1"])[1:3] == (Point(0, 100), Point(10, 100))
    back = walk(signs, ["A2", "A1"])
    assert back[1:-1] == (Point(0, 100), Point(10, 100), Point(10, 0), Point(0, 0))
    assert length_mm(back) == 10 + 10 + 100 + 10 + 20
    shut = replace(signs, aisles=(Aisle(code="A", x_mm=0, one_way="up"),))
    assert length_mm(walk(shut, ["A2", "A1"])) == 70, "no way by the signs: the line is drawn still"


def test_a_tour_begins_and_ends_where_carts_are_taken() -> None:
    start = place("PACK-1", "", 9, -40)
    ground = replace(GROUND, places=(replace(start, kind=BinKind.PACKING),))
    line = walk(ground, ["A1"], there_and_back=True)
    assert line[0] == line[-1] == Point(10, 0) and length_mm(line) == 2 * (10 + 20)
