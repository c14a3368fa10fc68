"""docs/exchanges.md: each exchange with its documents, who speaks them, what shows it, and where.

Documents and connectors are read from the code. Tests and screens are named here; `tests/house`
checks that each of them is there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """tests: `file::function`.  screens: folders of the console.  note: what is not there."""

    tests: tuple[str, ...]
    screens: tuple[str, ...]
    note: str = ""


ERP = "tests/scenario/test_tryton.py"
MORE = "tests/scenario/test_tryton_exchanges.py"
PACKED = "tests/scenario/test_tryton_packages.py"
DEMO = "tests/scenario/test_demo.py::test_a_day_is_played_to_the_end_and_both_books_agree"
WAREHOUSE = "screens/warehouse"
EVIDENCE: Mapping[str, Evidence] = {
    "sales_orders": Evidence(
        (f"{ERP}::test_a_sale_comes_as_an_order_to_ship",
         f"{ERP}::test_an_order_cancelled_in_tryton_is_told_as_cancelled",
         "landbridge/wms/outbound/test_changes_of_mind.py"
         "::test_t26_a_cancel_is_answered_part_by_part",
         "tests/scenario/test_real_changes.py"
         "::test_t28_what_tryton_wants_last_is_what_the_warehouse_holds"),
        (f"{WAREHOUSE}/outbound_orders", f"{WAREHOUSE}/outbound_order"),
    ),
    "customers": Evidence(
        (f"{ERP}::test_parties_come_with_addresses_in_their_own_scripts",),
        ("screens/bridge/document",),
    ),
    "product_master": Evidence(
        (f"{ERP}::test_items_come_with_everything_the_warehouse_needs",
         "landbridge/wms/facade/test_exchanges.py"
         "::test_a_deactivated_item_is_a_state_and_its_stock_stays"),
        (f"{WAREHOUSE}/items", f"{WAREHOUSE}/item"),
    ),
    "inbound_and_notices": Evidence(
        (f"{ERP}::test_a_purchase_comes_as_goods_to_expect",
         "landbridge/wms/facade/test_exchanges.py"
         "::test_an_announced_pallet_is_counted_in_by_one_scan_of_its_plate"),
        (f"{WAREHOUSE}/inbound_orders", f"{WAREHOUSE}/inbound_order"),
        "Tryton has no advance ship notices; suppliers send them as JSON over HTTP.",
    ),
    "erp_adjustments": Evidence(
        (f"{MORE}::test_an_inventory_of_the_erp_becomes_a_correction",
         "landbridge/wms/facade/test_exchanges.py"
         "::test_a_correction_of_the_office_is_booked_and_not_told_back"),
        (f"{WAREHOUSE}/stock", "screens/bridge/document"),
    ),
    "prices": Evidence(
        (f"{MORE}::test_prices_come_with_their_customs_value",
         "landbridge/wms/facade/test_exchanges.py"
         "::test_prices_are_an_upsert_by_version_and_wait_for_their_item"),
        (f"{WAREHOUSE}/item", f"{WAREHOUSE}/packing_list"),
    ),
    "shipments": Evidence(
        (f"{ERP}::test_a_shipment_of_everything_is_done_with_its_lots",
         f"{PACKED}::test_cartons_become_packages_with_tracking_and_weight",
         f"{PACKED}::test_a_lost_answer_doubles_no_package_and_loses_no_note",
         f"{MORE}::test_t29_an_item_on_three_lines_keeps_its_lines_in_two_boxes"),
        (f"{WAREHOUSE}/outbound_order",),
        "In Tryton cartons are packages with contents, weight and tracking, where its modules for "
        "them are there;\nwhat it has no field for (the SSCC, the service) is a note.",
    ),
    "counts_and_stock": Evidence(
        (f"{ERP}::test_differences_are_booked_against_lost_and_found", DEMO),
        (f"{WAREHOUSE}/stock", f"{WAREHOUSE}/bin"),
        "A count is told by what it changed (docs/decisions/0014).",
    ),
    "receipts": Evidence(
        (f"{ERP}::test_a_receipt_with_lots_is_booked_and_what_is_missing_stays_awaited",
         f"{ERP}::test_more_than_ordered_is_booked_as_it_came"),
        (f"{WAREHOUSE}/inbound_order",),
    ),
    "progress": Evidence(
        (f"{MORE}::test_progress_stands_on_the_shipment_in_its_order",
         f"{MORE}::test_t26_the_answer_to_a_change_stands_on_the_shipment"),
        (f"{WAREHOUSE}/outbound_order",),
        "Tryton shows both as notes on the customer shipment.",
    ),
    "lots_and_serials": Evidence(
        (f"{ERP}::test_serial_numbers_become_lots_of_one_piece",
         f"{ERP}::test_a_line_over_two_lots_ships_from_both"),
        (f"{WAREHOUSE}/stock", f"{WAREHOUSE}/outbound_order"),
    ),
    "returns": Evidence(
        (f"{MORE}::test_t33_a_return_is_authorised_and_booked_once",
         "landbridge/wms/returns/test_returns.py"
         "::test_t33_stock_moves_once_per_physical_receipt_only",
         f"{MORE}::test_t33_what_goes_back_to_its_supplier_is_booked_once"),
        (f"{WAREHOUSE}/returns", f"{WAREHOUSE}/return_order", f"{WAREHOUSE}/supplier_returns",
         "handheld/returns"),
        "What is decided to go back to its supplier leaves by a parcel of its own; the office is "
        "told when\nit leaves.",
    ),
    "transfers": Evidence(
        (f"{MORE}::test_a_transfer_leaves_one_warehouse_and_comes_to_the_other",
         "landbridge/wms/facade/test_exchanges.py"
         "::test_a_transfer_is_an_order_out_here_and_an_order_in_there"),
        (f"{WAREHOUSE}/outbound_order", f"{WAREHOUSE}/inbound_order"),
    ),
}  # fmt: skip
WAYS = {"down": "ERP to WMS", "back": "WMS to ERP", "between": "between sites"}


def lines() -> Iterator[str]:
    """The page, line by line."""
    from landbridge.canon.exchanges import EXCHANGES, TRANSFERS
    from landbridge.connect.registry import connector_kinds

    yield (
        "\n# The exchanges\n\nWhat an ERP and a warehouse tell each other: twelve exchanges, and "
        "transfers between sites. A document\nis *told* by a connector that reads it from its "
        "system and *taken* by one that brings it there.\n`landbridge demo --once --json` counts "
        "how often each was used, under `exchanges`.\n"
    )
    spoken: dict[tuple[str, str], list[str]] = {}
    for name, kind in sorted(connector_kinds().items()):
        for entry in kind.manifest.speaks:
            spoken.setdefault((entry.document, entry.direction), []).append(name)
    for number, exchange in enumerate((*EXCHANGES, TRANSFERS), 1):
        title = f"{number}. {exchange.title}" if exchange is not TRANSFERS else exchange.title
        yield f"## {title}\n\n`{exchange.name}`, {WAYS[exchange.way]}.\n"
        yield "| document | told by | taken by |\n|---|---|---|"
        for kind_name in exchange.kinds:
            told = ", ".join(spoken.get((kind_name, "in"), ())) or "nobody"
            taken = ", ".join(spoken.get((kind_name, "out"), ())) or "nobody"
            yield f"| `{kind_name}` | {told} | {taken} |"
        evidence = EVIDENCE[exchange.name]
        yield "\nShown by:\n"
        for test in evidence.tests:
            path, _, function = test.partition("::")
            yield f"- [`{function}`](../{path})"
        seen = ", ".join(f"[{one}](../landbridge/console/{one}/)" for one in evidence.screens)
        yield f"\nSeen at {seen}."
        yield f"\n{evidence.note}\n" if evidence.note else ""
