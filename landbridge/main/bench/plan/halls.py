"""The grid of a public instance as the tour planners take it."""

from itertools import accumulate

from landbridge.main.bench.plan.shapes import Grid, PickingInstance, Spot
from landbridge.planning.tours.layout import Hall, Place, Stop, Way


def hall_of(grid: Grid) -> Hall:
    return Hall(
        aisles_x=grid.aisle_xs,
        crossings_y=(0.0, *accumulate(grid.block_lengths)),
    )


def depot_of(grid: Grid, hall: Hall) -> Place:
    """A junction, or a place off the aisles that straight ways lead to."""
    first = grid.depot_ways[0]
    x, y = hall.aisles_x[first.aisle], hall.crossings_y[first.row]
    if len(grid.depot_ways) == 1 and first.length == 0:
        return Place(x, y)
    ways = tuple(Way(way.aisle, way.row, way.length) for way in grid.depot_ways)
    return Place(x, y - first.length, ways=ways)


def stop_of(hall: Hall, spot: Spot) -> Stop:
    return Stop(spot.aisle, hall.crossings_y[spot.block] + spot.offset)


def single_order(instance: PickingInstance) -> dict[int, int]:
    """Quantities by article of the only order."""
    (order,) = instance.orders
    wanted: dict[int, int] = {}
    for line in order.lines:
        wanted[line.article] = wanted.get(line.article, 0) + line.quantity
    return wanted
