"""Rows arrive by COPY as they were given, whatever they hold."""

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landbridge.kit.ground import Ground
from landbridge.kit.pg.copy import copy_lines, copy_rows

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
ODD = st.sampled_from(["None", "\\N", "\\", "\t", "\n", "\r\n", "\\.", "", "a'b\"c,{}"])
ROWS = st.lists(
    st.tuples(
        st.integers(-(2**31), 2**31 - 1),
        st.decimals(-(10**9), 10**9, places=3),
        TEXT | ODD | st.none(),
    )
)


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(ROWS)
def test_text_and_binary_copy_bring_the_same_rows(
    wms_ground: Ground, rows: list[tuple[int, Decimal, str | None]]
):
    numbered = [(place, *row) for place, row in enumerate(rows)]
    with wms_ground.pg.transaction() as conn:
        for name in ("as_text", "as_binary"):
            conn.execute(f"DROP TABLE IF EXISTS {name}")
            conn.execute(f"CREATE TEMP TABLE {name} (place int, a int, b numeric, c text)")
        assert copy_lines(conn, "as_text", ("place", "a", "b", "c"), numbered) == len(rows)
        columns = (("place", "int4"), ("a", "int4"), ("b", "numeric"), ("c", "text"))
        assert copy_rows(conn, "as_binary", columns, numbered) == len(rows)
        for name in ("as_text", "as_binary"):
            assert conn.execute(f"SELECT * FROM {name} ORDER BY place").fetchall() == numbered
