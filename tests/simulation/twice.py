"""A pytest plugin: every operation of the warehouse that a test uses is killed and repeated there.

    python -m pytest -p tests.simulation.twice landbridge/wms

Operations are found, not listed: whatever the facade offers that takes a key. Each call of a test
becomes four: killed right before its commit (nothing may have changed), killed right after it (the
answer is lost), asked again, asked once more (the same answer, nothing changed). What was tried is
written to the file named by LANDBRIDGE_TWICE.
"""

import inspect
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.facade.contracts import Wrong
from tests.simulation.deaths import Killed, Torn

COUNTED = ("form", "posting", "stock_move", "journal", "reservation", "settlement", "task", "pick",
           "carton", "carton_line", "shipment", "receipt", "receipt_line")  # fmt: skip
# Several transactions by design: what a death in the middle left undone, the repeat does.
MANY_STEPS = {"close_load"}
tried: Counter[str] = Counter()


def operations() -> list[str]:
    """Whatever takes a key is an operation that must be safe to kill and to repeat."""
    return [
        name
        for name in facade.__all__
        if {"key", "actor"} <= inspect.signature(getattr(facade, name)).parameters.keys()
    ]


def state(ground: Ground) -> list[int]:
    with ground.pg.reading() as conn:
        return [conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTED]


def killed_and_repeated(name: str, call: Callable[..., object]) -> Callable[..., object]:
    def run(ground: Ground, **values: object) -> object:
        own = threading.current_thread() is threading.main_thread()
        if not own or ground.pg.watcher is not None:
            return call(ground, **values)
        before = state(ground)
        die(ground, call, values, after=False)
        assert state(ground) == before, f"{name} was killed before its commit and left something"
        die(ground, call, values, after=True)
        done = state(ground)
        first = call(ground, **values)
        if name in MANY_STEPS:
            done = state(ground)
        assert call(ground, **values) == first, f"{name} gave two answers for one key"
        assert state(ground) == done, f"{name} did something again under the same key"
        tried[name] += 1
        return first

    return run


def die(
    ground: Ground, call: Callable[..., object], values: dict[str, object], *, after: bool
) -> None:
    ground.pg.watcher = Torn(after=after)
    try:
        call(ground, **values)
    except Killed:
        return
    except Wrong:
        raise
    finally:
        ground.pg.watcher = None


@pytest.fixture(autouse=True)
def _killed_and_repeated(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in operations():
        monkeypatch.setattr(facade, name, killed_and_repeated(name, getattr(facade, name)))
    yield
    if told := os.environ.get("LANDBRIDGE_TWICE"):
        Path(told).write_text("\n".join(sorted(tried)), encoding="utf-8")
