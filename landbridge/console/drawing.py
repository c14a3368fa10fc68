"""A site's map as shapes for one SVG: racks by how much of something they have, ways, tours.

Racks of one shade are one path, so a page stays small. Lengths in it are centimetres,
and y grows downwards there: the front of the hall is below.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from landbridge.console.addresses import bin_href
from landbridge.kit.ground import Ground
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import MapBin, MapCell, Point, SiteMap, Window

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SHADES = 5
TOURS_DRAWN_MAX = 12
PLACE_CM = 180
LABELS_MAX = 160
LAYERS: tuple[tuple[str, "StrPromise"], ...] = (
    ("occupancy", gettext_lazy("Occupancy")),
    ("picks", gettext_lazy("Picks")),
    ("tasks", gettext_lazy("Open tasks")),
)

Href = Callable[[Window], str]


@dataclass(frozen=True, slots=True)
class Shape:
    """A path of one shade: `shade-0` (none) to `shade-5` (most), or `off`."""

    shade: str
    path: str


@dataclass(frozen=True, slots=True)
class Spot:
    """A rectangle that leads somewhere, or a place with its name."""

    x: int
    y: int
    width: int
    height: int
    title: str
    href: str = ""
    shade: str = ""
    label: str = ""

    @property
    def middle(self) -> tuple[int, int]:
        return self.x + self.width // 2, self.y + self.height // 2


@dataclass(frozen=True, slots=True)
class Line:
    """A tour: corners as SVG writes them, and its stops. number: 1..., for its colour.

    begin: where it begins and ends, if that is no stop.  metres: how long the line is.
    """

    number: int
    title: str
    points: str
    stops: tuple[tuple[int, int], ...]
    begin: tuple[int, int] | None = None
    metres: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Everything `parts/site_map.html` draws. window: what is looked at, `x,y,width,height`.

    most: what the darkest shade stands for (of picks and tasks).  is_near: single bins are drawn.
    """

    site: str
    layer: str
    view_box: str
    window: str
    shapes: tuple[Shape, ...]
    racks: tuple[Spot, ...]
    places: tuple[Spot, ...]
    captions: tuple[Spot, ...]
    ways: tuple[Spot, ...]
    tours: tuple[Line, ...]
    most: int
    is_near: bool
    text_size: int
    stop_size: int


def site_drawing(
    ground: Ground,
    *,
    site: str,
    tours: Sequence[tuple[str, Sequence[str] | Sequence[Point]]] = (),
    layer: str = "occupancy",
    window: Window | None = None,
    href: Href | None = None,
    days: int = 28,
) -> Drawing | None:
    """The map of a site; None while nothing of it has coordinates.

    tours: (title, stops): bin codes in walking order, or the corners themselves.
    href: where a part of the map leads when it is opened; without it nothing leads anywhere.
    """
    seen = wms.site_map(ground, site=site, window=window, days=days)
    return draw(seen, layer=layer, href=href, tours=tour_lines(ground, site, tours))


def tour_lines(
    ground: Ground, site: str, tours: Iterable[tuple[str, Sequence[str] | Sequence[Point]]]
) -> list[tuple[str, Sequence[Point]]]:
    """Tours as corners; those given as bin codes are walked along the aisles, there and back."""
    lines: list[tuple[str, Sequence[Point]]] = []
    for title, stops in list(tours)[:TOURS_DRAWN_MAX]:
        codes = [stop for stop in stops if isinstance(stop, str)]
        corners = [stop for stop in stops if isinstance(stop, Point)]
        lines.append((title, corners or _walked(ground, site, codes)))
    return lines


def _walked(ground: Ground, site: str, codes: Sequence[str]) -> Sequence[Point]:
    return wms.tour_line(ground, site=site, stops=codes, there_and_back=True)


