"""One worker process of the benchmark: `python -m landbridge.main.bench.hub_worker DSN`.

Works until its standard input ends.
"""

import sys
import threading

from landbridge.hub.worker import HubWorker, WorkerOptions
from landbridge.kit.clock import SystemClock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.ground import Ground
from landbridge.kit.pg.database import Database
from landbridge.main.bench.shores import kinds

BENCH_KEY = "the key of a benchmark keeps no secrets"


def ground_of(dsn: str) -> Ground:
    pg = Database(dsn, role="landbridge_hub", schema="hub", size_max=16)
    return Ground(pg, SystemClock(), SecretBox(BENCH_KEY))


def main() -> int:
    ground = ground_of(sys.argv[1])
    worker = HubWorker(ground, kinds=kinds(), options=WorkerOptions())
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    print("ready", flush=True)
    sys.stdin.read()
    stop.set()
    thread.join()
    worker.close()
    ground.pg.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
