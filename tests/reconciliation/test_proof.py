"""The proof of a document: complete, signed, and any change shows."""

import io
import json
import zipfile

from pypdf import PdfReader

from landbridge.hub import facade
from landbridge.hub.facade.views import DocumentFilter
from landbridge.kit.crypto import sha256
from tests.reconciliation import papers
from tests.reconciliation.world import World


def carried(world: World, number: str = "SO-1") -> int:
    """An order that crossed and was shipped; its message."""
    world.erp.do(papers.outbound(number, "A", 4))
    world.worker.drain()
    world.wms.do(papers.shipment(f"W-{number}", "A", 4, at=world.clock.now(), order=number))
    world.worker.drain()
    world.clock.advance(120)
    assert facade.seal_history(world.ground) > 0
    found = facade.document_list(world.ground, DocumentFilter(text=number))
    return next(one.message_id for one in found.rows if one.number == number)


def change(world: World, statement: str, *values: object) -> None:
    """As somebody with the database's own password might."""
    import psycopg

    with psycopg.connect(world.ground.pg.dsn, autocommit=True) as conn:
        conn.execute(statement, values)


def test_everything_about_a_document_is_proven(world: World) -> None:
    proof = facade.proof_page(world.ground, carried(world))
    assert proof.holds, [one for one in proof.checks if one.ok is False]
    assert {one.what for one in proof.checks if one.ok} == {"raw", "canon", "sent to wms", "chain"}
    fields = {one.path: one for one in proof.fields}
    quantity = fields["lines[0].quantity[0]"]
    raw = facade.download(world.ground, "raw", proof.page.envelope_id).content
    assert raw[quantity.start : quantity.end] == b'"4"'
    assert sha256(raw).hex() == proof.raw_sha256
    levels = [(one.level, one.text) for one in proof.levels]
    assert levels[2] == ("business", "Shipment confirmation W-SO-1 came back.")
    assert all(one.at is not None for one in proof.levels)
    assert [(one.version, one.is_this) for one in proof.versions] == [(1, True)]
    assert proof.seals and proof.seals[0].own


def test_the_exported_file_proves_itself(world: World) -> None:
    bundle = facade.export_proof(world.ground, carried(world))
    assert bundle.file_name == "proof-outbound_order-SO-1.zip"
    found = facade.verify_proof(bundle.content, key=facade.proof_key(world.ground))
    assert found.holds, [one for one in found.checks if not one.ok]
    assert {"signature", "payload", "fields", "chain", "proof.pdf"} <= {
        one.what for one in found.checks
    }
    with zipfile.ZipFile(io.BytesIO(bundle.content)) as archive:
        text = "".join(
            page.extract_text() for page in PdfReader(io.BytesIO(archive.read("proof.pdf"))).pages
        )
    assert "Proof of Outbound order SO-1" in text
    assert "lines[0].item" in text.replace("\n", "")


def test_names_in_any_script_stand_in_the_proof_as_they_are(world: World) -> None:
    names = {"P-1": "株式会社みなと", "P-2": "Магазин «Златна чаша»", "P-3": "한빛상사"}
    for number, name in names.items():
        world.erp.do(papers.party(number, name))
    world.worker.drain()
    for number, name in names.items():
        found = facade.document_list(world.ground, DocumentFilter(text=number)).rows
        bundle = facade.export_proof(world.ground, found[0].message_id).content
        with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
            pages = PdfReader(io.BytesIO(archive.read("proof.pdf"))).pages
            text = "".join("".join(page.extract_text() for page in pages).split())
        assert "".join(name.split()) in text and "U+" not in text


def test_any_changed_file_in_it_shows(world: World) -> None:
    bundle = facade.export_proof(world.ground, carried(world)).content
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for name, before in files.items():
        changed = dict(files)
        if name == "signature.json":
            told = json.loads(before)
            told["signature"] = "00" * 64
            changed[name] = json.dumps(told).encode()
        else:
            changed[name] = before.replace(b"SO-1", b"SO-2", 1) + b" "
        memory = io.BytesIO()
        with zipfile.ZipFile(memory, "w") as archive:
            for each, content in changed.items():
                archive.writestr(each, content)
        assert not facade.verify_proof(memory.getvalue()).holds, name
    assert not facade.verify_proof(bundle, key=bytes(32)).holds


def test_a_change_in_the_database_shows_on_opening(world: World) -> None:
    number = carried(world)
    change(world, "UPDATE hub.envelope SET content = %s WHERE content LIKE '%%SO-1%%'", b"{}")
    proof = facade.proof_page(world.ground, number)
    assert [one.what for one in proof.checks if one.ok is False][:1] == ["raw"]
    assert not proof.holds


def test_a_changed_history_breaks_the_chain(world: World) -> None:
    number = carried(world)
    assert facade.verify_history(world.ground).breaks == ()
    change(world, "UPDATE hub.closed_delivery SET target_number = 'X' WHERE number = 'SO-1'")
    assert len(facade.verify_history(world.ground).breaks) == 1
    proof = facade.proof_page(world.ground, number)
    assert [one.what for one in proof.checks if one.ok is False] == ["chain"]
    change(world, "UPDATE hub.seal SET digest = decode(repeat('00', 32), 'hex')")
    assert "was changed itself" in facade.verify_history(world.ground).breaks[0]


def test_seals_follow_each_other_and_wait_for_writers(world: World) -> None:
    carried(world)
    world.erp.do(papers.party("P-9"))
    world.worker.drain()
    assert facade.seal_history(world.ground) == 0  # too young
    world.clock.advance(120)
    assert facade.seal_history(world.ground) > 0
    check = facade.verify_history(world.ground)
    assert (check.seals, check.breaks) == (2, ())


def test_what_closes_later_than_its_neighbours_is_not_taken_for_a_change(world: World) -> None:
    world.wms.down = "for a while"
    world.erp.do(papers.party("P-1"))
    world.worker.drain()
    world.wms.down = ""
    world.wms.do(papers.receipt("R-1", "A", 1, at=world.clock.now()))
    world.worker.drain()  # a younger delivery is final before the older one
    world.clock.advance(70)
    facade.seal_history(world.ground)
    world.worker.drain()
    facade.seal_history(world.ground)
    world.clock.advance(70)
    facade.seal_history(world.ground)
    assert facade.verify_history(world.ground).breaks == ()
