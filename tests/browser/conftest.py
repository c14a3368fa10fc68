"""A real browser before a real web server, on a world in which a morning has been played."""

import django

django.setup()

from tests.browser.driving import *  # noqa: E402, F403
from tests.surfaces.seeded import *  # noqa: E402, F403
