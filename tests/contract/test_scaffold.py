"""The scaffold's work passes the suite at once; spoilt on purpose, each fault is caught by it.

The scaffolded connectors lie in a package of their own and are found by its entry points, as
those of a third party are.
"""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tools.scaffold.__main__ import main

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "scaffolded_for_test"
TIMEOUT_S = 300

# name -> (what is written there, what it is spoilt to)
MUTANTS = {
    "exclusive_cursor": (
        '{"from": cursor or "0"', '{"from": str(int(cursor) + 1) if cursor else "0"'
    ),
    "changing_key": ("order['id']}/{order['version']}", "id(order)}"),
    "one_key_for_all": ("order/{order['id']}/{order['version']}", "order"),
    "timeout_as_nothing_happened": (
        "if not isinstance(result, Answer):\n            return result",
        'if not isinstance(result, Answer):\n            return Unavailable("later")',
    ),
    "no_idempotency": ("quote(parcel.idempotency_key)}\n", "str(id(headers_of := []))}\n"),
    "find_says_absent": ('if told.get("known") is False:', "if told:"),
    "any_page_is_delivered": (
        'return Unknown(f"answered {result.status}, but not as agreed")',
        'return Delivered(target_number="S-1")',
    ),
    "cursor_of_others_taken": ('not (cursor or "0").isdecimal()', "False"),
    "stops_at_the_first_refusal": (
        "            results.append(result)\n",
        "            results.append(result)\n"
        "            if not isinstance(result, Delivered | Unavailable | Unknown):\n"
        "                break\n",
    ),
    "token_in_its_repr": (
        "    def close(self)",
        "    def __repr__(self) -> str:\n"
        "        return self._config.token.reveal()\n\n"
        "    def close(self)",
    ),
    "forgets_the_login": ("needs_login=fault.needs_login", "needs_login=False"),
    "retry_after_ignored": ("            return result\n        told", (
        "            if isinstance(result, Unavailable):\n"
        "                return Unavailable(result.why, needs_login=result.needs_login)\n"
        "            return result\n        told"
    )),
    "counts_in_whole_pieces": ('Decimal(row["quantity"])', 'Decimal(int(float(row["quantity"])))'),
}  # fmt: skip


def home(folder: Path, names: list[str]) -> Path:
    """A package of scaffolded connectors with the entry points that make them found."""
    package = folder / PACKAGE
    package.mkdir()
    (package / "__init__.py").touch()
    for name in names:
        assert main(["connector", name, "--into", str(package), "--package", PACKAGE]) == 0
    info = folder / f"{PACKAGE}-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {PACKAGE}\nVersion: 1\n")
    points = "\n".join(f"{name} = {PACKAGE}.{name}" for name in names)
    (info / "entry_points.txt").write_text(f"[landbridge.connectors]\n{points}\n")
    return package


def run_suite(folder: Path, select: str, *files: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-rf", "--tb=no", "-k", select, *files],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def test_a_scaffolded_connector_passes_the_suite_at_once(tmp_path: Path) -> None:
    package = home(tmp_path, ["brave_new_erp"])
    for document, direction in (("item", "in"), ("receipt_confirmation", "out")):
        assert main(["map", "brave_new_erp", document, direction, "--into", str(package)]) == 0
    done = run_suite(tmp_path, "brave_new_erp", "tests/contract")
    assert done.returncode == 0, done.stdout
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed and int(passed[1]) >= 45, done.stdout


def test_each_fault_a_connector_may_have_is_caught(tmp_path: Path) -> None:
    package = home(tmp_path, [f"mutant_{name}" for name in MUTANTS])
    for name, (right, wrong) in MUTANTS.items():
        file = package / f"mutant_{name}" / "connector.py"
        text = file.read_text(encoding="utf-8")
        assert right in text, f"{name}: the template has changed"
        file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    done = run_suite(tmp_path, "mutant_ and not timeout]", "tests/contract/test_behaviour.py")
    killed: dict[str, list[str]] = defaultdict(list)
    for test, mutant in re.findall(r"FAILED \S+::(\w+)\[mutant_(\w+)", done.stdout):
        killed[mutant].append(test)
    assert set(MUTANTS) - set(killed) == set(), done.stdout


def test_nothing_is_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = home(tmp_path, ["brave_new_erp"])
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    again = ["connector", "brave_new_erp", "--into", str(package), "--package", PACKAGE]
    assert main(again) == 2
    assert "is there already" in capsys.readouterr().err
    shipment = ["map", "brave_new_erp", "shipment_confirmation", "out", "--into", str(package)]
    assert main(shipment) == 2
    assert "speaks shipment_confirmation out already" in capsys.readouterr().err
    assert main(["connector", "Brave-New", "--into", str(package)]) == 2
    assert "snake_case" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in package.rglob("*") if path.is_file()} == before


def test_a_scaffolded_document_type_is_fit(tmp_path: Path) -> None:
    """Written beside the others in a copy of the room: found, and its sample is as demanded."""
    from tools.scaffold.document import write_document

    copy = tmp_path / "landbridge" / "canon"
    written = write_document("pallet_return", into=copy)
    assert [path.name for path in written] == ["pallet_return.py", "full.json"]
    check = (
        "import sys, pathlib, landbridge.canon\n"
        f"landbridge.canon.__path__.append({str(copy)!r})\n"
        "from landbridge.canon import check, document_types, dump_json, load_json\n"
        f"content = pathlib.Path({str(written[1])!r}).read_bytes()\n"
        "document = load_json(content)\n"
        "assert document.kind in document_types() and not check(document)\n"
        "assert load_json(dump_json(document)) == document\n"
        "print(type(document).__name__)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.stdout.strip() == "PalletReturn", done.stderr
