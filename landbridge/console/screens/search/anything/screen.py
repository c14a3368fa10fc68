"""Search by any number somebody may read out on the phone, in the hub and in the warehouse."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import document_href, meaning_href
from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.hub import facade as hub
from landbridge.wms import facade as wms


@dataclass(frozen=True, slots=True)
class Hit:
    """title: the number.  meaning: what it is.  why: which number matched."""

    title: str
    meaning: str
    href: str
    why: str = ""
    tone: str = "quiet"
    state: str = ""


def view(request: HttpRequest) -> Shown:
    text = asked(request, "q")
    if not text:
        return {"text": "", "groups": ()}
    floor = _floor(request, text)
    documents, sentence = _documents(request, text)
    hits = [*floor, *documents]
    if len(hits) == 1:
        return HttpResponseRedirect(hits[0].href)
    groups = ((_("In the warehouse"), floor), (_("Documents"), documents))
    return {"text": text, "groups": groups if hits else (), "sentence": sentence}


def _documents(request: HttpRequest, text: str) -> tuple[list[Hit], str]:
    if not request.user.has_perm("console.see_documents"):
        return [], ""
    result = hub.search(grounds().hub, text)
    hits = [
        Hit(
            title=f"{hit.document.kind_title} {hit.document.number}",
            meaning=hit.document.state_title,
            href=document_href(hit.document.message_id),
            why=", ".join(f"{match.meaning} {match.number}" for match in hit.matches),
            tone=hit.document.tone,
            state=hit.document.state_title,
        )
        for hit in result.hits
    ]
    return hits, result.sentence


def _floor(request: HttpRequest, text: str) -> list[Hit]:
    if not request.user.has_perm("console.see_stock"):
        return []
    scan = wms.resolve_scan(grounds().wms, text=text)
    hits = []
    for meaning in scan.meanings:
        if href := meaning_href(meaning):
            hits.append(Hit(meaning.number, meaning.kind.replace("_", " "), href, meaning.text))
    return hits


screen = Screen(path="search/", name="search", title=_("Search"), view=view)
