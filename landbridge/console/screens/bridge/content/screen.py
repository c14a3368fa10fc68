"""The bytes of a document, to be saved; never shown as a page of ours."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import ContentPart


def view(request: HttpRequest, part: str, content_id: int) -> Shown:
    if part not in [each.value for each in ContentPart]:
        raise Http404
    found = hub.download(grounds().hub, ContentPart(part), content_id)
    response = HttpResponse(found.content, content_type=found.media_type)
    response["Content-Disposition"] = (
        content_disposition_header(True, found.file_name) or "attachment"
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


screen = Screen(
    path="content/<slug:part>/<int:content_id>/",
    name="content",
    title=_("Download"),
    view=view,
    permission="see_documents",
)
