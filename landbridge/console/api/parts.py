"""What operations share: pages, the idempotency key, strict bodies."""

from typing import Annotated, TypeVar

from django.http import HttpRequest
from ninja import Header, Query, Schema
from pydantic import ConfigDict, Field

from landbridge.console.api.auth import bearer
from landbridge.console.api.problems import Problem

Found = TypeVar("Found")

LIMIT_MAX = 500
KEY_LENGTH_MAX = 200

Limit = Annotated[int, Query(50, ge=1, le=LIMIT_MAX, description="Rows at the most.")]
After = Annotated[str, Query("", max_length=500, description="`after` of the page before.")]
Text = Annotated[str, Query("", max_length=200, description="Part of a number or name.")]
IdempotencyKey = Annotated[
    str,
    Header(
        ...,
        alias="Idempotency-Key",
        min_length=1,
        max_length=KEY_LENGTH_MAX,
        description="Chosen by the caller, one for each deed. A repeat gives the first answer.",
    ),
]

Short = Annotated[str, Field(max_length=200)]


class Body(Schema):
    """A request body: an unknown field is an error, never silently dropped."""

    model_config = ConfigDict(extra="forbid")


def own_key(request: HttpRequest, key: str) -> str:
    """The permanent key of a deed: callers cannot meet each other's keys."""
    if not key.isprintable():
        raise Problem(422, "invalid", "The Idempotency-Key has characters that cannot be printed.")
    return f"api/{bearer(request).username}/{key}"


def found(value: Found | None, what: str) -> Found:
    """The value, or a 404 that says what was looked for."""
    if value is None:
        raise Problem(404, "not-found", f"There is no {what}.")
    return value
