"""Enter the demo company into Tryton over its API. Only what is missing is entered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from landbridge.connectors.tryton.rpc import TrytonRpc
from landbridge.main.demo.company import CARRIER, DemoCompany, PartyData
from landbridge.main.demo.erp.database import Progress, Step, silent
from landbridge.main.demo.erp.goods import ATTRIBUTES, item_values

T = TypeVar("T")
CHUNK = 50
GROUPS = {
    "clerk": ("sale.group_sale", "purchase.group_purchase", "stock.group_stock"),
    "landbridge": (
        "sale.group_sale",
        "purchase.group_purchase",
        "stock.group_stock",
        # What has left the building has left it, whatever the books say.
        "stock.group_stock_force_assignment",
        "stock_lot_sled.group_stock_force_expiration",
    ),
}
LANGUAGES = {"zh": "zh_CN"}


def fill_company(
    rpc: TrytonRpc,
    company: DemoCompany,
    *,
    passwords: Mapping[str, str],
    progress: Progress = silent,
) -> int:
    """rpc: signed in as `admin`. Returns how many items and parties were new."""
    filling = _Filling(rpc, company, progress)
    filling.ensure_company()
    filling.ensure_numbers_and_warehouse()
    filling.ensure_users(passwords)
    filling.ensure_uoms()
    filling.ensure_attributes()
    filling.ensure_carrier()
    return filling.ensure_parties() + filling.ensure_items()


class _Filling:
    """One run: ids found or made on the way are kept."""

    def __init__(self, rpc: TrytonRpc, company: DemoCompany, progress: Progress) -> None:
        self.rpc = rpc
        self.company = company
        self._progress = progress
        self._done = 0
        self._total = len(company.items) + len(company.parties)
        self.company_id = 0
        self.currency_id = 0
        self.attribute_set_id = 0
        self.country_ids: dict[str, int] = {}
        self.uom_ids: dict[str, int] = {}
        self.category_ids: dict[str, int] = {}

    def ensure_company(self) -> None:
        data = self.company
        self.tell("entering the company")
        self.currency_id = self._one(
            "currency.currency",
            [("code", "=", data.currency)],
            {
                "name": "Euro", "code": data.currency, "symbol": "€", "digits": 2, "rounding":
                Decimal("0.01"),
                "rates": [("create", [{"date": date(2000, 1, 1), "rate": Decimal(1)}])],
            },
        )  # fmt: skip
        self._ensure_countries()
        address = data.address
        party = self._one(
            "party.party",
            [("code", "=", data.owner_code)],
            {
                "name": data.name, "code": data.owner_code,
                "addresses": [("create", [{
                    "street": address.street, "postal_code": address.postal_code,
                    "city": address.city, "country": self.country_ids[address.country_code],
                }])],
            },
        )  # fmt: skip
        self.company_id = self._one(
            "company.company",
            [("party", "=", party)],
            {"party": party, "currency": self.currency_id, "timezone": data.site.timezone},
        )
        (me,) = self.rpc.search_read("res.user", [("login", "=", "admin")], ["company"])
        if me["company"] != self.company_id:
            values = {"companies": [("add", [self.company_id])], "company": self.company_id}
            self.rpc.model("res.user", "write", [me["id"]], values)
        self.rpc.context = self.rpc.model("res.user", "get_preferences", True)

    def _ensure_countries(self) -> None:
        codes = {a.country_code for party in self.company.parties for a in party.addresses}
        codes |= {self.company.address.country_code}
        found = self.rpc.search_read("country.country", [("code", "in", sorted(codes))], ["code"])
        self.country_ids = {entry["code"]: entry["id"] for entry in found}
        missing = sorted(codes - self.country_ids.keys())
        values = [{"name": COUNTRY_NAMES[code], "code": code} for code in missing]
        made = self.rpc.model("country.country", "create", values) if values else []
        self.country_ids |= dict(zip(missing, made, strict=True))

    def ensure_numbers_and_warehouse(self) -> None:
        """Numbers that people can tell apart, and the warehouse named as in the building."""
        for model, field, prefix in (
            ("sale.configuration", "sale_sequence", "SO"),
            ("purchase.configuration", "purchase_sequence", "PO"),
            ("stock.configuration", "shipment_out_sequence", "CS"),
            ("stock.configuration", "shipment_in_sequence", "SS"),
            ("stock.configuration", "shipment_out_return_sequence", "CR"),
            ("stock.configuration", "shipment_in_return_sequence", "SR"),
            ("stock.configuration", "shipment_internal_sequence", "IS"),
            ("stock.configuration", "inventory_sequence", "IV"),
        ):
            (settings,) = self.rpc.model(model, "read", [1], [field])
            values = {"prefix": prefix, "padding": 5}
            self.rpc.model("ir.sequence", "write", [settings[field]], values)
        site = self.company.site
        (warehouse,) = self.rpc.search_read(
            "stock.location",
            [("type", "=", "warehouse"), ("code", "!=", self.company.shop.code)],
            ["code"],
            limit=1,
        )
        if warehouse["code"] != site.code:
            values = {"code": site.code, "name": site.name}
            self.rpc.model("stock.location", "write", [warehouse["id"]], values)
        self._ensure_shop()

    def _ensure_shop(self) -> None:
        """The second warehouse, with places of its own."""
        shop = self.company.shop
        places = {}
        for place in ("input", "storage", "output"):
            code = f"{shop.code}-{place}"
            values = {"name": f"{shop.name}, {place}", "code": code, "type": "storage"}
            places[place] = self._one("stock.location", [("code", "=", code)], values)
        self._one(
            "stock.location",
            [("code", "=", shop.code)],
            {
                "name": shop.name, "code": shop.code, "type": "warehouse",
                **{f"{place}_location": place_id for place, place_id in places.items()},
            },
        )  # fmt: skip

    def ensure_users(self, passwords: Mapping[str, str]) -> None:
        groups_by_name = {
            entry["xml_id"]: entry["id"] for entry in self.rpc.read_all("res.group", [], ["xml_id"])
        }
        for login, groups in GROUPS.items():
            if self.rpc.search_read("res.user", [("login", "=", login)], ["id"]):
                continue
            values = {
                "name": login.capitalize(),
                "login": login,
                "password": passwords[login],
                "companies": [("add", [self.company_id])],
                "company": self.company_id,
                "groups": [("add", [groups_by_name[name] for name in groups])],
            }
            self.rpc.model("res.user", "create", [values])

    def ensure_uoms(self) -> None:
        """A case of 12 is a unit of its own in Tryton, for all items packed so."""
        self.uom_ids = {
            entry["symbol"]: entry["id"]
            for entry in self.rpc.read_all("product.uom", [], ["symbol"])
        }
        (each,) = self.rpc.search_read("product.uom", [("symbol", "=", "u")], ["category"])
        counts = {item.case.quantity for item in self.company.items if item.case is not None}
        missing = [count for count in sorted(counts) if f"cs{count}" not in self.uom_ids]
        values = [
            {
                "name": f"Case of {count}", "symbol": f"cs{count}", "category": each["category"],
                "factor": float(count), "rate": round(1 / count, 12), "digits": 4,
                "rounding": 0.0001,
            }
            for count in missing
        ]  # fmt: skip
        made = self.rpc.model("product.uom", "create", values) if values else []
        names = (f"cs{count}" for count in missing)
        self.uom_ids |= dict(zip(names, made, strict=True))

    def ensure_attributes(self) -> None:
        """What Tryton has no field for stands in attributes of the item."""
        name = "Warehouse data"
        found = self.rpc.search_read("product.attribute.set", [("name", "=", name)], ["id"])
        if found:
            self.attribute_set_id = found[0]["id"]
            return
        values = {
            "name": name,
            "attributes": [("create", [
                {"name": key, "string": text, "type_": kind}
                | ({"digits": 0} if kind == "numeric" else {})
                for key, (text, kind) in ATTRIBUTES.items()
            ])],
        }  # fmt: skip
        (self.attribute_set_id,) = self.rpc.model("product.attribute.set", "create", [values])

    def ensure_carrier(self) -> None:
        """Who takes the parcels; a database made before carriers came to the demo has none."""
        if "carrier" not in self.rpc.model("stock.shipment.out", "fields_get", []):
            return
        category = self._one("party.category", [("name", "=", "Carriers")], {"name": "Carriers"})
        party = self._one(
            "party.party",
            [("code", "=", CARRIER)],
            {"name": "Paketdienst Nord", "code": CARRIER, "categories": [("add", [category])]},
        )
        (each,) = self.rpc.search_read("product.uom", [("symbol", "=", "u")], ["id"])
        service = {
            "name": "Parcel", "code": "PARCEL-SERVICE", "type": "service",
            "default_uom": each["id"], "list_price": Decimal("6.90"),
            "products": [("create", [{"suffix_code": "", "cost_price": Decimal("4.20")}])],
        }  # fmt: skip
        self._one("product.template", [("code", "=", "PARCEL-SERVICE")], service)
        (product,) = self.rpc.search_read(
            "product.product", [("code", "=", "PARCEL-SERVICE")], ["id"]
        )
        values = {"party": party, "carrier_product": product["id"]}
        self._one("carrier", [("party", "=", party)], values)

    def ensure_parties(self) -> int:
        known = self._known_codes("party.party")
        parties = [party for party in self.company.parties if party.code not in known]
        categories = {
            role: self._one("party.category", [("name", "=", name)], {"name": name})
            for role, name in (("customer", "Customers"), ("supplier", "Suppliers"))
        }
        languages = {
            entry["code"]: entry["id"] for entry in self.rpc.read_all("ir.lang", [], ["code"])
        }
        self._done += len(self.company.parties) - len(parties)
        for chunk in _chunks(parties):
            self.tell("entering customers and suppliers")
            values = [
                self._party_values(party, categories[party.role])
                | {"lang": languages.get(LANGUAGES.get(party.language, party.language))}
                for party in chunk
            ]
            self.rpc.model("party.party", "create", values)
            self._done += len(chunk)
        return len(parties)

    def _party_values(self, party: PartyData, category_id: int) -> dict[str, Any]:
        return {
            "name": party.name,
            "code": party.code,
            "categories": [("add", [category_id])],
            "contact_mechanisms": [("create", [
                {"type": "email", "value": party.email},
                {"type": "phone", "value": party.phone},
            ])],
            "addresses": [("create", [
                {
                    "sequence": number,
                    "party_name": address.name if address.name != party.name else None,
                    "street": address.street, "postal_code": address.postal_code,
                    "city": address.city, "country": self.country_ids[address.country_code],
                    "delivery": address.delivery, "invoice": address.invoice,
                }
                for number, address in enumerate(party.addresses, 1)
            ])],
        }  # fmt: skip

    def ensure_items(self) -> int:
        known = self._known_codes("product.product")
        items = [item for item in self.company.items if item.code not in known]
        suppliers = {
            entry["code"]: entry["id"]
            for entry in self.rpc.read_all("party.party", [("code", "like", "S%")], ["code"])
        }
        for family in sorted({item.family for item in items}):
            self.category_ids[family] = self._one(
                "product.category", [("name", "=", family)], {"name": family}
            )
        self._done += len(self.company.items) - len(items)
        for chunk in _chunks(items):
            self.tell("entering items")
            values = [
                item_values(
                    item,
                    uom_ids=self.uom_ids,
                    category_id=self.category_ids[item.family],
                    attribute_set_id=self.attribute_set_id,
                    supplier_id=suppliers[item.supplier],
                    currency_id=self.currency_id,
                )
                for item in chunk
            ]
            self.rpc.model("product.template", "create", values)
            self._done += len(chunk)
        self.tell("the company is entered")
        return len(items)

    def tell(self, text: str) -> None:
        self._progress(Step(text, self._done, self._total))

    def _known_codes(self, model: str) -> set[str]:
        return {entry["code"] for entry in self.rpc.read_all(model, [], ["code"])}

    def _one(self, model: str, domain: Sequence[Any], values: dict[str, Any]) -> int:
        """The id of the record that the domain finds, made of `values` if there is none."""
        found = self.rpc.search_read(model, domain, ["id"], limit=1)
        if found:
            return int(found[0]["id"])
        (made,) = self.rpc.model(model, "create", [values])
        return int(made)


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


COUNTRY_NAMES = {
    "AE": "United Arab Emirates", "AT": "Austria", "BE": "Belgium", "BG": "Bulgaria",
    "CH": "Switzerland", "CN": "China", "CZ": "Czechia", "DE": "Germany", "DK": "Denmark",
    "EG": "Egypt", "ES": "Spain", "FI": "Finland", "FR": "France", "GB": "United Kingdom",
    "GR": "Greece", "HR": "Croatia", "HU": "Hungary", "IE": "Ireland", "IS": "Iceland",
    "IT": "Italy", "JP": "Japan", "KR": "Korea, Republic of", "NL": "Netherlands", "NO": "Norway",
    "PL": "Poland", "PT": "Portugal", "RO": "Romania", "RS": "Serbia", "SE": "Sweden",
    "SK": "Slovakia", "TR": "Türkiye", "UA": "Ukraine",
}  # fmt: skip
