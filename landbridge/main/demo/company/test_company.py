"""The demo company is believable, right in its numbers, and the same every time."""

import unicodedata

from landbridge.canon.gs1 import is_gln, is_gtin
from landbridge.main.demo.company import make_company

COMPANY = make_company()


def test_it_is_the_same_every_time() -> None:
    assert make_company() == COMPANY
    assert make_company(8) != COMPANY


def test_it_has_the_size_of_a_distributor() -> None:
    assert 290 <= len(COMPANY.items) <= 310
    assert (len(COMPANY.suppliers), len(COMPANY.customers)) == (12, 40)
    assert 980 <= len(COMPANY.site.bins) <= 1_020


def test_codes_and_barcodes_are_unique_and_right() -> None:
    codes = [item.code for item in COMPANY.items]
    gtins = [pack.gtin for item in COMPANY.items for pack in item.packs]
    bins = [place.code for place in COMPANY.site.bins]
    for names in (codes, gtins, bins, [party.code for party in COMPANY.parties]):
        assert len(set(names)) == len(names)
    assert all(map(is_gtin, gtins))
    assert is_gln(COMPANY.site.gln)


def test_every_way_of_tracking_is_there() -> None:
    found = {item.tracking for item in COMPANY.items}
    assert found == {"none", "lot", "lot_expiry", "serial"}
    for item in COMPANY.items:
        assert (item.shelf_life_days is not None) == (item.tracking == "lot_expiry"), item.code


def test_packs_nest_and_fit() -> None:
    for item in COMPANY.items:
        quantities = [pack.quantity for pack in item.packs]
        assert quantities[0] == 1 and quantities == sorted(quantities), item.code
        if item.pallet:
            assert item.case is not None
            assert item.pallet.quantity % item.case.quantity == 0
            assert item.pallet.height_mm <= 1_700, item.code
            assert item.pallet.gross_weight_g <= 830_000, item.code
            assert item.case.length_mm <= 1_200 and item.case.width_mm <= 800, item.code


def test_each_item_has_a_supplier_that_is_one() -> None:
    suppliers = {party.code for party in COMPANY.suppliers}
    assert {item.supplier for item in COMPANY.items} == suppliers


def test_addresses_are_in_many_scripts() -> None:
    letters = "".join(address.city for party in COMPANY.parties for address in party.addresses)
    scripts = {unicodedata.name(letter).split()[0] for letter in letters if letter.isalpha()}
    assert {"LATIN", "GREEK", "CYRILLIC", "CJK", "ARABIC", "HANGUL"} <= scripts


def test_bins_have_places_of_their_own() -> None:
    places = {(place.x_mm, place.y_mm, place.z_mm) for place in COMPANY.site.bins}
    assert len(places) == len(COMPANY.site.bins)
    sequences = [p.pick_sequence for p in COMPANY.site.bins if p.kind == "storage"]
    assert sorted(sequences) == sequences and len(set(sequences)) == len(sequences)
