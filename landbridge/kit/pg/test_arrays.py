"""Packed arrays arrive as they are."""

import psycopg
import pytest

from landbridge.kit.pg.arrays import BinaryArray, Bools, Byteas, Int4s, Int8s, Texts
from landbridge.kit.pg.embedded import EmbeddedServer


@pytest.mark.parametrize(
    ("make", "kind", "values"),
    [
        (Int4s, "int4[]", [0, -1, 2**31 - 1, -(2**31)]),
        (Int8s, "int8[]", [0, -1, 2**63 - 1, -(2**63)]),
        (Bools, "bool[]", [True, False, True]),
        (Texts, "text[]", ["", "a", "Ł'\"{},\\ \n", None, "東京", "x" * 100_000]),
        (Byteas, "bytea[]", [b"", b"\x00\xff", None, bytes(range(256))]),
    ],
)
def test_there_and_back(
    postgres: EmbeddedServer, make: type[BinaryArray], kind: str, values: list[object]
) -> None:
    with psycopg.connect(postgres.dsn(), autocommit=True) as conn:
        for given in (values, [], values[:1]):
            array = make(given)  # type: ignore[call-arg]
            row = conn.execute(
                f"SELECT %b, pg_typeof(%b) = '{kind}'::regtype, cardinality(%b)",
                [array, array, array],
            ).fetchone()
            assert row == (given, True, len(given))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(Exception, match=r"format requires|argument out of range"):
        Int4s([2**31])
    with pytest.raises(UnicodeEncodeError):
        Texts(["\ud800"])
