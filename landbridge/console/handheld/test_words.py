"""The handheld in the worker's language: questions, refusals, and what the warehouse says."""

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from landbridge.console.handheld.test_flows import Handheld, hand  # noqa: F401  # a fixture
from landbridge.console.handheld.words import spoken
from landbridge.console.models import Preference
from landbridge.kit.ground import Ground
from landbridge.wms import facade
from landbridge.wms.testing import gtin, purchase

WORDS = {
    "de": ("Artikel oder Palette scannen", "DRILL steht nicht auf Bestellung P1.",
           "5 BOLT angenommen, 1 fehlen noch."),
    "es": ("Escanee el artículo o el palé", "DRILL no está en el pedido P1.",
           "5 BOLT recibidos, faltan 1."),
    "fr": ("Scannez l'article ou la palette", "DRILL n'est pas sur la commande P1.",
           "5 BOLT reçus, encore 1 à venir."),
    "pl": ("Zeskanuj towar lub paletę", "DRILL nie ma na zamówieniu P1.",
           "Przyjęto 5 BOLT, brakuje jeszcze 1."),
}  # fmt: skip


@pytest.mark.parametrize("language", WORDS)
def test_a_flow_speaks_the_language_the_worker_chose(
    hand: Handheld,  # noqa: F811
    wms_ground: Ground,
    language: str,
) -> None:
    ask, wrong, right = WORDS[language]
    facade.accept(wms_ground, purchase("P1", ("1", "BOLT", 6)), key="p1")
    page = hand.client.post("/floor/language/", {"language": language}, follow=True)
    assert f'<html lang="{language}"' in page.content.decode()
    hand.open("receive").scan("P1")
    assert hand.ask == ask
    hand.scan("DRILL")
    assert (hand.beep, hand.say) == ("wrong", wrong)
    hand.scan(gtin(1)).scan("5")
    assert hand.say.startswith(right)
    assert Preference.objects.get(user=User.objects.get(username="paul")).language == language


def test_the_device_says_the_language_until_the_worker_does(hand: Handheld) -> None:  # noqa: F811
    page = hand.client.get("/floor/pick/", headers={"accept-language": "pl,en;q=0.5"})
    assert "Nic do pobrania" in page.content.decode()
    hand.client.post("/floor/language/", {"language": "xx"})
    assert not Preference.objects.exists()


def test_what_the_warehouse_says_is_found_again_by_its_form() -> None:
    text = "2 BOLT taken. Fetch 3 from A-09."
    assert spoken(text) == text
    with translation.override("de"):
        assert spoken(text) == "2 BOLT genommen. Hole 3 von A-09."
        assert spoken("4 BOLT in DOCK are damaged now.") == "4 BOLT in DOCK: jetzt beschädigt."
        assert spoken("P.1 can be A or B. Scan another code of it.") == (
            "P.1 kann A oder B sein. Einen anderen Code davon scannen."
        )
        assert spoken("Nobody wrote this down. There is no such carton.") == (
            "Nobody wrote this down. Diesen Karton gibt es nicht."
        )
        assert spoken("") == ""


def test_what_stands_inside_a_sentence_is_translated_too() -> None:
    code = "The code could not be read: (01) has a wrong check digit: 99999999999999."
    place = "A-1 holds 5 of lot L1 of this item already and has room. It is 9 % full then. Rule: X."
    kept = "MILK cannot stand in A-01: it keeps frozen goods. Choose a bin that is for it."
    with translation.override("de"):
        assert spoken(code).endswith("(01) hat eine falsche Prüfziffer: 99999999999999.")
        assert spoken(place) == (
            "A-1 enthält schon 5 der Charge L1 von diesem Artikel und hat Platz. "
            "Dann ist er zu 9 % voll. Regel: X."
        )
        assert "er ist für tiefgekühlte Ware" in spoken(kept)
    for language, word in (("es", "dígito de control"), ("fr", "clé de contrôle"),
                           ("pl", "cyfrę kontrolną")):  # fmt: skip
        with translation.override(language):
            assert word in spoken(code)
