"""The web server: gunicorn with threads around `landbridge.main.wsgi`."""

from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from landbridge.kit.settings import Settings
from landbridge.main.exits import Exit

GRACE_S = 10


class _RootLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's log through this process's own handler, in its form."""

    def setup(self, cfg: Any) -> None:
        for logger in (self.error_log, self.access_log):
            logger.handlers.clear()
            logger.propagate = True
        self.access_log.propagate = False


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn without its own command line and configuration file."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        # In the worker process: connections must not be shared across a fork.
        from landbridge.main.wsgi import application

        return application


def _watch_signals(worker: Any) -> None:
    """Streams end when the server is told to, else it would wait for them."""
    from landbridge.console.closing import watch_signals

    watch_signals()


def serve(settings: Settings, *, host: str, port: int, processes: int) -> int:
    """Serve until SIGTERM or SIGINT; running requests get `GRACE_S` seconds to end."""
    _Server(
        {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": processes,
            "worker_class": "gthread",
            "threads": settings.web_threads,
            "graceful_timeout": GRACE_S,
            "timeout": 60,
            "keepalive": 15,
            "proc_name": "landbridge-web",
            "control_socket_disable": True,
            "logger_class": _RootLogger,
            "post_worker_init": _watch_signals,
        }
    ).run()
    return Exit.DONE
