"""Pure decisions about endpoints: names, sealed settings, shores, sensible routes."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from landbridge.canon.registry import document_types
from landbridge.connect.manifest import Manifest
from landbridge.hub.facade.contracts import Route
from landbridge.kit.crypto import Secret, SecretBox

NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
SEALED = "sealed"

Stored = Mapping[str, object]  # JSON values; a secret is {"sealed": "..."}


def is_name(text: str) -> bool:
    """An endpoint's name appears in addresses and logs: lower case letters, digits, hyphens."""
    return NAME.fullmatch(text) is not None


def seal(values: Mapping[str, object], secrets: SecretBox) -> dict[str, object]:
    """Settings as they are stored: secrets sealed, decimals as text, blanks left out."""
    stored: dict[str, object] = {}
    for name, value in values.items():
        if value is None or value == "":
            continue
        if isinstance(value, Secret):
            stored[name] = {SEALED: secrets.seal(value)}
        elif isinstance(value, Decimal):
            stored[name] = str(value)
        else:
            stored[name] = value
    return stored


def unseal(stored: Stored, secrets: SecretBox) -> dict[str, object]:
    """Settings ready for `build_config`. Raises SecretUnreadableError."""
    return {
        name: secrets.open(str(value[SEALED])) if isinstance(value, Mapping) else value
        for name, value in stored.items()
    }


def is_sealed(value: object) -> bool:
    return isinstance(value, Mapping) and SEALED in value


def merged(stored: Stored, changes: Mapping[str, object]) -> dict[str, object]:
    """`stored` with `changes` over it. A secret left blank keeps its stored value.

    A form never shows a secret, so a blank one cannot mean "remove it"; None does.
    """
    result = dict(stored)
    for name, value in changes.items():
        if value == "" and is_sealed(stored.get(name)):
            continue
        if value is None or value == "":
            result.pop(name, None)
        else:
            result[name] = value
    return result


def kinds_told(manifest: Manifest) -> frozenset[str]:
    """Kinds of documents the endpoint gives to the bridge."""
    return frozenset(entry.document for entry in manifest.speaks if entry.direction == "in")


def kinds_taken(manifest: Manifest) -> frozenset[str]:
    """Kinds of documents the bridge may bring to the endpoint."""
    return frozenset(entry.document for entry in manifest.speaks if entry.direction == "out")


def shore_of(manifest: Manifest) -> str:
    """`floor` if the endpoint tells what was done and takes orders, else `office`."""
    balance = 0
    for entry in manifest.speaks:
        natural = _told_by(entry.document)
        says_floor = natural == "floor" if entry.direction == "in" else natural == "office"
        balance += 1 if says_floor else -1
    return "floor" if balance > 0 else "office"


def routes_between(
    left: str, left_manifest: Manifest, right: str, right_manifest: Manifest
) -> tuple[Route, ...]:
    """Every kind that one tells and the other takes.

    Where each could tell the other the same kind, only the natural direction is routed:
    otherwise a document would come back to where it was made.
    """
    there = kinds_told(left_manifest) & kinds_taken(right_manifest)
    back = kinds_told(right_manifest) & kinds_taken(left_manifest)
    both = there & back
    left_shore, right_shore = shore_of(left_manifest), shore_of(right_manifest)
    routes = [Route(left, kind, right) for kind in there if kind not in both]
    routes += [Route(right, kind, left) for kind in back if kind not in both]
    for kind in both:
        if left_shore != right_shore and _told_by(kind) == right_shore:
            routes.append(Route(right, kind, left))
        else:
            routes.append(Route(left, kind, right))
    return tuple(sorted(routes))


def _told_by(kind: str) -> str:
    """A kind this installation does not know (a third party's manifest) counts as an order."""
    known = document_types().get(kind)
    return known.told_by if known is not None else "office"


def kind_title(kind: str) -> str:
    """`outbound_order` as people read it: Outbound order."""
    return kind.replace("_", " ").capitalize()


def changed_names(before: Stored, after: Stored) -> tuple[str, ...]:
    """Names of settings that differ, for the audit; never their values."""
    return tuple(
        sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    )


def unknown_kinds(kinds: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(kinds) - document_types().keys()))
