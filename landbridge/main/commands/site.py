"""Open sites of the built-in warehouse, and bring their bins from a CSV file or into one."""

import argparse
import sys
from pathlib import Path

from landbridge.console.grounds import Grounds
from landbridge.main.verbs import run_verb

SUMMARY = "open sites of the warehouse, bring in or generate their bins"
SHEETS = ("bins", "zones", "aisles", "cross-aisles")
FILE_BYTES_MAX = 50_000_000
NUMBERS = {
    "aisles": "aisles side by side (default: 10)",
    "blocks": "rows of racks behind each other (default: 1)",
    "bays": "bays of an aisle in one block, both sides (default: 25)",
    "levels": "levels above each other (default: 4)",
    "pick_levels": "of them, levels that are picked from (default: 2)",
    "chilled_aisles": "of the aisles, the last ones that are chilled (default: 0)",
    "hazard_aisles": "of the aisles, those for hazardous goods (default: 0)",
    "docks": "docks, and as many places for staging and shipping (default: 2)",
    "pack_stations": "packing stations (default: 4)",
}


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    add = verbs.add_parser("add", help="open or change a site", description="Open or change one.")
    add.add_argument("code", help="short code, as the ERP calls the warehouse")
    add.add_argument("--name", required=True, help="name for people")
    add.add_argument("--timezone", default="UTC", help="IANA time zone (default: UTC)")
    add.add_argument("--gln", default="", help="global location number, 13 digits")
    add.set_defaults(verb=_add)
    bring = verbs.add_parser(
        "import-bins",
        help="make or change bins from a CSV file",
        description="Make or change bins from a CSV file; with an error in it nothing is changed. "
        "Columns: code, kind (storage, receiving, staging, packing, shipping), zone, aisle, bay, "
        "block, level, x_mm, y_mm, z_mm, pick_sequence, length_mm, width_mm, height_mm, "
        "weight_max_g, check_digits, temperature_class, hazard_classes, active. Other sheets: "
        "zones, aisles, cross-aisles; export one to see its columns.",
    )
    bring.add_argument("code", help="of the site")
    bring.add_argument("file", type=Path, help="CSV file with a header")
    bring.add_argument("--sheet", default="bins", choices=SHEETS, help="what the file holds")
    bring.set_defaults(verb=_import)
    export = verbs.add_parser(
        "export-bins", help="print bins as CSV", description="Print the bins as CSV."
    )
    export.add_argument("code", help="of the site")
    export.add_argument("--sheet", default="bins", choices=SHEETS, help="what to print")
    export.set_defaults(verb=_export)
    _configure_generate(verbs)
    listing = verbs.add_parser("list", help="list sites", description="List sites.")
    listing.set_defaults(verb=_list)


def _configure_generate(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    make = verbs.add_parser(
        "generate",
        help="build a rectangular hall on a site",
        description="Build a rectangular hall on an open site: zones, aisles, cross-aisles, bins, "
        "docks, staging and packing stations. Bins that are there already are changed to what "
        "the hall says, others stay.",
    )
    make.add_argument("code", help="of the site")
    for name, text in NUMBERS.items():
        make.add_argument(f"--{name.replace('_', '-')}", type=int, metavar="N", help=text)
    make.add_argument("--one-way", action="store_true", help="aisles are one-way, by turns")
    make.add_argument(
        "--hazard-classes", nargs="*", default=[], metavar="CLASS", help="of the hazard aisles"
    )
    make.set_defaults(verb=_generate)


def run(args: argparse.Namespace) -> int:
    return run_verb(args)


def _add(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.wms.facade import open_site
    from landbridge.wms.layout.contracts import Site

    open_site(
        grounds.wms, Site(code=args.code, name=args.name, timezone=args.timezone, gln=args.gln)
    )
    print(f"Site {args.code} is open. Give it bins: landbridge site import-bins {args.code} FILE")
    return Exit.DONE


def _import(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.exits import Exit
    from landbridge.wms.facade import import_sheet

    try:
        if (size := args.file.stat().st_size) > FILE_BYTES_MAX:
            text = f"the file has {size} bytes; at most {FILE_BYTES_MAX} are taken at once"
            text += "; split it into several"
            raise LandbridgeError(text, subject=args.file)
        text = args.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LandbridgeError(f"the file cannot be read ({error})", subject=args.file) from error
    put = import_sheet(grounds.wms, site=args.code, sheet=args.sheet, csv_text=text)
    for finding in put.findings:
        print(f"{finding.path}: {finding.text}", file=sys.stderr)
    if put.findings:
        print("Nothing was changed.", file=sys.stderr)
        return Exit.NOT_WELL
    print(f"{put.created} rows made, {put.changed} changed, {put.unchanged} as they were.")
    return Exit.DONE


def _generate(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.wms.facade import generate_site
    from landbridge.wms.facade.contracts import Rectangle

    numbers = {name: getattr(args, name) for name in NUMBERS if getattr(args, name) is not None}
    hall = Rectangle(**numbers, one_way=args.one_way, hazard_classes=tuple(args.hazard_classes))
    put = generate_site(grounds.wms, site=args.code, hall=hall)
    print(f"{put.created} bins made, {put.changed} changed, {put.unchanged} as they were.")
    return Exit.DONE


def _export(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.wms.facade import export_sheet

    print(export_sheet(grounds.wms, site=args.code, sheet=args.sheet), end="")
    return Exit.DONE


def _list(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_table
    from landbridge.wms.facade import sites

    rows = [(one.site, one.name, one.timezone, one.bin_count) for one in sites(grounds.wms)]
    print_table(("site", "name", "time zone", "bins"), rows, empty="There is no site yet.")
    return Exit.DONE
