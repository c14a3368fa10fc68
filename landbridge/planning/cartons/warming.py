"""Compile the packing kernels ahead, so that the first order of a day does not wait for it."""

from dataclasses import replace

from landbridge.planning.cartons.choosing import choose_cartons
from landbridge.planning.cartons.contracts import Carton, Item, Packing
from landbridge.planning.cartons.loading import plan_loading


def warm() -> None:
    """Pack two boxes by every kernel there is: half a minute the first time, then nothing."""
    box = Item(item_code="box", length_mm=2, width_mm=1, height_mm=1, quantity=2)
    carton = Carton(carton_code="carton", length_mm=2, width_mm=2, height_mm=1)
    problem = Packing(items=(box,), cartons=(carton,))
    choose_cartons(problem, budget_ms=0)
    plan_loading(replace(problem, support_percent=0), budget_ms=0)
