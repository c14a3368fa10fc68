"""What the demo needs before the day begins: the building, the endpoints, people with tokens.

Everything is safe to repeat: a second start finds it there.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import fields
from decimal import Decimal
from pathlib import Path

from landbridge.console.grounds import Grounds
from landbridge.hub.facade import (
    EndpointUnusableError,
    Mandate,
    add_endpoint,
    change_endpoint,
    connect_endpoints,
    subscribe,
)
from landbridge.kit.crypto import Secret, token_text
from landbridge.kit.findings import LandbridgeError
from landbridge.main.demo.company import DemoCompany, SiteData
from landbridge.wms.facade import (
    carton_kinds,
    open_site,
    put_bins,
    put_carton_kind,
    put_release_policy,
    put_wave_template,
    put_zones,
    wave_templates,
)
from landbridge.wms.facade.contracts import CartonKind, ReleasePolicy, WaveTemplate
from landbridge.wms.layout.contracts import Bin, BinKind, Site, Zone

ERP = "erp"
WAREHOUSE = "warehouse"
SUPPLIER = "suppliers"
SUPPLIER_SECRET = "whsec_ZGVtbyBzdXBwbGllciBzZWNyZXQgb24gdGhpcyBtYWNoaW5l"  # noqa: S105  # of the demo only
LOGIN = "demo"
PASSWORD = "landbridge"  # noqa: S105  # printed on the screen; the demo listens on this machine only
CREW = ("rita", "paul", "petra")
TOKEN_NAME = "scanner"  # noqa: S105  # the name of a token
CREW_SCOPES = ("see_stock", "see_orders", "see_tasks", "work_floor")
# Inner edges and own weight: mm, g.
CARTONS = (
    ("XS", 220, 160, 120, 70),
    ("S", 330, 240, 150, 140),
    ("M", 450, 350, 250, 320),
    ("L", 600, 400, 400, 610),
)
TOURS = "TOURS"
CARTON_WEIGHT_MAX_G = 31_500
MANDATE = Mandate(by="demo", why="the demo's own setting up")


def seed_building(grounds: Grounds, company: DemoCompany) -> int:
    """Tell the warehouse of its building; returns how many bins it has."""
    return sum(_seed_site(grounds, site) for site in (company.site, company.shop))


def _seed_site(grounds: Grounds, site: SiteData) -> int:
    open_site(
        grounds.wms, Site(code=site.code, name=site.name, timezone=site.timezone, gln=site.gln)
    )
    zones = [
        Zone(code=zone.code, name=zone.name, hazard_classes=zone.hazard_classes)
        for zone in site.zones
    ]
    put_zones(grounds.wms, site=site.code, zones=zones)
    shared = {item.name for item in fields(Bin)} & {item.name for item in fields(site.bins[0])}
    bins = [
        Bin(
            **{name: getattr(entry, name) for name in shared - {"kind", "weight_max_g"}},
            kind=BinKind(entry.kind),
            weight_max_g=Decimal(entry.weight_max_g) if entry.weight_max_g else None,
        )
        for entry in site.bins
    ]
    put_bins(grounds.wms, site=site.code, bins=bins)
    return len(bins)


def seed_cartons(grounds: Grounds, company: DemoCompany) -> None:
    """Kinds of cartons at the packing tables; those that somebody has set stay."""
    site = company.site.code
    if carton_kinds(grounds.wms, site=site):
        return
    for code, length, width, height, tare in CARTONS:
        kind = CartonKind(
            site=site, code=code, length_mm=length, width_mm=width, height_mm=height, tare_g=tare,
            weight_max_g=CARTON_WEIGHT_MAX_G,
        )  # fmt: skip
        put_carton_kind(grounds.wms, kind, actor=MANDATE.by)


def seed_waves(grounds: Grounds, company: DemoCompany) -> None:
    """Orders go out in waves that begin by themselves; a template that somebody has set stays."""
    site = company.site.code
    if wave_templates(grounds.wms, site=site):
        return
    template = WaveTemplate(
        site=site, code=TOURS, orders_per_trip=3, orders_max=40, orders_min=6, wait_max_min=1
    )
    put_wave_template(grounds.wms, template, actor=MANDATE.by)
    policy = ReleasePolicy(site=site, mode="waves")
    put_release_policy(grounds.wms, policy, actor=MANDATE.by)


def seed_endpoints(grounds: Grounds, company: DemoCompany, erp: Mapping[str, object]) -> None:
    """Add both shores and route between them. erp: settings of the connector `tryton`."""
    own = {"site": company.site.code, "owner": company.owner_code}
    options = own | {"zone": company.site.timezone}
    _put_endpoint(grounds, ERP, "tryton", erp, options)
    _put_endpoint(grounds, WAREHOUSE, "landbridge_wms", own, options)
    connect_endpoints(grounds.hub, left=ERP, right=WAREHOUSE, mandate=MANDATE)
    _put_endpoint(
        grounds,
        SUPPLIER,
        "json_http",
        {"signing_secret": Secret(SUPPLIER_SECRET), **options},
        options,
    )
    subscribe(grounds.hub, source=SUPPLIER, kind="asn", target=WAREHOUSE, mandate=MANDATE)


def _put_endpoint(
    grounds: Grounds,
    name: str,
    connector: str,
    values: Mapping[str, object],
    options: Mapping[str, object],
) -> None:
    try:
        add_endpoint(
            grounds.hub,
            name=name,
            connector=connector,
            values=values,
            options=options,
            mandate=MANDATE,
        )
    except LandbridgeError as error:
        # It is there with other settings, e.g. the port of an earlier start.
        try:
            change_endpoint(
                grounds.hub, endpoint=name, values=values, options=options, mandate=MANDATE
            )
        except EndpointUnusableError:
            raise error from None


def seed_people() -> None:
    """The demo's login, and the crew; Django must be set up."""
    from landbridge.console.people import add_person, person_id

    if person_id(LOGIN) is None:
        add_person(name=LOGIN, password=Secret(PASSWORD), superuser=True)
    for name in CREW:
        if person_id(name) is None:
            add_person(name=name, password=Secret(token_text()), roles=["operator"])


def crew_tokens(file: Path) -> dict[str, Secret]:
    """A token for each of the crew, kept in `file` for the next start; Django must be set up."""
    from landbridge.console.people import person_id
    from landbridge.console.tokens import bearer_of, create_token

    kept: dict[str, str] = {}
    if file.exists():
        kept = json.loads(file.read_text(encoding="utf-8"))
    for name in CREW:
        owner_id = person_id(name)
        assert owner_id is not None, "people come before their tokens"
        if name not in kept or bearer_of(kept[name]) is None:
            key = create_token(
                owner_id=owner_id, name=TOKEN_NAME, scopes=CREW_SCOPES, days=None, by=MANDATE.by
            )
            kept[name] = key.reveal()
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        json.dump(kept, output)
    return {name: Secret(text) for name, text in kept.items()}
