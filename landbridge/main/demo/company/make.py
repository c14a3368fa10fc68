"""Put the company together. Seeded: the same seed gives the same company, byte for byte."""

import random
from collections.abc import Iterator
from decimal import Decimal

from landbridge.canon.gs1 import check_digit
from landbridge.main.demo.company.building import make_shop, make_site
from landbridge.main.demo.company.families import FAMILIES, Family, Size
from landbridge.main.demo.company.model import AddressData, DemoCompany, ItemData, PackData
from landbridge.main.demo.company.partners import make_parties

# 952 is the prefix GS1 reserves for demonstrations (GS1 prefix list).
GS1_PREFIX = "9521101"
PALLET_LENGTH_MM, PALLET_WIDTH_MM, PALLET_HEIGHT_MM = 1_200, 800, 1_600
PALLET_WEIGHT_G = 25_000
PALLET_LOAD_MAX_G = 800_000
DECK_MM = 144
CARTON_WALL_MM = 8


def make_company(seed: int = 7) -> DemoCompany:
    """The demo company: about 300 items, 12 suppliers, 40 customers, about 1,000 bins."""
    name = "Nordhafen Handelskontor GmbH"
    return DemoCompany(
        owner_code="NORDHAFEN",
        name=name,
        address=AddressData(
            name=name,
            street="Am Genter Ufer 3",
            postal_code="21129",
            city="Hamburg",
            country_code="DE",
        ),
        currency="EUR",
        gs1_prefix=GS1_PREFIX,
        items=tuple(_items(random.Random(seed))),  # noqa: S311  # a seeded world, no secret
        parties=make_parties(),
        site=make_site(),
        shop=make_shop(),
    )


def _items(chance: random.Random) -> Iterator[ItemData]:
    reference = 0
    for family in FAMILIES:
        wanted = [(article, size) for article in family.articles for size in family.sizes]
        for number, (article, size) in enumerate(wanted[: family.count], 1):
            reference += 1
            yield _item(family, article, size, number, reference, chance)


def _item(
    family: Family, article: str, size: Size, number: int, reference: int, chance: random.Random
) -> ItemData:
    list_price = Decimal(size.price_ct + chance.randrange(0, 40) * 10).scaleb(-2)
    margin = Decimal(chance.randrange(52, 71)).scaleb(-2)
    return ItemData(
        code=f"{family.code}-{1000 + number}",
        description=f"{article} {size.label}",
        family=family.code,
        base_uom=family.base_uom,
        quantity_digits=family.quantity_digits,
        packs=tuple(_packs(family, size, reference, chance.choice(family.case_of))),
        tracking=family.tracking,
        shelf_life_days=family.shelf_life_days,
        supplier=chance.choice(family.suppliers),
        list_price=list_price,
        cost_price=(list_price * margin).quantize(Decimal("0.01")),
        country_of_origin=chance.choice(family.origins),
        commodity_code=family.commodity_code,
        hazard_code=family.hazard_code,
        temperature_class=family.temperature_class,
    )


def _packs(family: Family, size: Size, reference: int, case_of: int) -> Iterator[PackData]:
    base = f"{GS1_PREFIX}{reference:05d}"
    yield PackData(
        level="each",
        uom=family.base_uom,
        quantity=1,
        gtin=f"{base}{check_digit(base)}",
        length_mm=size.length_mm,
        width_mm=size.width_mm,
        height_mm=size.height_mm,
        gross_weight_g=size.gross_weight_g,
    )
    if not case_of:
        return
    case = _case(size, case_of, base)
    yield case
    yield _pallet(case, base)


def _case(size: Size, count: int, base: str) -> PackData:
    """The arrangement of pieces that needs the least board."""
    arrangements = [
        (
            size.length_mm * along + CARTON_WALL_MM,
            size.width_mm * across + CARTON_WALL_MM,
            size.height_mm * (count // (along * across)) + CARTON_WALL_MM,
        )
        for along in range(1, count + 1)
        for across in range(1, count // along + 1)
        if count % (along * across) == 0
    ]
    length, width, height = min(
        arrangements, key=lambda box: (box[0] * box[1] + box[1] * box[2] + box[0] * box[2], box)
    )
    return PackData(
        level="case",
        uom="CS",
        quantity=count,
        gtin=_indicated("1", base),
        length_mm=max(length, width),
        width_mm=min(length, width),
        height_mm=height,
        gross_weight_g=size.gross_weight_g * count + 180,
    )


def _pallet(case: PackData, base: str) -> PackData:
    """As many layers of cases as a euro pallet bears in height and weight."""
    per_layer = max(
        1,
        (PALLET_LENGTH_MM // case.length_mm) * (PALLET_WIDTH_MM // case.width_mm),
        (PALLET_LENGTH_MM // case.width_mm) * (PALLET_WIDTH_MM // case.length_mm),
    )
    by_height = (PALLET_HEIGHT_MM - DECK_MM) // case.height_mm
    by_weight = PALLET_LOAD_MAX_G // (per_layer * case.gross_weight_g)
    layers = max(1, min(by_height, by_weight))
    cases = per_layer * layers
    return PackData(
        level="pallet",
        uom="PF",
        quantity=case.quantity * cases,
        gtin=_indicated("2", base),
        length_mm=PALLET_LENGTH_MM,
        width_mm=PALLET_WIDTH_MM,
        height_mm=DECK_MM + layers * case.height_mm,
        gross_weight_g=PALLET_WEIGHT_G + cases * case.gross_weight_g,
    )


def _indicated(indicator: str, base: str) -> str:
    """GTIN-14 of a packing level: indicator digit, the piece's twelve digits, check digit."""
    body = f"{indicator}{base}"
    return f"{body}{check_digit(body)}"
