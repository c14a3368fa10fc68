"""The bridge page's moving part as server-sent events, bounded in time and in number.

Each open stream holds a thread of the web server. When too many are open the answer is 204, which
tells the browser not to come back; the page then asks again every few seconds instead.
"""

import json
import threading
from collections.abc import Generator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from landbridge.console.closing import closing
from landbridge.console.grounds import grounds
from landbridge.console.lanes import read_bridge
from landbridge.console.screen import Screen, Shown
from landbridge.hub import facade as hub

STREAM_S = 300.0
LOOK_EVERY_S = 1.0
SPEAK_EVERY_S = 15.0
STREAMS_MAX = 6

_open_streams = threading.BoundedSemaphore(STREAMS_MAX)


def view(request: HttpRequest) -> Shown:
    if not _open_streams.acquire(blocking=False):
        return HttpResponse(status=204)
    stream = Stream(timezone.get_current_timezone_name(), translation.get_language() or "en")
    response = StreamingHttpResponse(stream, content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return response


class Stream:
    """Sends the part when it looks different, and a comment now and then to notice who left."""

    def __init__(self, zone: str, language: str) -> None:
        self._zone = zone
        self._language = language
        self._events = self._run()
        self._is_open = True

    def __iter__(self) -> Generator[str, None, None]:
        return self._events

    def close(self) -> None:
        """Called by the web server at the end, also when the browser has left."""
        self._events.close()
        if self._is_open:
            self._is_open = False
            _open_streams.release()

    def _run(self) -> Generator[str, None, None]:
        clock = grounds().hub.clock
        start = spoken = clock.monotonic()
        token = ""
        yield "retry: 2000\n\n"
        while clock.monotonic() - start < STREAM_S and not closing.is_set():
            seen = hub.bridge_token(grounds().hub)
            now = clock.monotonic()
            if seen != token or now - spoken > SPEAK_EVERY_S:
                token, spoken = seen, now
                yield self._event()
            closing.wait(LOOK_EVERY_S)

    def _event(self) -> str:
        """The whole part once more; ages grow even when nothing else changes."""
        with timezone.override(self._zone), translation.override(self._language):
            html = render_to_string(
                "screens/bridge/overview/bridge.html", {"bridge": read_bridge()}
            )
        return f"event: part\ndata: {json.dumps(html)}\n\n"


screen = Screen(
    path="bridge/live/", name="bridge-live", title=_("Live"), view=view, permission="see_bridge"
)
