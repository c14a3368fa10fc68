"""Tests here stand on a world in which a morning has been played."""

import django

django.setup()

from tests.surfaces.seeded import *  # noqa: E402, F403
