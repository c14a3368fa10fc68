"""FAKE, for tests only: a small JSON server on 127.0.0.1 for the stands of connectors."""

import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, unquote, urlsplit

BODY_BYTES_MAX = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class FakeRequest:
    """path: decoded, without query.  headers: names in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, object] | None:
        """The body as an object, else None."""
        try:
            told = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return told if isinstance(told, dict) else None


@dataclass(frozen=True, slots=True)
class FakeAnswer:
    status: int
    told: Mapping[str, object]
    headers: Mapping[str, str] = field(default_factory=dict)


class FakeServer:
    """Answers each request with `answer(request)`, one at a time."""

    def __init__(self, answer: Callable[[FakeRequest], FakeAnswer]) -> None:
        lock = threading.Lock()

        def locked(request: FakeRequest) -> FakeAnswer:
            with lock:
                return answer(request)

        class Handler(_Handler):
            answer_to = staticmethod(locked)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    answer_to: Callable[[FakeRequest], FakeAnswer]
    protocol_version = "HTTP/1.1"
    timeout = 30

    def handle_one(self) -> None:
        size = min(int(self.headers.get("Content-Length") or 0), BODY_BYTES_MAX)
        parts = urlsplit(self.path)
        answer = self.answer_to(
            FakeRequest(
                method=self.command,
                path=unquote(parts.path),
                query=dict(parse_qsl(parts.query)),
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(size),
            )
        )
        body = json.dumps(answer.told).encode()
        self.send_response_only(answer.status)
        for name, value in {"Content-Type": "application/json", **answer.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a test speaks by its assertions."""
