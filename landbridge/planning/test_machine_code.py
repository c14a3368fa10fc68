"""What a change makes the planners compile anew, and what it leaves alone."""

from pathlib import Path

import pytest

from landbridge.planning import machine_code

SOURCES = {
    "base.py": "LIMIT = 1",
    "walks/__init__.py": "",
    "walks/kernels.py": "from landbridge.planning.base import LIMIT",
    "walks/warming.py": "def warm():\n    from landbridge.planning.walks import kernels",
    "boxes/__init__.py": "",
    "boxes/kernels.py": "import math",
    "boxes/warming.py": "import landbridge.planning.boxes.kernels",
}


def fingerprints(room: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr(machine_code, "_HERE", room)
    for kept in (machine_code._source, machine_code._imports, machine_code.fingerprint):
        kept.cache_clear()
    try:
        return {
            f"{planner}.{module}": machine_code.fingerprint(
                f"landbridge.planning.{planner}.{module}"
            )
            for planner in ("walks", "boxes")
            for module in ("kernels", "warming")
        }
    finally:
        monkeypatch.undo()
        for kept in (machine_code._source, machine_code._imports, machine_code.fingerprint):
            kept.cache_clear()


@pytest.mark.parametrize(
    ("file", "touched"),
    [
        ("base.py", {"walks.kernels", "walks.warming"}),
        ("walks/kernels.py", {"walks.kernels", "walks.warming"}),
        ("walks/warming.py", {"walks.warming"}),
        ("boxes/kernels.py", {"boxes.kernels", "boxes.warming"}),
    ],
)
def test_only_what_reaches_a_changed_file_is_compiled_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, touched: set[str]
) -> None:
    for name, text in SOURCES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    before = fingerprints(tmp_path, monkeypatch)
    (tmp_path / file).write_text(SOURCES[file] + "\nMORE = 2\n")
    after = fingerprints(tmp_path, monkeypatch)
    assert {name for name in before if before[name] != after[name]} == touched


def test_planners_with_kernels_are_found_by_their_warming() -> None:
    assert {"cartons", "clusters", "tours", "waves"} <= set(machine_code.planners())
