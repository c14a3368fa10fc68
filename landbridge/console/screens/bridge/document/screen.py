"""One document: where it is, its whole journey, its contents on each side, what can be done."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from landbridge.console import mending
from landbridge.console.addresses import document_href
from landbridge.console.differences import Line, lines_changed, lines_only_here
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import Content, DocumentView, RelatedDocument

JOURNEY = "journey"


@dataclass(frozen=True, slots=True)
class Tab:
    name: str
    title: str


def view(request: HttpRequest, message_id: int) -> Shown:
    if request.method == "POST":
        done = mending.do(request)
        messages.success(request, done)
        return HttpResponseRedirect(document_href(message_id))
    page = hub.document_page(grounds().hub, message_id)
    tabs = _tabs(page)
    chosen = request.GET.get("tab", JOURNEY)
    tab = next((tab for tab in tabs if tab.name == chosen), tabs[0])
    content = _content(page, tab.name)
    return {
        "page": page,
        "tabs": tabs,
        "tab": tab.name,
        "content": content,
        "lines": _lines(page, tab.name, content),
        "may_mend": request.user.has_perm("console.mend_documents"),
    }


def _tabs(page: DocumentView) -> list[Tab]:
    tabs = [Tab(JOURNEY, _t("Journey")), Tab("raw", _t("Raw")), Tab("canon", _t("Canonical"))]
    tabs.extend(
        Tab(f"sent-{delivery.delivery_id}", _t("Sent to %s") % delivery.target_title)
        for delivery in page.deliveries
        if delivery.sent is not None
    )
    if _earlier(page) is not None:
        tabs.append(Tab("changes", _t("Changes")))
    return tabs


def _content(page: DocumentView, tab: str) -> Content | None:
    if tab == "raw":
        return page.raw
    if tab in ("canon", "changes"):
        return page.canon
    return next((each.sent for each in page.deliveries if f"sent-{each.delivery_id}" == tab), None)


def _lines(page: DocumentView, tab: str, content: Content | None) -> tuple[Line, ...]:
    """Raw is held against canonical and the other way round; sent against canonical."""
    if content is None:
        return ()
    earlier = _earlier(page)
    if tab == "changes" and earlier is not None:
        older = hub.document_page(grounds().hub, earlier.document.message_id)
        return lines_changed(older.canon.text, content.text)
    other = page.raw if tab == "canon" else page.canon
    return lines_only_here(content.text, other.text)


def _earlier(page: DocumentView) -> RelatedDocument | None:
    """The nearest version before this one."""
    version = page.document.version
    before = [
        each
        for each in page.related
        if each.document.kind == page.document.kind
        and each.document.number == page.document.number
        and each.document.version < version
    ]
    return max(before, key=lambda each: each.document.version, default=None)


screen = Screen(
    path="documents/<int:message_id>/",
    name="document",
    title=_("Document"),
    view=view,
    permission="see_documents",
    writes="mend_documents",
)
