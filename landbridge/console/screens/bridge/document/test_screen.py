"""One document's page: journey, contents on each side, and deeds with a reason."""

from django.test import Client

from landbridge.console.grounds import Grounds
from landbridge.hub import facade as hub
from tests.surfaces.seeded import message_id
from tests.surfaces.world import World, item_document, of_tracking, order_document


def href(grounds: Grounds, number: str) -> str:
    return f"/documents/{message_id(grounds, number)}/"


def test_the_journey_names_steps_numbers_and_relations(ada: Client, grounds: Grounds) -> None:
    page = ada.get(href(grounds, "S-1000")).content.decode()
    for words in ("Received", "Understood", "Routed", "Acknowledged", "PO-77000", "S00000001"):
        assert words in page, words


def test_values_the_map_added_are_marked(ada: Client, grounds: Grounds) -> None:
    page = ada.get(href(grounds, "S-1000"), {"tab": "canon"}).content.decode()
    marked = [part.split("</li>")[0] for part in page.split('<li class="only">')[1:]]
    assert any("NORDHAFEN" in part for part in marked)
    assert not any("S-1000" in part for part in marked)


def test_a_new_version_shows_its_changes(ada: Client, grounds: Grounds) -> None:
    page = ada.get(href(grounds, "S-1005"), {"tab": "changes"}).content.decode()
    assert 'class="gone"' in page
    assert 'class="new"' in page


def test_an_unknown_document_is_a_page_with_a_sentence(ada: Client) -> None:
    answer = ada.get("/documents/999999999999/")
    assert answer.status_code == 404
    assert b"To quote:" in answer.content


def test_sending_again_needs_a_reason(ada: Client, grounds: Grounds) -> None:
    address = href(grounds, "S-1000")
    delivery = hub.document_page(grounds.hub, message_id(grounds, "S-1000")).deliveries[0]
    form = {"do": "replay", "delivery": str(delivery.delivery_id)}
    page = ada.post(address, form, follow=True).content.decode()
    assert "A reason is missing" in page
    page = ada.post(address, form | {"why": "they lost it"}, follow=True).content.decode()
    assert "It is on its way again" in page
    assert "they lost it" in page


def test_repeating_a_delivery_ships_nothing_twice(ada: Client, world: World) -> None:
    delivery = hub.document_page(world.grounds.hub, message_id(world.grounds, "S-1003")).deliveries
    form = {"do": "replay", "delivery": str(delivery[0].delivery_id), "why": "to be sure"}
    ada.post(href(world.grounds, "S-1003"), form)
    world.carry()
    page = ada.get("/outbound/", {"text": "S-1003"}).content.decode()
    assert page.count("data-href") == 1


def test_a_viewer_is_offered_no_deeds(person, grounds: Grounds) -> None:
    client = person("viewer")
    address = href(grounds, "S-1000")
    assert "Send again" not in client.get(address).content.decode()
    assert client.post(address, {"do": "replay", "delivery": "1", "why": "x"}).status_code == 403


def test_a_waiting_document_goes_on_when_its_item_comes(ada: Client, world: World) -> None:
    assert "ZZ-9999" in ada.get(href(world.grounds, "S-1030")).content.decode()
    item = of_tracking(world, "none")[0]
    world.tell("item", {"code": "ZZ-9999", "version": 1, "description": "New", "unit": "C62"})
    world.tell("outbound_order", order_document(world, "S-1031", [(item, 1)], version=2))
    world.carry()
    page = ada.get(href(world.grounds, "S-1031")).content.decode()
    assert "Delivered" in page


def test_a_version_of_the_clock_is_read_as_a_moment(ada: Client, world: World) -> None:
    """The ERP counts microseconds; people see when, the number stands in the details."""
    number = 1_795_645_384_512_345
    told = {**item_document(world.company.items[0]), "version": number}
    world.tell("item", told)
    world.carry()
    page = ada.get(f"/documents/{message_id(world.grounds, str(told['code']))}/").content.decode()
    assert "25 Nov 2026" in page and ".512" in page
    assert page.count(f"<code>{number}</code>") == 1
    assert f">{number}<" not in page.replace(f"<code>{number}</code>", "")
