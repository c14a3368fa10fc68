"""Reads the packing instances: one csv of kinds of boxes, one of the container beside it."""

import csv
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from landbridge.main.bench.plan.shapes import BoxInstance, BoxKind, Unreadable

ITEMS = "_items.csv"
CONTAINERS = "_bins.csv"
TURN = "ROTATION_"


def read_boxes(texts: Mapping[PurePosixPath, str]) -> Iterator[BoxInstance]:
    """The instances of a folder's csv files. A name is `folder/file` without the endings."""
    for path, text in texts.items():
        if not path.name.endswith(ITEMS):
            continue
        stem = path.name.removesuffix(ITEMS)
        name = f"{path.parent.name}/{stem}"
        try:
            container = texts[path.with_name(stem + CONTAINERS)]
            first = next(csv.DictReader(container.splitlines()))
            boxes = tuple(_kind(row) for row in csv.DictReader(text.splitlines()))
            yield BoxInstance(name=name, container=_sizes(first), boxes=boxes)
        except (KeyError, ValueError, StopIteration) as error:
            raise Unreadable(
                f"{error} is missing or not a number",
                subject=name,
                remedy="Each _items.csv needs its _bins.csv, both with their titles.",
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
