"""The sets of public instances: where they lie, who reads them, which planner they ask.

A new set of a known format is one entry in `SETS`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import partial
from pathlib import Path, PurePosixPath

import landbridge
from landbridge.kit.findings import LandbridgeError
from landbridge.main.bench.plan import (
    boxes,
    drawn,
    drawn_orders,
    drawn_tours,
    keyed,
    slaprp,
    slashed,
)
from landbridge.main.bench.plan.files import read_files
from landbridge.main.bench.plan.shapes import Instance, Unreadable

Reader = Callable[..., Instance]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstanceSet:
    """archives: their names beside the checkout.  group: its name in the published tables.

    draw: makes the instances where no folder is named.
    planner: which of `solvers` measures it.  key: an instance's name in the tables, made of its
    file's path and text.
    """

    name: str
    title: str
    archives: tuple[str, ...]
    group: str
    planner: str
    read: Reader | None
    suffix: str = ".txt"
    draw: Callable[[], Iterator[Instance]] | None = None
    key: Callable[[PurePosixPath, str], str] = lambda path, text: path.stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One instance, or why its file could not be read."""

    name: str
    key: str
    instance: Instance | None
    trouble: str = ""


def _henn_key(path: PurePosixPath, text: str) -> str:
    head = text[:200].lower()
    by_class = "class" in head or ("uniform" not in head and "class" in str(path).lower())
    return f"{path.stem}_{'cb' if by_class else 'u'}"


def _with(ending: str) -> Callable[[PurePosixPath, str], str]:
    return lambda path, text: path.stem + ending


UNIFORM, BY_CLASS = "HennWaescherUniform", "HennWaescherClassBased"
two_blocks = partial(keyed.read_keyed, blocks=2)

