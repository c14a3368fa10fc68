"""A packing drawn step by step, so that a packer can follow it: one SVG per unit packed.

The eye looks from the front, right and above at the far corner 0, 0, 0. Colours are custom
properties of the page; without them the drawing brings a light ground of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import cos, pi

from landbridge.planning.cartons.contracts import Carton, Item, PackingPlan, Placement, Rotation

WIDTH, HEIGHT, MARGIN = 480, 400, 16
LINE_HEIGHT = 20
COS_30, SIN_30 = cos(pi / 6), 0.5

GROUND = "var(--surface, #ffffff)"
INK = "var(--ink, #191b1d)"
SOFT = "var(--ink-soft, #50555a)"
EDGE = "var(--line-strong, #8b8e8a)"
WALL = "var(--sunken, #f1f1ee)"
GOODS = "var(--line-mid, #d3d4cf)"
NEW = "var(--accent, #0f5f73)"
ON_NEW = "var(--accent-ink, #ffffff)"

Point = tuple[float, float, float]
UPRIGHT_EDGES = ("length", "width", "height")


@dataclass(frozen=True, slots=True)
class _Box:
    step: int
    low: tuple[int, int, int]
    high: tuple[int, int, int]

    def is_behind(self, other: "_Box") -> bool:
        """Whether it is drawn before the other one: nearer to the far corner along some axis."""
        return any(self.high[a] <= other.low[a] for a in range(3))


class _Paper:
    """Isometric projection of a carton, scaled to the drawing's width."""

    def __init__(self, carton: Carton) -> None:
        length, width, height = carton.size
        across = (length + width) * COS_30
        down = (length + width) * SIN_30 + height
        self.scale = min((WIDTH - 2 * MARGIN) / across, (HEIGHT - 2 * MARGIN) / down)
        self.x0 = (WIDTH - across * self.scale) / 2 + width * COS_30 * self.scale
        self.y0 = (HEIGHT - down * self.scale) / 2 + height * self.scale

    def at(self, point: Point) -> tuple[float, float]:
        x, y, z = point
        return (
            self.x0 + (x - y) * COS_30 * self.scale,
            self.y0 + ((x + y) * SIN_30 - z) * self.scale,
        )

    def face(self, corners: Sequence[Point], fill: str, *, shade: float = 0, more: str = "") -> str:
        """A filled polygon; `shade` darkens it by a second one in ink."""
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.at, corners))
        first = (
            f'<polygon points="{points}" fill="{fill}" stroke="{EDGE}" stroke-width="1" '
            f'stroke-linejoin="round"{more}/>'
        )
        if not shade:
            return first
        return first + f'<polygon points="{points}" fill="#000000" fill-opacity="{shade}"/>'


def draw_packing(plan: PackingPlan, step: int, *, carton: int = 0) -> str:
    """The SVG of one packed carton after `step` units; 0 draws it empty.

    carton: index in `plan.packed`. Raises IndexError if there is no such carton or step.
    """
    packed = plan.packed[carton]
    if not 0 <= step <= len(packed.placements):
        raise IndexError(f"step {step} of {len(packed.placements)}")
    kind = plan.problem.cartons[packed.carton]
    paper = _Paper(kind)
    boxes = [
        _box(plan.problem.items[at.item], at, number)
        for number, at in enumerate(packed.placements[:step], 1)
    ]
    lines = _figures(plan, carton, step)
    name = f"packing-{carton + 1}-{step}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" '
        f'viewBox="0 0 {WIDTH} {HEIGHT + LINE_HEIGHT * len(lines) + 4}" '
        f'aria-labelledby="{name}-title {name}-desc" font-family="system-ui, sans-serif">',
        f'<title id="{name}-title">{escape(_title(plan, carton, step))}</title>',
        f'<desc id="{name}-desc">{escape(" ".join(lines))}</desc>',
        f'<rect width="100%" height="100%" fill="{GROUND}"/>',
        *_walls(paper, kind),
        *(part for box in _from_behind(boxes) for part in _draw_box(paper, box, box.step == step)),
        *_front_edges(paper, kind),
        *_captions(lines),
        "</svg>",
    ]
    return "\n".join(parts)


def draw_steps(plan: PackingPlan, *, carton: int = 0) -> Iterator[str]:
    """All drawings of one packed carton, from the first unit to the last."""
    for step in range(1, len(plan.packed[carton].placements) + 1):
        yield draw_packing(plan, step, carton=carton)


def _box(item: Item, at: Placement, step: int) -> _Box:
    size = item.size(at.rotation)
    low = (at.x_mm, at.y_mm, at.z_mm)
    return _Box(step, low, (low[0] + size[0], low[1] + size[1], low[2] + size[2]))


