"""What the contract suite does not ask of the built-in warehouse."""

from dataclasses import replace

import pytest

from landbridge.canon import dump_json, load_json
from landbridge.connect.protocols import CensusQuestion, Delivered, PositionLost, Refused
from landbridge.connect.registry import Surroundings
from landbridge.connectors.landbridge_wms.config import Config
from landbridge.connectors.landbridge_wms.connector import WarehouseConnector, make
from landbridge.connectors.landbridge_wms.fake import WarehouseStand
from landbridge.kit.clock import SystemClock
from landbridge.kit.ground import Ground


@pytest.fixture
def stand(wms_ground: Ground) -> WarehouseStand:
    return WarehouseStand(wms_ground)


def connect(stand: WarehouseStand, **settings: str) -> WarehouseConnector:
    surroundings = Surroundings(SystemClock(), "wms", stand.facilities())
    return make(Config(**settings), surroundings)


def test_without_the_warehouse_it_says_what_is_missing() -> None:
    with pytest.raises(LookupError, match="the endpoint wms needs the built-in warehouse"):
        make(Config(), Surroundings(SystemClock(), "wms", {}))


def test_a_parcel_that_is_no_document_stops_no_other(stand: WarehouseStand) -> None:
    first, second = stand.parcels(2)
    broken = replace(first, content=b'{"kind":"outbound_order"}')
    results = connect(stand).push([broken, second])
    assert isinstance(results[0], Refused) and results[0].findings[0].rule == "unreadable"
    assert isinstance(results[1], Delivered)


def test_an_unknown_item_is_waited_for(stand: WarehouseStand) -> None:
    parcel = stand.bad_parcel()
    assert parcel is not None
    (result,) = connect(stand).push([parcel])
    assert isinstance(result, Refused) and result.waits_for == "item/ACME/UNHEARD-OF"


def test_an_old_version_behind_a_newer_one_is_told_so(stand: WarehouseStand) -> None:
    (parcel,) = stand.parcels(1)
    newer = replace(load_json(parcel.content), version=3)
    later = replace(parcel, idempotency_key="later", version=3, content=dump_json(newer))
    warehouse = connect(stand)
    assert isinstance(warehouse.push([later])[0], Delivered)
    (result,) = warehouse.push([parcel])
    assert isinstance(result, Delivered) and result.already_there
    assert result.ack == "Version 3 holds, which is newer."


def test_another_stream_or_position_is_lost(stand: WarehouseStand) -> None:
    for stream, cursor in (("orders", None), ("journal", "yesterday")):
        with pytest.raises(PositionLost):
            connect(stand).pull(stream, cursor, limit=5)


def test_settings_limit_what_is_counted(stand: WarehouseStand) -> None:
    stock = CensusQuestion(subject="stock")
    assert len(list(connect(stand).count(stock))) == 1
    assert len(list(connect(stand, site="MAIN", owner="ACME").count(stock))) == 1
    assert list(connect(stand, owner="NOBODY").count(stock)) == []
    assert [row.place for row in connect(stand).count(stock)] == ["MAIN"]


def test_a_warehouse_without_a_site_is_not_ready(wms_ground: Ground) -> None:
    surroundings = Surroundings(SystemClock(), "wms", {"wms_ground": wms_ground})
    health = make(Config(), surroundings).check_health()
    assert not health.ok and "no site yet" in health.text
    WarehouseStand(wms_ground)
    assert make(Config(), surroundings).check_health().ok
