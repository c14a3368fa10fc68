"""What Tryton answers becomes the kind of error that says what it means; values travel exactly."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import httpx
import pytest

from landbridge.connect.transports.http import HttpLink
from landbridge.connectors.tryton.rpc import (
    Busy,
    Changed,
    Declined,
    Failed,
    LoginRefused,
    Lost,
    RpcError,
    TrytonRpc,
    Warned,
    as_float,
    dump_json,
    load_json,
    reading,
)
from landbridge.kit.crypto import Secret

PASSWORD = "never to be seen"
Answerer = Callable[[str, list], httpx.Response]


def rpc(answer: Answerer, asked: list[str] | None = None) -> TrytonRpc:
    def handle(request: httpx.Request) -> httpx.Response:
        call = json.loads(request.content)
        if asked is not None:
            asked.append(call["method"])
        if call["method"] == "common.db.login":
            return reply([7, "token", None])
        return answer(call["method"], call["params"])

    link = HttpLink("http://tryton.test", transport=httpx.MockTransport(handle))
    return TrytonRpc(link, database="erp", login="bridge", password=Secret(PASSWORD))


def reply(result: object) -> httpx.Response:
    return httpx.Response(200, json={"id": 1, "result": result})


def told(*error: object) -> httpx.Response:
    return httpx.Response(200, json={"id": 1, "error": list(error)})


def test_it_signs_in_once_and_sends_its_context() -> None:
    asked: list[str] = []
    seen: list[list] = []

    def answer(_method: str, params: list) -> httpx.Response:
        seen.append(params)
        return reply("done")

    calling = rpc(answer, asked)
    calling.context = {"company": 1}
    assert calling.call("model.x.y", 5, context={"language": "de"}) == "done"
    assert calling.model("x", "z") == "done"
    assert asked == ["common.db.login", "model.x.y", "model.x.z"]
    assert seen == [[5, {"company": 1, "language": "de"}], [{"company": 1}]]
    assert calling.user_id == 7


def test_a_worn_out_session_is_renewed_and_the_call_made_once_more() -> None:
    asked: list[str] = []
    statuses = iter([401, 200])

    def answer(_method: str, _params: list) -> httpx.Response:
        return reply(1) if next(statuses) == 200 else httpx.Response(401)

    assert rpc(answer, asked).call("model.x.y") == 1
    assert asked == ["common.db.login", "model.x.y", "common.db.login", "model.x.y"]


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (told("UserError", ["The lot is required.", "For item X.", None]), Declined,
         "The lot is required. For item X."),
        (told("UserWarning", ["name", "Too much?", ""]), Warned, "Too much?"),
        (told("ConcurrencyException", "modified"), Changed, "someone else"),
        (told("LoginException", ["code", "Enter it", "char"]), LoginRefused, "more than"),
        (told("'NoneType' object", "traceback"), Failed, "NoneType"),
        (told(), Failed, "broke down"),
        (httpx.Response(401), LoginRefused, "refuses"),
        (httpx.Response(403), LoginRefused, "403"),
        (httpx.Response(422), Failed, "422"),
        (httpx.Response(429), Busy, "429"),
        (httpx.Response(503), Busy, "503"),
        (httpx.Response(500), Lost, "500"),
        (httpx.Response(504), Lost, "504"),
        (httpx.Response(200, text="<html>"), Lost, "not readable"),
        (httpx.Response(200, json={"id": 1}), Lost, "not readable"),
        (httpx.Response(200, json=[1]), Lost, "not readable"),
    ],
)  # fmt: skip
def test_answers_are_told_apart(answer: httpx.Response, kind: type[RpcError], words: str) -> None:
    with pytest.raises(kind, match=words) as caught:
        rpc(lambda _method, _params: answer).call("model.x.y")
    assert type(caught.value) is kind
    assert PASSWORD not in f"{caught.value!r}"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (httpx.ConnectError("refused"), Busy),
        (httpx.ConnectTimeout("slow"), Busy),
        (httpx.ReadTimeout("slow"), Lost),
        (httpx.RemoteProtocolError("cut off"), Lost),
        (httpx.WriteError("broken pipe"), Lost),
    ],
)
def test_network_faults_are_told_apart(fault: Exception, kind: type[RpcError]) -> None:
    def answer(_method: str, _params: list) -> httpx.Response:
        raise fault

    with pytest.raises(kind) as caught:
        rpc(answer).call("model.x.y")
    assert type(caught.value) is kind
    if kind is Lost:
        with pytest.raises(Busy), reading():
            rpc(answer).call("model.x.y")


def test_values_travel_exactly() -> None:
    values = {
        "price": Decimal("7.50"),
        "day": date(2026, 11, 22),
        "at": datetime(2026, 11, 22, 14, 15, 16, 789),
        "span": timedelta(seconds=90),
        "text": "Łódź 東京",
        "many": [Decimal("0.1"), None, True],
    }
    assert load_json(dump_json(values)) == values
    assert load_json(b'{"quantity": 0.1, "whole": 3, "big": 1e3}') == {
        "quantity": Decimal("0.1"), "whole": 3, "big": Decimal("1E+3"),
    }  # fmt: skip
    with pytest.raises(TypeError):
        dump_json({"x": object()})
    with pytest.raises(ValueError, match="JSON"):
        dump_json({"x": float("nan")})


def test_a_quantity_that_a_float_would_change_is_refused() -> None:
    for text in ("0", "3", "0.1", "12.34", "1.4167", "123456789.01"):
        assert Decimal(repr(as_float(Decimal(text)))) == Decimal(text)
    with pytest.raises(ValueError, match="more digits"):
        as_float(Decimal("0.1234567890123456789"))
