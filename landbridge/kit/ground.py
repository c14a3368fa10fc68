"""The ground an operation stands on: its only way to database, time, secrets and chance.

Every operation of `hub` and `wms` takes a `Ground` first. A simulated world hands in its own.
"""

import random
from dataclasses import dataclass, field

from landbridge.kit.clock import Clock
from landbridge.kit.crypto import SecretBox
from landbridge.kit.pg.database import Database


@dataclass(frozen=True, slots=True)
class Ground:
    """pg: database handle bound to one room's role and schema.  chance: jitter, ids, tie-breaks."""

    pg: Database
    clock: Clock
    secrets: SecretBox
    chance: random.Random = field(default_factory=random.SystemRandom)
