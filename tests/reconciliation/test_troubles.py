"""Troubles are told once, to a real mail server and a real webhook; what is missing is counted."""

import json
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller

from landbridge.connect.transports.webhooks import verified_id
from landbridge.hub import facade
from landbridge.hub.facade import Mandate
from landbridge.hub.facade.views.incidents import Cause
from landbridge.kit.crypto import Secret
from landbridge.kit.findings import LandbridgeError
from tests.reconciliation import papers
from tests.reconciliation.books import refused
from tests.reconciliation.world import World

ADA = Mandate(by="ada", why="so that we hear of it")
SECRET = "a signing secret of many bytes"
DAY_S = 24 * 3600


@dataclass
class Mailbox:
    """A real SMTP server's memory. refusing: what it answers instead of taking a mail."""

    mails: list[bytes] = field(default_factory=list)
    refusing: str = ""

    async def handle_DATA(self, _server, _session, envelope) -> str:
        if self.refusing:
            return self.refusing
        self.mails.append(envelope.content)
        return "250 taken"


@pytest.fixture
def mailbox(world: World) -> Iterator[Mailbox]:
    box = Mailbox()
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        facade.set_channel(
            world.ground, name="floor-mail", kind="mail", mandate=ADA,
            values={
                "host": "127.0.0.1", "port": port, "security": "none",
                "to": "ada@example.com, ben@example.com", "sender": "bridge@example.com",
            },
        )  # fmt: skip
        yield box
    finally:
        server.stop()


@dataclass
class Hook:
    """A real HTTP server's memory: (headers, body) of each call; status: what it answers."""

    calls: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 204


@pytest.fixture
def hook(world: World) -> Iterator[Hook]:
    memory = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            memory.calls.append((headers, body))
            self.send_response(memory.status)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        facade.set_channel(
            world.ground, name="pager", kind="webhook", mandate=ADA,
            values={"url": f"http://127.0.0.1:{server.server_port}/hook?x=1", "secret": SECRET},
        )  # fmt: skip
        yield memory
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def refused_receipt(world: World, name: str = "A") -> None:
    world.erp.twists[f"R-{name}"] = refused
    world.wms.do(papers.receipt(f"R-{name}", name, 5, at=world.clock.now()))
    world.worker.drain()


