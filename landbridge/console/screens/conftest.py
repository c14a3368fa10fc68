"""Tests of screens stand on a world in which a morning has been played."""

from tests.surfaces.seeded import *  # noqa: F403
