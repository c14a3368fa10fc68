"""What a device needs to go on without network: a script for its pages, and an empty page.

Neither says anything of a worker or of the warehouse, so nobody has to be signed in for them.
"""

import hashlib
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

FILES = ("handheld.css", "handheld.js", "handheld-queue.js", "handheld-camera.js",
         "handheld-offline.js")  # fmt: skip
_STATIC = Path(__file__).parent.parent / "static" / "console"
_PAGES = (Path(__file__).parent / "empty.html", Path(__file__).parent / "frame.html")


@cache
def version() -> str:
    """Tells what a device has kept of an older installation apart from what it needs now."""
    content = hashlib.sha256()
    for path in (*(_STATIC / name for name in FILES), *_PAGES):
        content.update(path.read_bytes())
    return content.hexdigest()[:12]


def words(request: HttpRequest) -> dict[str, object]:
    """Context processor: every page of the handheld names the script it goes on with."""
    return {"offline_version": version()} if request.path.startswith("/floor/") else {}


@require_safe
def script(request: HttpRequest) -> HttpResponse:
    """It stands below /floor/, so that a browser lets it serve those pages and no others."""
    answer = HttpResponse(
        (_STATIC / "handheld-offline.js").read_bytes(), content_type="text/javascript"
    )
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_safe
def empty(request: HttpRequest) -> HttpResponse:
    """The page a device shows when there is no network and no task at hand."""
    return render(request, "handheld/empty.html", {"is_empty": True})