def draw(
    seen: SiteMap,
    *,
    layer: str,
    href: Href | None = None,
    tours: Iterable[tuple[str, Sequence[Point]]] = (),
) -> Drawing | None:
    if seen.window is None or seen.extent is None:
        return None
    racks = _Racks(seen)
    everything: list[MapCell | MapBin] = [*seen.cells, *seen.bins]
    amounts = [_amount(layer, each) for each in everything]
    most = max(amounts, default=0)
    top = 100 if layer == "occupancy" else most
    shapes: dict[str, list[str]] = {}
    spots: list[Spot] = []
    for cell, amount in zip(seen.cells, amounts, strict=False):
        box = racks.cell(cell)
        shapes.setdefault(_shade(amount, top, cell.active_count > 0), []).append(_path(*box))
    if not seen.bins:
        spots = [*_stretches(seen, racks, href)]
    for bin_, amount in zip(seen.bins, amounts, strict=False):
        box = racks.bin(bin_)
        shade = _shade(amount, top, bin_.active)
        label = bin_.code if len(seen.bins) <= LABELS_MAX else ""
        link = bin_href(seen.site, bin_.code)
        spots.append(Spot(*box, _bin_title(bin_), link, shade, label))
    window = seen.window
    size = racks.text_size(window)
    return Drawing(
        site=seen.site, layer=layer, most=most, is_near=bool(seen.bins), window=window_text(window),
        view_box=f"{window.x_mm // 10} {-(window.y_mm + window.height_mm) // 10} "
        f"{window.width_mm // 10} {window.height_mm // 10}",
        shapes=tuple(Shape(shade, "".join(paths)) for shade, paths in sorted(shapes.items())),
        racks=tuple(spots), places=tuple(_places(seen, layer)),
        captions=tuple(_captions(seen, size)) if not seen.bins else (),
        ways=tuple(_ways(seen, racks.below(size))), tours=tuple(_tours(tours)),
        text_size=size, stop_size=max(30, window.height_mm // 1_300),
    )  # fmt: skip


def window_text(window: Window) -> str:
    return f"{window.x_mm},{window.y_mm},{window.width_mm},{window.height_mm}"


class _Racks:
    """Where racks stand: beside their aisle, as deep as there is room to the next one's."""

    def __init__(self, seen: SiteMap) -> None:
        self._aisles = {aisle.code: aisle.x_mm for aisle in seen.aisles}
        steps = [b.x_mm - a.x_mm for a, b in pairwise(seen.aisles) if b.x_mm > a.x_mm]
        self._pitch = min(steps, default=4_800)
        rows: dict[tuple[str, int], list[int]] = {}
        levels: dict[tuple[str, int, int], list[str]] = {}
        for cell in seen.cells:
            rows.setdefault((cell.aisle, cell.x_mm), []).append(cell.y_mm)
        for bin_ in seen.bins:
            rows.setdefault((bin_.aisle, bin_.x_mm), []).append(bin_.y_mm)
            levels.setdefault((bin_.aisle, bin_.x_mm, bin_.y_mm), []).append(bin_.code)
        gaps = [b - a for ys in rows.values() for a, b in pairwise(sorted(set(ys)))]
        single = 1_000 if seen.stretch_mm else min(gaps, default=1_400)
        self._length = max(300, min(single, 4_000))
        self._levels = levels

    def cell(self, cell: MapCell) -> tuple[int, int, int, int]:
        x, width = self._across(cell.aisle, cell.x_mm)
        low, high = cell.y_mm - self._length // 2, cell.y_mm_max + self._length // 2
        return x // 10, -high // 10, width // 10, max(10, (high - low) // 10 - 6)

    def bin(self, bin_: MapBin) -> tuple[int, int, int, int]:
        """Levels of one place lie beside each other, the lowest at the aisle."""
        x, width = self._across(bin_.aisle, bin_.x_mm)
        stack = self._levels[bin_.aisle, bin_.x_mm, bin_.y_mm]
        part = width // len(stack)
        at = stack.index(bin_.code)
        left = self._aisles.get(bin_.aisle, bin_.x_mm + 1) > bin_.x_mm
        start = x + width - (at + 1) * part if left else x + at * part
        high = bin_.y_mm + self._length // 2
        return start // 10 + 1, -high // 10, max(4, part // 10 - 2), max(10, self._length // 10 - 6)

    def text_size(self, window: Window) -> int:
        """Centimetres: to be read at this distance, and not wider than an aisle with its racks."""
        return max(30, min(window.height_mm // 450, self._pitch // 24))

    def below(self, size: int) -> int:
        """How far before its first rack an aisle's name stands, in millimetres."""
        return self._length // 2 + size * 10

    def _across(self, aisle: str, x_mm: int) -> tuple[int, int]:
        """Left side and depth of a rack whose goods are reached at x_mm."""
        middle = self._aisles.get(aisle)
        if middle is None or middle == x_mm:
            return x_mm - 500, 1_000
        depth = max(400, min(self._pitch // 2 - abs(x_mm - middle) - 50, 1_600))
        return (x_mm - depth if x_mm < middle else x_mm), depth


def _path(x: int, y: int, width: int, height: int) -> str:
    return f"M{x} {y}h{width}v{height}h-{width}z"


def _amount(layer: str, each: MapCell | MapBin) -> int:
    """What a layer shows of a cell: per cent for occupancy, else a count."""
    if layer == "picks":
        return each.picks
    if layer == "tasks":
        return each.tasks
    if isinstance(each, MapCell):
        return round(100 * each.occupied_count / each.bin_count)
    if not each.item_count:
        return 0
    return 60 if each.filled is None else max(1, min(100, round(100 * each.filled)))


def _shade(amount: int, most: int, active: bool) -> str:
    if not active:
        return "off"
    if amount <= 0 or most <= 0:
        return "shade-0"
    return f"shade-{max(1, min(SHADES, -(-amount * SHADES // most)))}"


def _bin_title(bin_: MapBin) -> str:
    words = [bin_.code]
    if not bin_.active:
        words.append(_("out of use"))
    if not bin_.item_count:
        words.append(_("empty"))
    elif bin_.item_count == 1:
        words.append(bin_.item)
    else:
        words.append(_("%(count)d items") % {"count": bin_.item_count})
    if bin_.filled is not None and bin_.item_count:
        words.append(_("%(share)d %% full") % {"share": round(100 * bin_.filled)})
    if bin_.picks:
        words.append(_("%(count)d picks") % {"count": bin_.picks})
    if bin_.tasks:
        words.append(_("%(count)d to do") % {"count": bin_.tasks})
    return ", ".join(words)


def _stretches(seen: SiteMap, racks: _Racks, href: Href | None) -> Iterable[Spot]:
    """Each aisle, in as many pieces as its racks are long: a link to look at it from near."""
    if href is None or seen.window is None:
        return
    by_aisle: dict[str, list[MapCell]] = {}
    for cell in seen.cells:
        by_aisle.setdefault(cell.aisle, []).append(cell)
    for aisle, cells in by_aisle.items():
        boxes = [racks.cell(cell) for cell in cells]
        left, right = min(b[0] for b in boxes), max(b[0] + b[2] for b in boxes)
        low = min(cell.y_mm for cell in cells) - 2_600  # with the aisle's name
        high = max(cell.y_mm_max for cell in cells) + 1_000
        pieces = max(1, min(4, len(cells) * 6 // 600 + 1, (high - low) // 20_000 + 1))
        length = (high - low) // pieces
        for piece in range(pieces):
            start = low + piece * length
            near = Window(left * 10 - 2_000, start, (right - left) * 10 + 4_000, length)
            title = _("Aisle %(aisle)s, part %(part)d of %(parts)d: look nearer") % {
                "aisle": aisle or "–", "part": piece + 1, "parts": pieces,
            }  # fmt: skip
            top = -(start + length) // 10
            yield Spot(left, top, right - left, length // 10, title, href(near))


def _places(seen: SiteMap, layer: str) -> Iterable[Spot]:
    """Docks, staging and packing; shaded where goods stand, if the map shows that."""
    for place in seen.places:
        yield Spot(
            place.x_mm // 10 - PLACE_CM // 2, -place.y_mm // 10 - PLACE_CM // 2, PLACE_CM, PLACE_CM,
            f"{place.code}, {place.kind}", bin_href(seen.site, place.code),
            "busy" if place.occupied and layer == "occupancy" else "", place.code,
        )  # fmt: skip


def _captions(seen: SiteMap, size: int) -> Iterable[Spot]:
    """What the places of a row are for, below their middle."""
    rows: dict[tuple[str, int], list[int]] = {}
    for place in seen.places:
        rows.setdefault((str(place.kind), place.y_mm), []).append(place.x_mm)
    for (kind, y), xs in rows.items():
        middle = (min(xs) + max(xs)) // 20
        yield Spot(middle, -y // 10 + PLACE_CM // 2 + size, 0, 0, "", label=kind)


def _ways(seen: SiteMap, below_mm: int) -> Iterable[Spot]:
    """Names of aisles before their first rack, with the way they are walked."""
    assert seen.extent is not None
    arrows = {"up": " ↑", "down": " ↓", "": ""}
    first: dict[str, int] = {}
    everything: list[MapCell | MapBin] = [*seen.cells, *seen.bins]
    for each in everything:
        first[each.aisle] = min(each.y_mm, first.get(each.aisle, each.y_mm))
    for aisle in seen.aisles:
        if aisle.code in first:
            y = -(first[aisle.code] - below_mm) // 10
            label = f"{aisle.code}{arrows[aisle.one_way]}"
            yield Spot(aisle.x_mm // 10, y, 0, 0, "", label=label)


def _tours(tours: Iterable[tuple[str, Sequence[Point]]]) -> Iterable[Line]:
    for number, (title, corners) in enumerate(tours, 1):
        points = " ".join(f"{p.x_mm // 10},{-p.y_mm // 10}" for p in corners)
        stops = tuple((p.x_mm // 10, -p.y_mm // 10) for p in corners if p.stop)
        first = corners[0] if corners else None
        begin = (first.x_mm // 10, -first.y_mm // 10) if first and not first.stop else None
        walked = sum(abs(a.x_mm - b.x_mm) + abs(a.y_mm - b.y_mm) for a, b in pairwise(corners))
        yield Line((number - 1) % 6 + 1, title, points, stops, begin, round(walked / 1000))
