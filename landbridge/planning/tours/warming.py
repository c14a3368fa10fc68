"""Calls every kernel of the tours once."""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from landbridge.planning.tours.freeform import FreeProblem, Link, plan_free
from landbridge.planning.tours.grid import survey
from landbridge.planning.tours.layout import Place, Stop, even_hall
from landbridge.planning.tours.peers import matrix_of, nearest_neighbour
from landbridge.planning.tours.plan import plan_tour
from landbridge.planning.tours.problem import TourProblem
from landbridge.planning.tours.scattered import (
    ScatteredProblem,
    StockBin,
    Wanted,
    plan_scattered,
)

_MANY = 14


def warm() -> None:
    from landbridge.planning.tours.kernels import tour_length

    hall = even_hall(aisles=3, pitch_m=5.0, blocks=2, block_length_m=10.0)
    home, end = Place(0.0, 0.0), Place(5.0, 0.0)
    stops = tuple(Stop(k % 3, 0.7 * k + 1.0) for k in range(_MANY))
    problem = TourProblem(hall=hall, stops=stops, start=home, end=home)
    for each in (problem, replace(problem, end=end)):
        plan_tour(each)
        ground = survey(each.hall, each.start, each.end)
        arranged = ground.arrange(each.stops)
        ids = np.arange(len(stops), dtype=np.int32)
        tour_length(ground.floor, arranged.parts, arranged.offsets, ids)
    nearest_neighbour(matrix_of(problem), two_opt=True)
    # Two full bins and a half make the bound fall short, so that the search has to go on.
    bins = tuple(StockBin(stop, str(k % 4), Decimal(2)) for k, stop in enumerate(stops))
    wanted = tuple(Wanted(str(k), Decimal(5)) for k in range(4))
    scattered = ScatteredProblem(hall=hall, bins=bins[:12], wanted=wanted, start=home, end=end)
    for each_end in (end, home):
        plan_scattered(replace(scattered, end=each_end), rounds=5)
    for count in (3, _MANY):
        links = tuple(Link(k, k + 1, 1.0) for k in range(count))
        line = FreeProblem(
            nodes=count + 1, links=links, stops=tuple(range(1, count + 1)), start=0, end=0
        )
        plan_free(line, rounds=1)
