"""Reading request bodies as the bridge reads payloads: exact numbers, no NaN, no repeated keys,
no NUL, bounded. A number like 1e999999999 would be counted out digit by digit where a whole one is
wanted.
"""

from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from landbridge.codecs.base import PayloadUnreadableError
from landbridge.codecs.json.reader import parse_value, refuse_unspeakable
from landbridge.console.api.problems import Problem

BODY_BYTES_MAX = 5 * 1024 * 1024


class ExactParser(Parser):
    """JSON whose numbers stay exact decimals."""

    def parse_body(self, request: HttpRequest) -> Any:
        body = request.body
        if len(body) > BODY_BYTES_MAX:
            raise Problem(413, "too-large", f"At most {BODY_BYTES_MAX} bytes are taken at once.")
        try:
            value = parse_value(body)
            refuse_unspeakable(value)
            return value
        except PayloadUnreadableError as error:
            raise Problem(400, "not-json", f"The body cannot be read: {error}.") from error
