"""Search by any number somebody may read out on the phone, in the hub and in the warehouse."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import (
    document_href,
    inbound_href,
    item_href,
    meaning_href,
    outbound_href,
)
from landbridge.console.filters import asked
from landbridge.console.grounds import grounds
from landbridge.console.screen import Screen, Shown
from landbridge.hub import facade as hub
from landbridge.wms import facade as wms

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

BEGINNING_LENGTH_MIN = 3
HITS_MAX = 10


@dataclass(frozen=True, slots=True)
class Hit:
    """title: the number.  meaning: what it is.  why: which number matched."""

    title: str
    meaning: "str | StrPromise"
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
    found: dict[str, Hit] = {}
    for meaning in scan.meanings:
        if href := meaning_href(meaning):
            found[href] = Hit(meaning.number, meaning.kind.replace("_", " "), href, meaning.text)
    if not found and len(text) >= BEGINNING_LENGTH_MIN:
        found.update((hit.href, hit) for hit in _beginnings(request, text))
    return list(found.values())


def _beginnings(request: HttpRequest, text: str) -> Iterator[Hit]:
    """Orders and items that hold the text somewhere, when it is no whole number of anything."""
    ground = grounds().wms
    if request.user.has_perm("console.see_orders"):
        outbound = wms.outbound_orders(ground, text=text, state="all", limit=HITS_MAX)
        for order in outbound.rows:
            href = outbound_href(order.order_id)
            yield Hit(order.number, _("outbound order"), href, order.customer_name)
        inbound = wms.inbound_orders(ground, text=text, state="all", limit=HITS_MAX)
        for expected in inbound.rows:
            href = inbound_href(expected.order_id)
            yield Hit(expected.number, _("inbound order"), href, expected.supplier_name)
    for item in wms.items(ground, text=text, limit=HITS_MAX).rows:
        yield Hit(item.code, _("item"), item_href(item.owner, item.code), item.description)


screen = Screen(path="search/", name="search", title=_("Search"), view=view)
