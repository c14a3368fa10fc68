"""Django made ready in a command, so that people and tokens can be made without a web server."""

from collections.abc import Iterator
from contextlib import contextmanager

from landbridge.console.grounds import Grounds, install
from landbridge.main.installation import opened_installation


@contextmanager
def opened_console() -> Iterator[Grounds]:
    """The installation with the console's own tables at hand."""
    with opened_installation() as grounds:
        import django
        from django.db import connections

        install(grounds)
        django.setup(set_prefix=False)
        try:
            yield grounds
        finally:
            connections.close_all()
