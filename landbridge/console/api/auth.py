"""Bearer tokens with scopes; a token never allows more than its owner may do (console.tokens)."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from landbridge.console.api.problems import Problem
from landbridge.console.tokens import TokenBearer, bearer_of


class BearerToken(HttpBearer):
    """Lets in who holds a living token with `scope`; 401 without a token, 403 without the scope."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> TokenBearer | None:
        bearer = bearer_of(token)
        if bearer is not None and not bearer.may(self.scope):
            raise Problem(
                403,
                "scope-missing",
                f"This token does not allow {self.scope}. Create one with that scope.",
            )
        return bearer


def needs(scope: str) -> BearerToken:
    """Guard of one operation; `scope` is a name of `roles.PERMISSIONS`."""
    return BearerToken(scope)


def bearer(request: HttpRequest) -> TokenBearer:
    """Who calls; only inside an operation that `needs` a scope."""
    found: TokenBearer = request.auth  # type: ignore[attr-defined]
    return found


def actor(request: HttpRequest) -> str:
    """The name under which deeds of this call are recorded."""
    return bearer(request).actor
