"""`landbridge sim --flow`: an operator's connector and maps under the whole menu of faults."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from landbridge.connect.registry import connector_kind
from landbridge.main.sim.flow import FlowError, read_flow
from landbridge.main.sim.homes import Home
from landbridge.main.sim.life import live

ROOT = Path(__file__).parents[2]
OWN_LINES = """
fields:
  lines:
    each: lines
    fields:
      quantity: {measure: {amount: quantity, unit: {const: C62}}}
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "flow.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_connector_by_its_name_lives_a_life(tmp_path: Path, fresh: Callable[[], Home]) -> None:
    flow = read_flow(written(tmp_path, "connector: json_http\n"))
    assert flow.habits.kinds == ("outbound_order", "inbound_order", "return_order", "transfer")
    assert flow.sees == (True, True, True) and flow.notes == ()
    verdict = live(fresh(), 4, flow=flow)
    assert verdict.found == () and verdict.documents > 5, verdict


def test_what_a_map_cannot_say_is_left_out_and_told(tmp_path: Path) -> None:
    (tmp_path / "over.yaml").write_text(OWN_LINES, encoding="utf-8")
    flow = read_flow(
        written(tmp_path, "connector: json_http\noverlays: {outbound_order.yaml: over.yaml}\n")
    )
    assert "RICE" not in flow.habits.items and not flow.habits.cases
    assert any(text.startswith("RICE is not traded: outbound_order.yaml") for text in flow.notes)


def test_tryton_is_played_as_far_as_its_maps_can_be_turned_round(tmp_path: Path) -> None:
    flow = read_flow(written(tmp_path, "connector: tryton\nremembers_keys: false\n"))
    assert "inbound_order" in flow.habits.kinds and not flow.keyed
    assert any("without site" in text for text in flow.notes), flow.notes


def own_connector(tmp_path: Path) -> Path:
    """A folder of the operator's own, made of a copy."""
    home = Path(str(connector_kind("json_http").folder()))
    folder = tmp_path / "acme_web"
    shutil.copytree(home, folder, ignore=shutil.ignore_patterns("__pycache__", "test_*"))
    manifest = folder / "manifest.toml"
    manifest.write_text(manifest.read_text().replace('"json_http"', '"acme_web"'))
    return folder


def test_the_command_takes_a_folder_and_tells_a_map_that_spoils_numbers(tmp_path: Path) -> None:
    folder = own_connector(tmp_path)
    file = written(tmp_path, "folder: acme_web\n")
    command = [sys.executable, "-m", "landbridge.main", "sim", "--flow", str(file), "--seeds", "1",
               "--jobs", "1", "--steps", "40", "--json"]  # fmt: skip
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["seeds"] == 1
    map = folder / "maps" / "outbound_order.yaml"
    map.write_text(
        map.read_text().replace("  number: number\n", "  number: {path: number, case: lower}\n", 1)
    )
    flow = read_flow(file)
    assert "outbound_order" not in flow.habits.kinds
    assert any("makes number 't77' where 'T77' was meant" in text for text in flow.notes)


BAD = {
    "connector: nobody\n": "no connector named 'nobody'",
    "connector: landbridge_wms\n": "has no maps",
    "connector: json_http\nspeed: 9\n": "'speed' is not one of",
    "folder: nowhere\n": "it has no manifest.toml",
    "connector: json_http\nfolder: x\n": "one of the two",
    "- a\n- b\n": "is not a mapping",
    "connector: [\n": "is not YAML",
    "connector: json_http\noverlays: {none.yaml: x.yaml}\n": "has no map 'none.yaml'",
    "connector: json_http\noverlays: {item.yaml: x.yaml}\n": "x.yaml cannot be read",
    "connector: json_http\noverlays: {item.yaml: flow.yaml}\n": "flow.yaml",
    "connector: json_http\nconstants: 3\n": "constants is a mapping",
}


@pytest.mark.parametrize("text", list(BAD))
def test_a_bad_file_is_told_in_words(text: str, tmp_path: Path) -> None:
    with pytest.raises(FlowError) as told:
        read_flow(written(tmp_path, text))
    assert BAD[text] in str(told.value), told.value
    assert "docs/howto/torture-a-flow.md" in str(told.value)


def test_the_command_tells_a_bad_file_without_a_trace(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "landbridge.main", "sim", "--flow", str(tmp_path / "none.yaml")],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode != 0 and "cannot be read" in done.stderr, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
