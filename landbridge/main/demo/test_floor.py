"""A lost answer is asked for again under the same key; a refusal is said in its own words."""

from decimal import Decimal

import httpx
import pytest

from landbridge.kit.crypto import Secret
from landbridge.main.demo import floor as module
from landbridge.main.demo.floor import Floor, FloorOutOfReachError
from landbridge.wms.facade.contracts import Wrong


class FakeServer(httpx.BaseTransport):
    """Answers one after the other; an exception is raised instead of answering."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def a_floor(server: FakeServer) -> Floor:
    return Floor("http://127.0.0.1:1", Secret("lb_x"), me="paul (scanner)", transport=server)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE_S", 0.0)


OPENED = {"carton_id": 5, "sscc": "395211010000000012", "order_id": 3}


def test_a_killed_web_server_is_asked_again_with_the_same_key() -> None:
    server = FakeServer(
        httpx.ConnectError("refused"),
        httpx.ReadError("gone"),
        httpx.Response(503),
        httpx.Response(201, json=OPENED),
    )
    carton = a_floor(server).open_carton(3, key="k1")
    assert (carton.carton_id, carton.sscc) == (5, "395211010000000012")
    assert [request.headers["idempotency-key"] for request in server.requests] == ["k1"] * 4


def test_quantities_travel_as_text() -> None:
    packed = {
        "carton_id": 5, "item": "A", "uom": "C62", "quantity": "2.50", "to_pack": "0", "text": "",
    }  # fmt: skip
    server = FakeServer(httpx.Response(201, json=packed))
    done = a_floor(server).pack_item(
        5, key="k", item="A", quantity=Decimal("2.50"), lot="", serials=()
    )
    assert b'"quantity":"2.5"' in server.requests[0].content.replace(b" ", b"")
    assert done.quantity == Decimal("2.50")


def test_a_refusal_is_the_warehouses_own() -> None:
    problem = {"detail": "This is bin B, go to A.", "code": "wrong-bin", "read": "B"}
    server = FakeServer(httpx.Response(422, json=problem))
    with pytest.raises(Wrong, match="go to A") as refused:
        a_floor(server).claim_order(3, key="k")
    assert (refused.value.code, refused.value.read) == ("wrong-bin", "B")


def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_S", 0.05)
    with pytest.raises(FloorOutOfReachError, match="refused"):
        a_floor(FakeServer(httpx.ConnectError("refused"))).tasks(site="S", kind="pick")


def test_a_packer_asks_which_carton_and_says_its_kind() -> None:
    advice = {"order_id": 3, "cartons": [], "text": "The size of A is not known."}
    server = FakeServer(httpx.Response(200, json=advice), httpx.Response(201, json=OPENED))
    floor = a_floor(server)
    assert floor.carton_advice(3).text == "The size of A is not known."
    floor.open_carton(3, key="k1", kind="M")
    assert [request.url.path for request in server.requests] == [
        "/api/v1/outbound-orders/3/carton-advice", "/api/v1/outbound-orders/3/cartons",
    ]  # fmt: skip
    assert b'"kind":"M"' in server.requests[1].content.replace(b" ", b"")
