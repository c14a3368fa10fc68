"""docs/exchanges.md says only what is true: every exchange is spoken, tested and shown."""

import ast

import pytest
from tidy import ROOT

from landbridge.canon.exchanges import EXCHANGES, TRANSFERS, count_exchanges
from landbridge.canon.registry import document_types
from landbridge.connect.registry import connector_kinds
from tools.exchange_page import EVIDENCE

ALL = (*EXCHANGES, TRANSFERS)
of_each = pytest.mark.parametrize("exchange", ALL, ids=lambda one: one.name)


def test_there_are_twelve_and_transfers_and_each_has_its_evidence() -> None:
    assert len(EXCHANGES) == 12
    assert [one.name for one in ALL] == list(EVIDENCE)
    assert list(count_exchanges({}, 0)) == list(EVIDENCE)


@of_each
def test_its_documents_are_told_by_one_side_and_taken_by_the_other(exchange) -> None:
    speaks = {
        (name, entry.document, entry.direction)
        for name, kind in connector_kinds().items()
        for entry in kind.manifest.speaks
    }
    for kind in exchange.kinds:
        assert kind in document_types()
        floor_tells = document_types()[kind].told_by == "floor"
        assert ("landbridge_wms", kind, "in" if floor_tells else "out") in speaks
        other = "out" if floor_tells else "in"
        assert ("json_http", kind, other) in speaks
        assert ("tryton", kind, other) in speaks or kind == "asn"


@of_each
def test_its_tests_and_screens_are_there(exchange) -> None:
    evidence = EVIDENCE[exchange.name]
    assert evidence.tests and evidence.screens
    for test in evidence.tests:
        path, _, function = test.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        assert function in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for screen in evidence.screens:
        folder = ROOT / "landbridge" / "console" / screen
        assert (folder / "screen.py").exists() or (folder / "flow.py").exists()
