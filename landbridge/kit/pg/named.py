"""Named SQL: statements live in .sql files, each under a line `-- name: some_name`."""

import re
from functools import cache
from importlib import resources

_NAME = re.compile(r"^--\s*name:\s*(\w+)\s*$")


class NamedSql:
    """The statements of one .sql file, by name. An unknown name raises KeyError with the file."""

    def __init__(self, source: str, statements: dict[str, bytes]) -> None:
        self._source = source
        self._statements = statements

    def __getitem__(self, name: str) -> bytes:
        try:
            return self._statements[name]
        except KeyError:
            raise KeyError(f"{self._source} has no statement named {name!r}") from None

    def names(self) -> tuple[str, ...]:
        return tuple(self._statements)


@cache
def named_sql(package: str, file: str) -> NamedSql:
    """Read `file` (relative to `package`, e.g. "sql/deliver.sql") once and split it by name."""
    text = resources.files(package).joinpath(file).read_text(encoding="utf-8")
    statements: dict[str, list[str]] = {}
    current: list[str] | None = None
    for line in text.splitlines():
        match = _NAME.match(line)
        if match:
            current = statements.setdefault(match.group(1), [])
        elif current is not None:
            current.append(line)
    # Bytes, because psycopg takes only literal strings as queries from strict callers.
    return NamedSql(
        f"{package}/{file}",
        {name: "\n".join(lines).strip().encode() for name, lines in statements.items()},
    )
