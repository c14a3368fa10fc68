"""The demo company: a distributor with items, partners and a building, as pure data.

`make_company()` gives the same company every time. It knows neither the ERP nor the warehouse:
the ERP is filled from it (`landbridge.main.demo.erp`), and from there items and parties reach the
warehouse as documents over the bridge, as in real life. Only the building is told to the
warehouse directly, for no ERP knows its bins.
"""

from landbridge.main.demo.company.make import make_company
from landbridge.main.demo.company.model import (
    CARRIER,
    AddressData,
    BinData,
    DemoCompany,
    ItemData,
    PackData,
    PartyData,
    SiteData,
    ZoneData,
)

__all__ = [
    "CARRIER",
    "AddressData",
    "BinData",
    "DemoCompany",
    "ItemData",
    "PackData",
    "PartyData",
    "SiteData",
    "ZoneData",
    "make_company",
]