def test_t06_a_day_of_ticks_is_one_incident_one_notice_and_no_sending_again(
    world: World, mailbox: Mailbox, hook: Hook
) -> None:
    pushed = []
    world.erp.twists["R-A"] = lambda *args: pushed.append(args) or refused(*args)
    world.wms.do(papers.receipt("R-A", "A", 5, at=world.clock.now()))
    for _ in range(DAY_S // 300):
        world.clock.advance(300)
        world.worker.drain()
        facade.watch_pairs(world.ground, worker="test")
        facade.notice_troubles(world.ground)
        facade.send_notices(world.ground)
    (row,) = world.incidents(state="")
    assert (row.kind, row.cause, row.is_open) == ("dead_letter", Cause.REJECTED, True)
    assert row.title == "Receipt confirmation R-A was refused by erp"
    assert row.sentence == "The item is not known here."
    assert (len(pushed), len(mailbox.mails), len(hook.calls)) == (1, 1, 1)


def test_a_mail_says_what_happened_and_a_webhook_is_signed(
    world: World, mailbox: Mailbox, hook: Hook
) -> None:
    refused_receipt(world)
    facade.notice_troubles(world.ground)
    assert facade.send_notices(world.ground) == 2
    mail = message_from_bytes(mailbox.mails[0], policy=policy.default)
    assert mail["to"] == "ada@example.com, ben@example.com"
    assert mail["subject"] == "[Landbridge] Receipt confirmation R-A was refused by erp"
    assert "The item is not known here." in mail.get_content()
    headers, body = hook.calls[0]
    call_id = verified_id(headers, body, secret=Secret(SECRET), now=world.clock.now())
    assert call_id == f"incident-pager-{world.incidents()[0].incident_id}"
    (told,) = json.loads(body)["incidents"]
    assert (told["cause"], told["incident_id"]) == ("rejected", world.incidents()[0].incident_id)


def test_a_channel_that_is_down_is_tried_again_and_tells_each_incident_once(
    world: World, mailbox: Mailbox, hook: Hook
) -> None:
    mailbox.refusing, hook.status = "451 later", 503
    for name in "AB":
        refused_receipt(world, name)
    facade.notice_troubles(world.ground)
    assert facade.send_notices(world.ground) == 0
    by_name = {one.name: one for one in facade.channel_list(world.ground)}
    assert "451" in by_name["floor-mail"].why
    assert by_name["pager"].why == "it answered with status 503"
    assert by_name["pager"].waiting_count == 2
    mailbox.refusing, hook.status = "", 204
    assert facade.send_notices(world.ground) == 0  # not due yet
    world.clock.advance(20)
    assert facade.send_notices(world.ground) == 4
    assert (len(mailbox.mails), len(hook.calls)) == (1, 2)  # two incidents in one mail
    world.clock.advance(DAY_S)
    assert facade.send_notices(world.ground) == 0


def test_a_dead_letter_s_incident_closes_when_the_document_has_gone_its_way(world: World) -> None:
    refused_receipt(world)
    world.tick(3)
    (row,) = world.incidents()
    del world.erp.twists["R-A"]
    facade.approve_correction(world.ground, incident_id=row.incident_id, mandate=ADA)
    world.tick(3)
    assert world.incidents() == ()
    assert world.page(row).row.closed_why == "The document has gone its way."


def test_t10_a_gap_names_the_missing_numbers_and_closes_when_they_come(world: World) -> None:
    documents = {n: papers.inbound(f"PO-{n:04d}", f"I{n}", 3) for n in range(1, 9)}
    for number, document in documents.items():
        if number not in (3, 4, 6):
            world.erp.do(document)
    world.tick(20)
    assert [row for row in world.incidents() if row.kind == "numbers"] == []  # perhaps only late
    world.tick(20)
    gaps = {row.title: row for row in world.incidents() if row.kind == "numbers"}
    assert sorted(gaps) == [
        "1 inbound order of erp missing: PO-0006",
        "2 inbound orders of erp missing: PO-0003, PO-0004",
    ]
    for number in (3, 4, 6):
        world.erp.do(documents[number])
    world.tick(5)
    assert [row for row in world.incidents() if row.kind == "numbers"] == []
    assert len(world.wms.orders["inbound_order"]) == 8


def test_missing_numbers_that_will_never_come_are_closed_by_hand(world: World) -> None:
    for number in (1, 3):
        world.erp.do(papers.inbound(f"PO-{number}", "I", 1))
    world.tick(40)
    row = next(row for row in world.incidents() if row.kind == "numbers")
    facade.close_incident(
        world.ground, incident_id=row.incident_id, mandate=Mandate(by="ada", why="a test number")
    )
    world.tick(20)
    assert [row for row in world.incidents() if row.kind == "numbers"] == []


def test_what_closes_by_the_facts_is_not_closed_by_hand(world: World) -> None:
    refused_receipt(world)
    world.tick(3)
    (row,) = world.incidents()
    with pytest.raises(LandbridgeError, match="closes by itself"):
        facade.close_incident(world.ground, incident_id=row.incident_id, mandate=ADA)


def test_t14_what_should_have_arrived_is_counted(world: World) -> None:
    world.erp.do(papers.party("P-1"))
    world.erp.announced = 1
    world.tick(3)
    assert world.incidents() == ()
    world.erp.do(papers.party("P-2"))
    world.erp.announced = 3
    world.tick(3)
    (row,) = world.incidents()
    assert row.title == "erp announced 3 in all, 1 arrived"
    assert row.sentence == "A read of all announced 3 and brought 1: 2 are missing."
    for number in range(3, 7):
        world.erp.do(papers.party(f"P-{number}"))
    world.erp.announced = 4
    world.tick(3)
    assert world.incidents() == ()
