"""Do both sides agree? Reconciliation, incidents, and whom they are told to."""

from django.http import HttpRequest
from ninja import Router, Status
from pydantic import Field

from landbridge.connect.protocols import CensusQuestion
from landbridge.console.api.auth import actor, needs
from landbridge.console.api.mending import Done, Why
from landbridge.console.api.parts import After, Body, Limit, Short, Text
from landbridge.console.grounds import facilities, grounds
from landbridge.hub import facade
from landbridge.hub.facade import AuthorityRule, Mandate
from landbridge.hub.facade.views import Reconciliation, ReconciliationRow
from landbridge.hub.facade.views.incidents import (
    ChannelView,
    IncidentFilter,
    IncidentList,
    IncidentView,
    PairView,
)
from landbridge.kit.crypto import Secret

router = Router(tags=["Agreement"])


class Comparing(Body):
    """Two endpoints to compare once, now."""

    left: Short
    right: Short
    subject: Short = "stock"
    site: Short = ""
    owner: Short = ""
    items: list[Short] = Field(default_factory=list, max_length=500)


class Assigning(Why):
    to: Short = ""


class Saying(Body):
    text: str = Field(min_length=1, max_length=2000)


class Rule(Body):
    object: Short
    field: Short = "*"
    side: Short


class PairChange(Why):
    """What is not given stays. authority: all rules of the pair."""

    enabled: bool | None = None
    owner: Short | None = None
    site: Short | None = None
    options: dict[str, float] | None = None
    authority: list[Rule] | None = None


class Channel(Why):
    """kind: `mail` or `webhook`.  values: its settings; secrets are sealed at once."""

    kind: Short
    values: dict[str, str | int | bool] = Field(default_factory=dict)


class Told(Body):
    sentence: str


def _mandate(request: HttpRequest, why: str) -> Mandate:
    return Mandate(by=actor(request), why=why)


@router.get("/reconciliations", response=list[ReconciliationRow], auth=needs("see_documents"))
def reconciliations(request: HttpRequest, limit: Limit = 50) -> list[ReconciliationRow]:
    """Comparisons that people asked for, newest first."""
    return list(facade.reconciliation_list(grounds().hub, limit=limit))


@router.get(
    "/reconciliations/{int:reconciliation_id}",
    response=Reconciliation,
    auth=needs("see_documents"),
)
def reconciliation(request: HttpRequest, reconciliation_id: int) -> Reconciliation:
    """One comparison with its differences and the documents that explain them."""
    return facade.reconciliation_page(grounds().hub, reconciliation_id)


@router.post("/reconciliations", response=Reconciliation, auth=needs("mend_documents"))
def compare(request: HttpRequest, body: Comparing) -> Reconciliation:
    """Count both sides now and say which documents explain a difference."""
    question = CensusQuestion(
        subject=body.subject, site=body.site, owner=body.owner, items=tuple(body.items)
    )
    return facade.reconcile(
        grounds().hub, left=body.left, right=body.right, question=question,
        facilities=facilities(), asked_by=actor(request),
    )  # fmt: skip


@router.get("/pairs", response=list[PairView], auth=needs("see_documents"))
def pairs(request: HttpRequest) -> list[PairView]:
    """Endpoints that are compared all the time, how they stand, and who is right."""
    return list(facade.pair_list(grounds().hub))


@router.patch("/pairs/{int:pair_id}", response=Done, auth=needs("change_endpoints"))
def change_pair(request: HttpRequest, pair_id: int, body: PairChange) -> Done:
    """Change schedule, scope or authority of a pair."""
    rules = None
    if body.authority is not None:
        rules = [AuthorityRule(one.object, one.field, one.side) for one in body.authority]
    facade.set_pair(
        grounds().hub, pair_id=pair_id, mandate=_mandate(request, body.why),
        enabled=body.enabled, owner=body.owner, site=body.site, options=body.options,
        authority=rules,
    )  # fmt: skip
    return Done()


@router.get("/incidents", response=IncidentList, auth=needs("see_documents"))
def incidents(
    request: HttpRequest,
    state: str = "open",
    cause: str = "",
    endpoint: str = "",
    assigned_to: str = "",
    grouped_by: str = "",
    text: Text = "",
    limit: Limit = 50,
    after: After = "",
) -> IncidentList:
    """What a person must know of, newest first; state `open`, `closed` or empty for all."""
    chosen = IncidentFilter(
        state=state, cause=cause, endpoint=endpoint, assigned_to=assigned_to,
        grouped_by=grouped_by, text=text,
    )  # fmt: skip
    return facade.incident_list(grounds().hub, chosen, limit=limit, page=after)


@router.get("/incidents/{int:incident_id}", response=IncidentView, auth=needs("see_documents"))
def incident(request: HttpRequest, incident_id: int) -> IncidentView:
    """One incident: what differs, the suspected cause, both histories, the proposal."""
    return facade.incident_page(grounds().hub, incident_id)


@router.post(
    "/incidents/{int:incident_id}/approval", response={202: Told}, auth=needs("mend_documents")
)
def approve(request: HttpRequest, incident_id: int, body: Why) -> Status[Told]:
    """Do what it proposes; an adjustment goes out once only."""
    said = facade.approve_correction(
        grounds().hub, incident_id=incident_id, mandate=_mandate(request, body.why)
    )
    return Status(202, Told(sentence=said))


@router.post("/incidents/{int:incident_id}/assignment", response=Done, auth=needs("mend_documents"))
def assign(request: HttpRequest, incident_id: int, body: Assigning) -> Done:
    """Give it to somebody; an empty name gives it to nobody."""
    facade.assign_incident(
        grounds().hub, incident_id=incident_id, to=body.to, mandate=_mandate(request, body.why)
    )
    return Done()


@router.post("/incidents/{int:incident_id}/comments", response=Done, auth=needs("mend_documents"))
def comment(request: HttpRequest, incident_id: int, body: Saying) -> Done:
    facade.comment_incident(
        grounds().hub, incident_id=incident_id, text=body.text, by=actor(request)
    )
    return Done()


@router.post("/incidents/{int:incident_id}/closing", response=Done, auth=needs("mend_documents"))
def close(request: HttpRequest, incident_id: int, body: Why) -> Done:
    """Only missing numbers and control totals; all others close by the facts."""
    facade.close_incident(
        grounds().hub, incident_id=incident_id, mandate=_mandate(request, body.why)
    )
    return Done()


@router.get("/channels", response=list[ChannelView], auth=needs("see_endpoints"))
def channels(request: HttpRequest) -> list[ChannelView]:
    """Whom incidents are told to."""
    return list(facade.channel_list(grounds().hub))


@router.put("/channels/{name}", response=Done, auth=needs("change_endpoints"))
def set_channel(request: HttpRequest, name: str, body: Channel) -> Done:
    """Add a channel, or give it new settings."""
    secret = {one.name for one in facade.channel_kinds().get(body.kind, ()) if one.kind == "secret"}
    values: dict[str, object] = {
        key: Secret(str(value)) if key in secret else value for key, value in body.values.items()
    }
    facade.set_channel(
        grounds().hub, name=name, kind=body.kind, values=values,
        mandate=_mandate(request, body.why),
    )  # fmt: skip
    return Done()


@router.post("/channels/{name}/removal", response=Done, auth=needs("change_endpoints"))
def remove_channel(request: HttpRequest, name: str, body: Why) -> Done:
    """Tell it nothing any more."""
    facade.remove_channel(grounds().hub, name=name, mandate=_mandate(request, body.why))
    return Done()
