"""Django is set up before the surfaces' tests are imported; each test brings its own database."""

import django

django.setup()
