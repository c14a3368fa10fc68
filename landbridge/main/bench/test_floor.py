"""The floor's benchmark measures what it says, in a warehouse with sound books."""

import json
from dataclasses import asdict

from landbridge.kit.ground import Ground
from landbridge.main.bench import floor
from landbridge.main.output import json_line
from landbridge.wms.ledger.queries import check_books
from landbridge.wms.yardstick.filling import Size


def test_a_small_run_works_through_all_and_keeps_the_books(wms_ground: Ground, capsys):
    size = Size(bins=500, items=40, rounds=2)
    told: dict[str, object] = {}
    figures = floor.run(
        wms_ground, size, scale=0.002, pause_s=0.01, past="tenth",
        tell=lambda past, some: told.update({f"{past} {name}": one for name, one in some.items()}),
    )  # fmt: skip
    # Each figure is told when it is known, not only at the end.
    assert told == {f"tenth {name}": one for name, one in asdict(figures).items()}
    assert figures.history_moves == size.moves == 4_000
    assert figures.allocated_lines == 200 and figures.allocate_by_two_per_s > 0
    assert figures.wave_picks >= 10 and figures.wave_metres_saved_percent is not None
    assert figures.scans > 10 and figures.scan_p99_ms >= figures.scan_p50_ms > 0
    assert figures.moves == 100 and figures.copy_moves_per_s > 0
    assert check_books(wms_ground) == ()
    result = floor.FloorResult(
        bins=size.bins, items=size.items, stock_rows=size.stock, pickers=floor.PICKERS,
        whole=figures, tenth=figures,
        growth=dict.fromkeys(
            ("allocate", "allocate_by_two", "release", "release_on_floor", "post", "scan_p50",
             "scan_p99"), 1.0
        ),
    )  # fmt: skip
    floor.show(result)
    assert "release a wave" in capsys.readouterr().out
    assert json.loads(json_line(result))["whole"]["moves"] == 100
