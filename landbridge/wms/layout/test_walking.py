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