_ALL = (
    InstanceSet(
        name="sprp", title="single tours, one block", archives=("SPRP",),
        group="SPRP", planner="tours", read=keyed.read_keyed,
    ),
    InstanceSet(
        name="sprp-two-block", title="single tours, two blocks", archives=("SPRP",),
        group="SPRP-two-block", planner="tours", read=two_blocks,
    ),
    InstanceSet(
        name="sprp-ss", title="scattered stock, one block", archives=("SPRP-SS",),
        group="SPRP-SS", planner="scattered", read=keyed.read_keyed,
    ),
    InstanceSet(
        name="sprp-ss-two-block", title="scattered stock, two blocks", archives=("SPRP-SS",),
        group="SPRP-SS-two-block", planner="scattered", read=two_blocks,
    ),
    InstanceSet(
        name="henn-waescher", title="orders picked together, 20 to 100 orders",
        archives=(UNIFORM, BY_CLASS), group="HennWaescher", planner="clusters",
        read=keyed.read_keyed, key=_henn_key,
    ),
    InstanceSet(
        name="henn-waescher-uniform", title="the same, every item as often",
        archives=(UNIFORM,), group="HennWaescher", planner="clusters",
        read=keyed.read_keyed, key=_henn_key,
    ),
    InstanceSet(
        name="henn-waescher-class-based", title="the same, few items most often",
        archives=(BY_CLASS,), group="HennWaescher", planner="clusters",
        read=keyed.read_keyed, key=_henn_key,
    ),
    InstanceSet(
        name="muter-oencan", title="orders picked together, 20 to 100 orders",
        archives=("MuterOencan",), group="MuterOencanWG", planner="clusters",
        read=partial(keyed.read_keyed, entry_length=1.5),
    ),
    InstanceSet(
        name="bahceci-oencan", title="orders picked together, small",
        archives=("BahceciOencan",), group="BahceciOencan", planner="clusters",
        read=keyed.read_keyed,
    ),
    InstanceSet(
        name="foodmart", title="orders picked together, two blocks, 5 to 2,000 orders",
        archives=("FoodmartData",), group="Foodmart", planner="clusters", read=slashed.read_days,
    ),
    InstanceSet(
        name="kris-small", title="waves with due times, 18 orders and 2 pickers",
        archives=("KrisSmallDataCorrected",), group="Kris", planner="waves",
        read=slashed.read_due, key=_with("_small"),
    ),
    InstanceSet(
        name="kris-large", title="waves with due times, 100 orders and more",
        archives=("KrisLargeData",), group="Kris", planner="waves",
        read=slashed.read_due, key=_with("_large"),
    ),
    InstanceSet(
        name="slaprp", title="items laid into bins, small", archives=("SLAPRP",),
        group="SLAPRP", planner="slots", read=slaprp.read_slots,
    ),
    InstanceSet(
        name="slotting", title="items laid into bins, 5,000 items and 6,000 drawn orders",
        archives=(), group="slotting", planner="slots", read=slaprp.read_slots,
        draw=drawn.draw_slotting,
    ),
    InstanceSet(
        name="tours-drawn", title="100 stops in 20 aisles of 1 to 5 blocks: the time for a length",
        archives=(), group="tours-drawn", planner="lengths", read=None,
        draw=drawn_tours.draw_tours,
    ),
    InstanceSet(
        name="free-form", title="drawn tours on the walking graph, beside the exact ones",
        archives=(), group="free-form", planner="freeform", read=None,
        draw=drawn_tours.draw_walks,
    ),
    InstanceSet(
        name="wave-drawn", title="1,000 drawn orders with due times, 20 pickers replanned",
        archives=(), group="wave-drawn", planner="waves", read=None, draw=drawn_orders.draw_wave,
    ),
    InstanceSet(
        name="clusters-drawn", title="1,000 and 2,000 drawn orders picked together",
        archives=(), group="clusters-drawn", planner="clusters", read=None,
        draw=drawn_orders.draw_many,
    ),
    InstanceSet(
        name="cartons-drawn", title="cartons for 400 drawn orders of up to 20 units",
        archives=(), group="cartons-drawn", planner="choices", read=None,
        draw=drawn_orders.draw_parcels,
    ),
    InstanceSet(
        name="box-packing", title="boxes in a container", archives=("box-packing",),
        group="box-packing", planner="cartons", read=None, suffix=".csv",
    ),
)  # fmt: skip
SETS = {one.name: one for one in _ALL}


def benchmarks_folder() -> Path:
    """Where the archives lie when they lie beside the checkout."""
    return Path(landbridge.__file__).resolve().parents[2] / "shared" / "benchmarks"


def entries(one: InstanceSet, folder: Path | None, *, only: str = "*") -> Iterator[Entry]:
    """All instances of a set, of a folder (or archive) or of the archives beside the checkout."""
    if one.draw is not None and folder is None:
        for made in one.draw():
            if fnmatch(made.name, only):
                yield Entry(name=made.name, key=made.name, instance=made)
        return
    if one.read is None and one.suffix != ".csv":
        raise LandbridgeError(
            "this set is drawn; there are no files of it", subject=one.name,
            remedy="Leave --folder out.",
        )  # fmt: skip
    paths = [folder] if folder else [benchmarks_folder() / f"{a}.tar.xz" for a in one.archives]
    for path in paths:
        if one.read is None:
            texts = dict(read_files(path, suffix=one.suffix))
            yield from _boxes(texts, only)
            continue
        for file, text in read_files(path, suffix=one.suffix, only=only):
            key = one.key(file, text)
            try:
                yield Entry(name=key, key=key, instance=one.read(text, name=file.stem))
            except Unreadable as error:
                yield Entry(name=key, key=key, instance=None, trouble=error.sentence())


def _boxes(texts: boxes.Texts, only: str) -> Iterator[Entry]:
    for name, path in boxes.named_boxes(texts):
        if PurePosixPath(name).match(only):
            try:
                found = boxes.read_boxes(texts, name, path)
                yield Entry(name=name, key=name, instance=found)
            except Unreadable as error:
                yield Entry(name=name, key=name, instance=None, trouble=error.sentence())
