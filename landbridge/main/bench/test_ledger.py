"""The ledger's benchmark measures what it says, and leaves sound books."""

import json

import pytest

from landbridge.kit.ground import Ground
from landbridge.main.bench import ledger
from landbridge.main.output import json_line
from landbridge.wms.ledger import queries


def test_a_small_run_measures_every_stage_beside_copy(wms_ground: Ground, capsys):
    result = ledger.run(wms_ground, moves_per_posting=40, postings=2)
    assert [stage.name for stage in result.stages] == ["receive", "put away", "pick", "ship"]
    assert {stage.moves for stage in (*result.stages, result.new_keys)} == {80}
    assert result.bulk.moves == 320
    assert result.moves_per_s == result.bulk.moves_per_s > 0
    assert result.share_of_copy == pytest.approx(result.moves_per_s / result.copy_per_s)
    assert result.single_p99_ms >= result.single_p50_ms > 0
    assert queries.check_books(wms_ground) == ()
    ledger.show(result)
    assert "day in bulk" in capsys.readouterr().out
    assert json.loads(json_line(result))["moves_per_s"] == result.moves_per_s
