"""Where each value stands in the bytes of a JSON document. Pure."""

import re

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+')

Places = dict[str, tuple[int, int]]  # path as in findings: `lines[2].item` -> [start, end)


def json_places(content: bytes) -> Places:
    """Byte ranges of all values by path; {} where it is no JSON."""
    found: Places = {}
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(content)]
    try:
        _value(tokens, 0, "", found)
    except (IndexError, ValueError):
        return {}
    return found


def _value(tokens: list[tuple[bytes, int, int]], at: int, path: str, found: Places) -> int:
    """Read the value at token `at`; the number of the token behind it."""
    text, start, end = tokens[at]
    if text == b"{":
        at, end = _members(tokens, at + 1, path, found)
    elif text == b"[":
        at, end = _entries(tokens, at + 1, path, found)
    elif text in (b"]", b"}", b",", b":"):
        raise ValueError(f"a value is missing at byte {start}")
    else:
        at += 1
    if path:
        found[path] = (start, end)
    return at


def _members(
    tokens: list[tuple[bytes, int, int]], at: int, path: str, found: Places
) -> tuple[int, int]:
    while tokens[at][0] != b"}":
        name = tokens[at][0].strip(b'"').decode()
        if tokens[at + 1][0] != b":":
            raise ValueError(f"a colon is missing at byte {tokens[at][2]}")
        at = _value(tokens, at + 2, f"{path}.{name}" if path else name, found)
        at += tokens[at][0] == b","
    return at + 1, tokens[at][2]


def _entries(
    tokens: list[tuple[bytes, int, int]], at: int, path: str, found: Places
) -> tuple[int, int]:
    place = 0
    while tokens[at][0] != b"]":
        at = _value(tokens, at, f"{path}[{place}]", found)
        at += tokens[at][0] == b","
        place += 1
    return at + 1, tokens[at][2]
