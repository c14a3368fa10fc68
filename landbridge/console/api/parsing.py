"""Reading request bodies: exact numbers, no NaN, no repeated keys, bounded."""

import json
from decimal import Decimal
from typing import Any, NoReturn

from django.http import HttpRequest
from ninja.parser import Parser

from landbridge.console.api.problems import Problem

BODY_BYTES_MAX = 5 * 1024 * 1024


class ExactParser(Parser):
    """JSON whose numbers stay exact decimals."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        if len(body) > BODY_BYTES_MAX:
            raise Problem(413, "too-large", f"At most {BODY_BYTES_MAX} bytes are taken at once.")
        try:
            return json.loads(
                body, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_once
            )
        except (ValueError, RecursionError) as error:
            raise Problem(400, "not-json", f"The body is not JSON: {error}.") from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object names the same key twice")
    return found
