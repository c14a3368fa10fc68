"""Changes of status over all bins: a recall and its end."""

from typing import Literal

from django.http import HttpRequest
from ninja import Router, Status

from landbridge.console.api.auth import actor, needs
from landbridge.console.api.parts import Body, IdempotencyKey, Short, own_key
from landbridge.console.grounds import grounds
from landbridge.wms import facade
from landbridge.wms.facade.contracts import StatusesChanged

router = Router(tags=["Stock and tasks"])

Held = Literal["available", "quality_hold", "quarantine", "damaged", "expired"]


class Changing(Body):
    """All stock of an `item`, of a `lot` or in a `bin`, from status `source` to `target`."""

    site: Short
    source: Held
    target: Held
    reason_code: Short
    item: Short = ""
    owner: Short = ""
    lot: Short = ""
    bin: Short = ""


@router.post("/status-changes", response={201: StatusesChanged}, auth=needs("direct_floor"))
def change_statuses(
    request: HttpRequest, body: Changing, key: IdempotencyKey
) -> Status[StatusesChanged]:
    """Change them at once; the office is told. What orders have stays, and is counted."""
    return Status(
        201,
        facade.change_statuses(
            grounds().wms, key=own_key(request, key), actor=actor(request), **body.dict()
        ),
    )
