"""The test database is real, migrated and separate for each room."""

import psycopg.errors
import pytest

from landbridge.kit.ground import Ground


def test_each_room_acts_as_its_own_role(hub_ground: Ground, wms_ground: Ground) -> None:
    for ground, room in ((hub_ground, "hub"), (wms_ground, "wms")):
        with ground.pg.reading() as conn:
            row = conn.execute("SELECT current_user, current_schema()").fetchone()
        assert row == (f"landbridge_{room}", room)


def test_a_room_cannot_write_in_the_other(hub_ground: Ground) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege), hub_ground.pg.transaction() as conn:
        conn.execute("CREATE TABLE wms.intruder (id int)")
