"""FAKE, for tests only: a proxy that stands before a partner and makes HTTP go wrong on purpose.

It listens on 127.0.0.1, forwards to a real or fake server and, for the requests a test chooses,
plays one fault of the menu. Everything is bounded: a hanging request ends with the proxy.
"""

import http.client
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

HANG_S_MAX = 30.0
BODY_BYTES_MAX = 16 * 1024 * 1024
Chooser = Callable[[str, str, bytes], bool]  # (method, path, body) -> is it this request


class FaultKind(StrEnum):
    """What goes wrong. `effect` in a name: the partner did its work first."""

    DROP = "drop"  # closed before anything was forwarded
    HANG = "hang"  # never answered
    STATUS = "status"  # answered here, nothing forwarded
    STATUS_AFTER_EFFECT = "status_after_effect"
    LOSE_ANSWER_AFTER_EFFECT = "lose_answer_after_effect"
    HALF_ANSWER_AFTER_EFFECT = "half_answer_after_effect"
    GARBAGE_AFTER_EFFECT = "garbage_after_effect"  # 200 with a page that is no answer
    TWICE = "twice"  # forwarded two times, as a network may do


@dataclass(frozen=True, slots=True)
class Fault:
    """status, headers, body: what is answered for the `status` kinds."""

    kind: FaultKind
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b"made to fail"


class FaultyProxy:
    """Forwards to `upstream` (`http://127.0.0.1:port`); use as a context manager."""

    def __init__(self, upstream: str) -> None:
        parts = urlsplit(upstream)
        assert parts.hostname and parts.port, upstream
        self.upstream = (parts.hostname, parts.port)
        self.played: list[Fault] = []
        self._faults: deque[Fault] = deque()
        self._chooser: Chooser = _every
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._server = self._listen(0)
        self.port: int = self._server.server_address[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def plan(self, *faults: Fault, only: Chooser | None = None) -> None:
        """Play these faults, one for each coming request that `only` chooses."""
        with self._lock:
            self._faults = deque(faults)
            self._chooser = only or _every

    def go_down(self) -> None:
        """Refuse connections from now on."""
        self._stop_server()

    def come_up(self) -> None:
        """Listen again at the same address."""
        self._server = self._listen(self.port)

    def next_fault(self, method: str, path: str, body: bytes) -> Fault | None:
        with self._lock:
            if not self._faults or not self._chooser(method, path, body):
                return None
            fault = self._faults.popleft()
            self.played.append(fault)
            return fault

    def hang(self) -> None:
        self._stopping.wait(HANG_S_MAX)

    def __enter__(self) -> "FaultyProxy":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stopping.set()
        self._stop_server()

    def _listen(self, port: int) -> ThreadingHTTPServer:
        proxy = self

        class Handler(_Handler):
            owner = proxy

        ThreadingHTTPServer.allow_reuse_address = True
        server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        return server

    def _stop_server(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _every(_method: str, _path: str, _body: bytes) -> bool:
    return True


class _Handler(BaseHTTPRequestHandler):
    """Forwards one request, playing the fault that is due."""

    owner: FaultyProxy
    protocol_version = "HTTP/1.1"
    timeout = HANG_S_MAX

    def handle_one(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), BODY_BYTES_MAX))
        self.close_connection = True
        fault = self.owner.next_fault(self.command, self.path, body)
        kind = fault.kind if fault else None
        if fault is None or kind is FaultKind.TWICE:
            if kind is FaultKind.TWICE:
                self._forward(body)
            self._answer(*self._forward(body))
        elif kind is FaultKind.HANG:
            self.owner.hang()
        elif kind is FaultKind.STATUS:
            self._answer(fault.status, fault.headers, fault.body)
        elif kind is not FaultKind.DROP:
            self._spoil(fault, *self._forward(body))

    def _spoil(self, fault: Fault, status: int, headers: Mapping[str, str], answer: bytes) -> None:
        if fault.kind is FaultKind.STATUS_AFTER_EFFECT:
            self._answer(fault.status, fault.headers, fault.body)
        elif fault.kind is FaultKind.GARBAGE_AFTER_EFFECT:
            page = b"<html><body>Please log in to the wireless network</body></html>"
            self._answer(200, {"Content-Type": "text/html"}, page)
        elif fault.kind is FaultKind.HALF_ANSWER_AFTER_EFFECT:
            self._answer(status, headers, answer[: len(answer) // 2], missing=len(answer) or 7)

    def _forward(self, body: bytes) -> tuple[int, Mapping[str, str], bytes]:
        link = http.client.HTTPConnection(*self.owner.upstream, timeout=HANG_S_MAX)
        try:
            kept = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in ("connection", "content-length")
            }
            link.request(self.command, self.path, body=body or None, headers=kept)
            response = link.getresponse()
            return response.status, dict(response.getheaders()), response.read(BODY_BYTES_MAX)
        finally:
            link.close()

    def _answer(
        self, status: int, headers: Mapping[str, str], body: bytes, *, missing: int = 0
    ) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + missing))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_one

    def log_message(self, format: str, *args: object) -> None:
        """Silent: a test speaks by its assertions."""
