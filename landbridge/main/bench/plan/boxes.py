"""Reads the packing instances: one csv of kinds of boxes, one of the container beside it."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from landbridge.main.bench.plan.shapes import BoxInstance, BoxKind, Unreadable

ITEMS = "_items.csv"
CONTAINERS = "_bins.csv"
TURN = "ROTATION_"
_REMEDY = "Each _items.csv needs its _bins.csv, both with their titles."


Texts = Mapping[PurePosixPath, str]


def named_boxes(texts: Texts) -> Iterator[tuple[str, PurePosixPath]]:
    """Name and file of a folder's instances. A name is `folder/file` without the endings."""
    for path in texts:
        if path.name.endswith(ITEMS):
            yield f"{path.parent.name}/{path.name.removesuffix(ITEMS)}", path


def read_boxes(texts: Texts, name: str, path: PurePosixPath) -> BoxInstance:
    """One instance of these files. Unreadable, if one of its two is not as it has to be."""
    beside = path.with_name(path.name.removesuffix(ITEMS) + CONTAINERS)
    if beside not in texts:
        raise Unreadable(f"{beside.name} is missing", subject=name, remedy=_REMEDY)
    containers = list(csv.DictReader(texts[beside].splitlines()))
    if not containers:
        raise Unreadable(f"there is no container in {beside.name}", subject=name, remedy=_REMEDY)
    try:
        boxes = tuple(_kind(row) for row in csv.DictReader(texts[path].splitlines()))
        return BoxInstance(name=name, container=_sizes(containers[0]), boxes=boxes)
    except KeyError as error:
        raise Unreadable(f"column {error} is missing", subject=name, remedy=_REMEDY) from error
    except (ValueError, TypeError, csv.Error) as error:
        raise Unreadable(
            f"an edge or a count is no whole number: {error}", subject=name, remedy=_REMEDY
        ) from error


def _kind(row: dict[str, str]) -> BoxKind:
    turns = tuple(
        title.removeprefix(TURN)
        for title, value in row.items()
        if title.startswith(TURN) and value == "1"
    )
    return BoxKind(sizes=_sizes(row), turns=turns or ("XYZ",), count=int(row.get("COPIES") or 1))


def _sizes(row: dict[str, str]) -> tuple[int, int, int]:
    return int(row["X"]), int(row["Y"]), int(row["Z"])
