"""`landbridge bench plan` runs a folder of instances and prints what was asked for."""

import json
import tarfile
from pathlib import Path

import pytest

from landbridge.kit.findings import LandbridgeError
from landbridge.main.bench.plan.drawn_orders import wave_instance
from landbridge.main.bench.plan.outcome import Effort, Measured, Solved, measured, totals
from landbridge.main.bench.plan.references import Reference
from landbridge.main.bench.plan.solve_waves import wave_of
from landbridge.main.bench.plan.solvers import solver_of
from landbridge.main.bench.plan.test_readers import DUE, KEYED
from landbridge.main.cli import main

ORDERS = KEYED.format(depot="bottom")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "1l-2-5-0.txt").write_text(ORDERS)
    (tmp_path / "own.csv").write_text("name,value,optimal\n1l-2-5-0_cb,27.8,yes\n")
    return tmp_path


def plan(*arguments: str) -> int:
    return main(["bench", "plan", "--limit", "3600", "--steps", "2000", *arguments])


def test_each_instance_is_a_line_and_the_last_one_has_the_totals(folder: Path, capsys):
    own = str(folder / "own.csv")
    arguments = ["--set", "henn-waescher", "--folder", str(folder), "--references", own]
    assert plan(*arguments, "--peers", "--json") == 0
    one, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    # Both orders together take 8 of 5, so there are two trips.
    assert (one["instance"], one["violations"], one["optimal"]) == ("1l-2-5-0_cb", [], True)
    assert one["value"] == one["bound"] == one["peers"]["first-come"]
    assert last["set"] == "henn-waescher"
    assert (last["instances"], last["optimal"], last["violations"]) == (1, 1, 0)
    assert last["mean_gap_percent"] == last["max_gap_percent"] == one["gap_percent"]
    assert last["seconds"] == one["seconds"] > 0


def test_people_read_a_table_and_broken_files_do_not_stop_it(folder: Path, capsys):
    (folder / "1l-2-5-1.txt").write_text("NAME : x\n")
    assert plan("--set", "henn-waescher", "--folder", str(folder)) == 1
    out = capsys.readouterr().out
    assert "1l-2-5-0_cb" in out
    assert "1l-2-5-1: no orders in it" in out
    assert "2 instances, 1 not readable, 1 optimal" in out


def test_a_broken_box_file_is_told_and_the_others_are_packed(tmp_path: Path, capsys):
    titles = "ID,X,Y,Z,ROTATION_XYZ,COPIES\n"
    for name, boxes, container in (
        ("A", "0,10,10,10,1,1\n", "0,10,10,10\n"),
        ("B", "0,ten,10,10,1,1\n", "0,10,10,10\n"),
        ("C", "0,10,10,10,1,1\n", ""),
        ("D", "0,5,10,10,1,2\n", "0,10,10,10\n"),
    ):
        (tmp_path / f"{name}_items.csv").write_text(titles + boxes)
        (tmp_path / f"{name}_bins.csv").write_text("ID,X,Y,Z\n" + container)
    assert plan("--set", "box-packing", "--folder", str(tmp_path), "--json") == 1
    *rows, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert [row["value"] for row in rows] == [100, None, None, 100]
    assert "an edge or a count is no whole number" in rows[1]["trouble"]
    assert "there is no container in C_bins.csv" in rows[2]["trouble"]
    assert (last["instances"], last["unreadable"], last["optimal"]) == (4, 2, 2)


@pytest.mark.parametrize(
    ("name", "only"),
    [
        ("tours-drawn", "blocks-3-*-7"),
        ("free-form", "blocks-2-stops-20-1"),
        ("cartons-drawn", "parcel-1"),
    ],
)
def test_drawn_sets_are_the_same_each_time(name: str, only: str, capsys):
    seen = []
    for _ in range(2):
        assert plan("--set", name, "--only", only, "--json") == 0
        one, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
        assert (one["violations"], last["instances"], last["violations"]) == ([], 1, 0)
        assert last["seconds_p99"] == one["seconds"] > 0
        seen.append((one["value"], one["reference"], one["bound"]))
    assert seen[0] == seen[1]
    assert plan("--set", name, "--folder", "anywhere") == 3
    assert "this set is drawn" in capsys.readouterr().err


def test_a_drawn_wave_has_pickers_that_come_free_later():
    wave = wave_of(wave_instance(seed=3, orders=12, pickers=2))
    assert wave == wave_of(wave_instance(seed=3, orders=12, pickers=2))
    assert all(0 < picker.ready_s <= 300 for picker in wave.pickers)
    solved = solver_of("waves").solve(
        wave_instance(seed=3, orders=12, pickers=2),
        Effort(limit_s=600, seed=1, steps=500, peers=True),
    )()
    assert solved.violations == ()
    assert solved.value <= solved.peers["at once"]


def test_waves_are_measured_too(tmp_path: Path, capsys):
    (tmp_path / "instances_1_1.txt").write_text(DUE)
    assert plan("--set", "kris-small", "--folder", str(tmp_path), "--json") == 0
    one, last = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    # One trip: setup, three picked units, 57.09 from the depot past both stops at 3 a unit.
    assert one["instance"] == "instances_1_1_small"
    assert one["value"] == pytest.approx(5400 + 900 + 3 * 57.09)
    assert last["violations"] == 0


def test_a_planner_that_is_not_there_is_told():
    with pytest.raises(LandbridgeError, match="the planner of dreams is not there yet"):
        solver_of("dreams")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ([], "name the set to measure"),
        (["--set", "none"], "there is no set none"),
        (["--set", "foodmart", "--only", "nothing"], "no instance fits"),
    ],
)
def test_what_cannot_be_measured_is_said(folder: Path, capsys, arguments: list[str], text: str):
    assert plan(*arguments, "--folder", str(folder)) == 3
    assert text in capsys.readouterr().err


@pytest.mark.parametrize("name", ["broken.tar.xz", "cut.tar.gz"])
def test_a_damaged_archive_is_said(folder: Path, capsys, name: str):
    whole = folder / "whole.tar.gz"
    with tarfile.open(whole, "w:gz") as archive:
        archive.add(folder / "1l-2-5-0.txt", "1l-2-5-0.txt")
    cut = whole.read_bytes()[:-40]
    (folder / name).write_bytes(b"no archive" if name.startswith("broken") else cut)
    assert plan("--set", "henn-waescher", "--folder", str(folder / name)) == 3
    said = capsys.readouterr().err
    assert name in said
    assert "the archive cannot be read" in said


def test_gaps_are_against_published_values_and_optimal_is_what_is_proven():
    reference = Reference(100.0, optimal=False)
    better = measured("a", Solved(value=99.0, bound=98.0), 1.0, reference)
    assert (better.gap_percent, better.optimal) == (-1.0, False)
    proven = measured("b", Solved(value=99.0, bound=99.0), 1.0, reference)
    assert (proven.bound_gap_percent, proven.optimal) == (0.0, True)
    filled = Solved(value=90.0, larger_is_better=True, bound=95.0)
    packed = measured("c", filled, 1.0, Reference(100.0, optimal=True))
    assert (packed.gap_percent, packed.optimal) == (10.0, False)
    broken = Measured(instance="d", value=None, trouble="broken")
    found = totals("x", [better, proven, packed, broken], limit_s=1.0)
    assert (found.instances, found.referenced, found.optimal, found.unreadable) == (4, 3, 1, 1)
    assert found.mean_gap_percent == pytest.approx(8 / 3)
    assert found.max_gap_percent == 10.0