def _from_behind(boxes: Sequence[_Box]) -> Iterator[_Box]:
    """Those that hide nothing first. A ring of boxes is cut at the one packed first."""
    left = list(boxes)
    while left:
        behind = next(
            (
                box
                for box in left
                if not any(
                    other is not box and other.is_behind(box) and not box.is_behind(other)
                    for other in left
                )
            ),
            left[0],
        )
        left.remove(behind)
        yield behind


def _walls(paper: _Paper, kind: Carton) -> Iterator[str]:
    length, width, height = kind.size
    floor = [(0, 0, 0), (length, 0, 0), (length, width, 0), (0, width, 0)]
    side = [(0, 0, 0), (0, width, 0), (0, width, height), (0, 0, height)]
    back = [(0, 0, 0), (length, 0, 0), (length, 0, height), (0, 0, height)]
    yield paper.face(floor, WALL, shade=0.06)
    yield paper.face(side, WALL)
    yield paper.face(back, WALL, shade=0.03)


def _front_edges(paper: _Paper, kind: Carton) -> Iterator[str]:
    """The carton's edges that stand before the goods, thin and dashed."""
    length, width, height = kind.size
    near = (length, width, height)
    for corner in ((0, width, height), (length, 0, height), (length, width, 0)):
        (x1, y1), (x2, y2) = paper.at(near), paper.at(corner)
        yield (
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" '
            f'stroke="{SOFT}" stroke-width="1" stroke-dasharray="2 4"/>'
        )


def _draw_box(paper: _Paper, box: _Box, is_new: bool) -> Iterator[str]:
    (x0, y0, z0), (x1, y1, z1) = box.low, box.high
    fill = NEW if is_new else GOODS
    top = [(x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1)]
    left = [(x0, y1, z0), (x1, y1, z0), (x1, y1, z1), (x0, y1, z1)]
    right = [(x1, y0, z0), (x1, y1, z0), (x1, y1, z1), (x1, y0, z1)]
    yield paper.face(left, fill, shade=0.12)
    yield paper.face(right, fill, shade=0.24)
    yield paper.face(top, fill)
    x, y = paper.at(((x0 + x1) / 2, (y0 + y1) / 2, z1))
    room = min(x1 - x0, y1 - y0) * paper.scale
    if room >= 12 or is_new:
        size = min(16.0, max(9.0, room * 0.6))
        yield (
            f'<text x="{x:.1f}" y="{y + size * 0.35:.1f}" font-size="{size:.0f}" '
            f'text-anchor="middle" fill="{ON_NEW if is_new else INK}">{box.step}</text>'
        )


def _captions(lines: Sequence[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        weight = ' font-weight="600"' if number == 0 else ""
        yield (
            f'<text x="{MARGIN}" y="{HEIGHT + LINE_HEIGHT * number + 12}" font-size="14" '
            f'fill="{SOFT if number else INK}"{weight}>{escape(line)}</text>'
        )


def _title(plan: PackingPlan, carton: int, step: int) -> str:
    packed = plan.packed[carton]
    kind = plan.problem.cartons[packed.carton]
    return (
        f"Carton {carton + 1} of {len(plan.packed)}, {kind.carton_code}: "
        f"step {step} of {len(packed.placements)}"
    )


def _figures(plan: PackingPlan, carton: int, step: int) -> list[str]:
    """What stands beneath: what to take, how to lay it where, and how full the carton is then."""
    packed = plan.packed[carton]
    kind = plan.problem.cartons[packed.carton]
    items = [plan.problem.items[at.item] for at in packed.placements[:step]]
    volume = sum(item.volume_mm3 for item in items)
    weight = sum(item.weight_g for item in items)
    lines = [f"{_title(plan, carton, step)}"]
    if step:
        at, item = packed.placements[step - 1], items[-1]
        x, y, z = item.size(at.rotation)
        lines.append(f"Take {item.item_code}, {x} × {y} × {z} mm.")
        way = _way_to_lie(at)
        lines.append(f"{way[:1].upper()}{way[1:]}.")
        ground = f"on goods, {at.z_mm} mm high" if at.z_mm else "on the floor"
        lines.append(f"Left {at.x_mm} mm, back {at.y_mm} mm free; {ground}.")
        lines.append(f"Then {weight / 1000:.1f} kg are in, {_percent(volume, kind)} % is filled.")
    else:
        length, width, height = kind.size
        lines.append(f"Empty: {length} × {width} × {height} mm inside.")
    return lines


def _percent(volume_mm3: int, kind: Carton) -> str:
    return f"{100 * volume_mm3 / kind.volume_mm3:.0f}"


def _way_to_lie(at: Placement) -> str:
    upright = UPRIGHT_EDGES[at.rotation.value[2]]
    if upright != "height":
        return f"laid so that its {upright} stands up"
    return "upright" if at.rotation is Rotation.LWH else "upright, turned by a quarter"
