"""Published values of the public sets, from the tables as they are handed round."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from landbridge.kit.findings import LandbridgeError


@dataclass(frozen=True, slots=True)
class Reference:
    """A published value. optimal: it is proven that no plan is better.

    bound: what no plan can be better than, where that was published and is not the value itself.
    """

    value: float
    optimal: bool
    bound: float | None = None


class References:
    """Looked up by set and instance; empty where there are none."""

    def __init__(self, known: dict[tuple[str, str], Reference]) -> None:
        self._known = known

    def find(self, group: str, name: str) -> Reference | None:
        return self._known.get((group, name)) or self._known.get(("", name))


def read_references(path: Path | None) -> References:
    """From a folder with the published tables, or one csv with the columns name, value, optimal."""
    if path is None:
        return References({})
    if path.is_file():
        return References({("", name): found for name, found in _own(path)})
    if not path.is_dir():
        raise LandbridgeError("there is no such file or folder", subject=str(path))
    known: dict[tuple[str, str], Reference] = {}
    for reader in (_normalised, _two_blocks, _days, _large_waves):
        known.update(reader(path))
    return References(known)


Found = Iterator[tuple[tuple[str, str], Reference]]


def _own(path: Path) -> Iterator[tuple[str, Reference]]:
    for row in _rows(path):
        if "name" not in row or "value" not in row:
            raise LandbridgeError(
                "it has no columns name and value",
                subject=str(path),
                remedy="The first line is: name,value,optimal",
            )
        optimal = (row.get("optimal") or "").lower() in ("true", "yes", "1")
        yield row["name"], Reference(float(row["value"]), optimal)


def _normalised(folder: Path) -> Found:
    """The table that holds most of the sets in one form."""
    for row in _rows(folder / "processed" / "reference_values.csv"):
        if not row["reference_value"] or row["instance_set"] == "instance_set":
            continue
        value = Reference(float(row["reference_value"]), row["reference_is_opt"] == "True")
        yield (row["instance_set"], row["instance_name"]), value


def _two_blocks(folder: Path) -> Found:
    for group, file in (
        ("SPRP-two-block", "results_SPRP_two_block.csv"),
        ("SPRP-SS-two-block", "results_SPRP-SS_two_block.csv"),
    ):
        for row in _rows(folder / "sprp" / file):
            name = row["filename"].removesuffix(".txt")
            yield (group, name), Reference(float(row["objective"]), True)


def _days(folder: Path) -> Found:
    for row in _rows(folder / "transcribed" / "wahlen_2026_foodmart_table_b15.csv"):
        name = f"instances_d{row['delta']}_ord{row['orders_n']}_MAL"
        yield ("Foodmart", name), Reference(float(row["bks_value"]), row["status"] != "")


def _large_waves(folder: Path) -> Found:
    """The large waves: the better of two upper bounds, and the bound after cuts."""
    tables = folder / "raw" / "briant_et_al" / "reported_results"
    for path in sorted(tables.glob("large_*.csv")):
        for row in _rows(path):
            if not row["UBILS"]:
                continue
            best = min(float(row[title]) for title in ("UBILS", "UBCGH") if row[title])
            bound = float(row["LBRootAfterCuts"]) if row["LBRootAfterCuts"] else None
            name = f"instances_{int(float(row['InstanceId']))}_{int(float(row['Replication']))}"
            optimal = bound is not None and bound >= best - 0.5
            yield ("Kris", f"{name}_large"), Reference(best, optimal, bound)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    if not path.is_file():
        return
    with path.open(encoding="utf-8-sig", newline="") as lines:
        yield from csv.DictReader(lines)
