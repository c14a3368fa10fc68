"""Microseconds of CPU for each pure step of a document's way, for an order of eight lines.

    python -m tools.bench_maps [--json]

The best of many rounds counts: it says what the code costs, not how busy the machine is. The
yardstick is Python's own reader on the same bytes.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from landbridge.canon import check, dump_json, load_json
from landbridge.canon.outbound_order import OutboundOrder
from landbridge.codecs import Control, get_codec
from landbridge.connect.registry import connector_kind
from landbridge.connect.testing.samples import Sample, read_samples, trees
from landbridge.mapping import from_canon, load_map, to_canon
from tools.scaffold.maps import map_text

LINES = 8
ROUNDS, REPEATS = 60, 40
YARDSTICK = "yardstick: json.loads"
Step = Callable[[], object]


def best_us(steps: Mapping[str, Step]) -> dict[str, float]:
    """Microseconds of one call of each step: the best of ROUNDS averages over REPEATS calls.

    The steps take turns, so that a quiet moment of the machine is good for all of them.
    """
    best = dict.fromkeys(steps, float("inf"))
    for _ in range(ROUNDS):
        for name, step in steps.items():
            began = time.process_time()
            for _ in range(REPEATS):
                step()
            best[name] = min(best[name], (time.process_time() - began) / REPEATS)
    return {name: round(value * 1_000_000, 1) for name, value in best.items()}


def an_order() -> Sample:
    """The full order of the JSON connector, with eight lines."""
    kind = connector_kind("json_http")
    (sample,) = [s for s in read_samples(kind) if s.case == "outbound_order_full"]
    (tree,) = trees(kind, sample)
    lines = tree["lines"]
    assert isinstance(lines, list) and isinstance(lines[0], dict)
    tree["lines"] = [{**lines[0], "id": str(number)} for number in range(LINES)]
    return replace(sample, wire=get_codec("json").write(tree, control=Control()))


def measure() -> dict[str, float]:
    """Microseconds by step."""
    sample, kind, codec = an_order(), connector_kind("json_http"), get_codec("json")
    map_in = kind.load_map("outbound_order.yaml")
    map_out = load_map(map_text("outbound_order", "out"), name="outbound_order.yaml")
    (tree,) = trees(kind, sample)
    document = to_canon(tree, map=map_in, context=sample.context).value
    assert isinstance(document, OutboundOrder) and len(document.lines) == LINES
    content = dump_json(document)
    wire = from_canon(document, map=map_out, context=sample.context).value
    assert wire is not None
    return best_us(
        {
            YARDSTICK: lambda: json.loads(sample.wire),
            "codec json: split and read": lambda: [
                codec.read(part) for part in codec.split(sample.wire)
            ],
            "to_canon": lambda: to_canon(tree, map=map_in, context=sample.context),
            "canon check": lambda: check(document),
            "canon dump": lambda: dump_json(document),
            "canon load": lambda: load_json(content),
            "from_canon": lambda: from_canon(document, map=map_out, context=sample.context),
            "codec json: write": lambda: codec.write(wire, control=Control()),
        }
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.bench_maps", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    args = parser.parse_args()
    found = measure()
    if args.json:
        print(json.dumps({"unit": "us", "lines": LINES, "steps": found}))
        return 0
    for step, us in found.items():
        print(f"{step:28} {us:8.1f} us")
    together = sum(found.values()) - found[YARDSTICK]
    print(f"{'together':28} {together:8.1f} us")
    return 0


if __name__ == "__main__":
    sys.exit(main())
