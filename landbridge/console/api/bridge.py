"""The bridge: overview, documents, dead letters, endpoints."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from landbridge.console.api.auth import needs
from landbridge.console.api.parts import After, Limit, Text
from landbridge.console.grounds import grounds
from landbridge.hub import facade
from landbridge.hub.facade.views import (
    BridgeView,
    ConnectorView,
    ContentPart,
    DeadLetterFilter,
    DeadLetterList,
    Diagnosis,
    DocumentFilter,
    DocumentList,
    DocumentState,
    DocumentView,
    EndpointView,
    EnvelopeView,
    RouteRow,
    SearchResult,
)
from landbridge.hub.facade.views.proof import ProofView

router = Router(tags=["Bridge"])


@router.get("/bridge", response=BridgeView, auth=needs("see_bridge"))
def bridge(request: HttpRequest) -> BridgeView:
    """Both shores, every flow with its figures, the workers."""
    return facade.bridge(grounds().hub)


@router.get("/documents", response=DocumentList, auth=needs("see_documents"))
def documents(
    request: HttpRequest,
    kind: str = "",
    source: str = "",
    target: str = "",
    endpoint: str = "",
    state: DocumentState | None = None,
    owner: str = "",
    text: Text = "",
    since: datetime | None = None,
    until: datetime | None = None,
    limit: Limit = 50,
    after: After = "",
) -> DocumentList:
    """Documents newest first; `after` takes `next_page` of the page before."""
    chosen = DocumentFilter(
        kind=kind,
        source=source,
        target=target,
        endpoint=endpoint,
        state=state,
        owner=owner,
        text=text,
        since=since,
        until=until,
    )
    return facade.document_list(grounds().hub, chosen, limit=limit, page=after)


@router.get("/search", response=SearchResult, auth=needs("see_documents"))
def search(request: HttpRequest, text: Text, limit: Limit = 20) -> SearchResult:
    """Documents by any number of either side."""
    return facade.search(grounds().hub, text, limit=limit)


@router.get("/documents/{int:message_id}", response=DocumentView, auth=needs("see_documents"))
def document(request: HttpRequest, message_id: int) -> DocumentView:
    """One document with its whole journey."""
    return facade.document_page(grounds().hub, message_id)


@router.get("/documents/{int:message_id}/proof", response=ProofView, auth=needs("see_documents"))
def proof(request: HttpRequest, message_id: int) -> ProofView:
    """Where every field comes from, who did what, and what was verified just now."""
    return facade.proof_page(grounds().hub, message_id)


@router.get("/documents/{int:message_id}/proof.zip", auth=needs("see_documents"))
def proof_bundle(request: HttpRequest, message_id: int) -> HttpResponse:
    """The proof as one signed file of JSON, PDF and contents."""
    bundle = facade.export_proof(grounds().hub, message_id)
    response = HttpResponse(bundle.content, content_type=bundle.media_type)
    response["Content-Disposition"] = f'attachment; filename="{bundle.file_name}"'
    return response


@router.get("/contents/{part}/{int:content_id}", auth=needs("see_documents"))
def content(request: HttpRequest, part: ContentPart, content_id: int) -> HttpResponse:
    """The complete bytes as received, as understood or as sent."""
    download = facade.download(grounds().hub, part, content_id)
    response = HttpResponse(download.content, content_type=download.media_type)
    response["Content-Disposition"] = f'attachment; filename="{download.file_name}"'
    return response


@router.get("/envelopes/{int:envelope_id}", response=EnvelopeView, auth=needs("see_documents"))
def envelope(request: HttpRequest, envelope_id: int) -> EnvelopeView:
    """A payload as received and what became of it."""
    return facade.envelope_page(grounds().hub, envelope_id)


@router.get("/dead-letters", response=DeadLetterList, auth=needs("see_documents"))
def dead_letters(
    request: HttpRequest,
    source: str = "",
    target: str = "",
    kind: str = "",
    rule: str = "",
    text: Text = "",
    limit: Limit = 50,
    after: After = "",
) -> DeadLetterList:
    """What needs a person, oldest first."""
    chosen = DeadLetterFilter(source=source, target=target, kind=kind, rule=rule, text=text)
    return facade.dead_letters(grounds().hub, chosen, limit=limit, page=after)


@router.get("/endpoints", response=list[EndpointView], auth=needs("see_endpoints"))
def endpoints(request: HttpRequest) -> list[EndpointView]:
    return list(facade.endpoint_list(grounds().hub))


@router.get("/endpoints/{endpoint}", response=EndpointView, auth=needs("see_endpoints"))
def endpoint(request: HttpRequest, endpoint: str) -> EndpointView:
    """One endpoint; secrets are only said to be set or not."""
    return facade.endpoint_page(grounds().hub, endpoint)


@router.get("/connectors", response=list[ConnectorView], auth=needs("see_endpoints"))
def connectors(request: HttpRequest) -> list[ConnectorView]:
    """Kinds of endpoints that can be added, each with its form."""
    return list(facade.connector_list())


@router.get("/routes", response=list[RouteRow], auth=needs("see_endpoints"))
def routes(request: HttpRequest) -> list[RouteRow]:
    return list(facade.route_list(grounds().hub))


@router.get("/diagnoses", response=list[Diagnosis], auth=needs("see_system"))
def diagnoses(request: HttpRequest) -> list[Diagnosis]:
    """What is configured, reachable, behind, wrong, and what to do; worst first."""
    return list(facade.diagnose(grounds().hub))
