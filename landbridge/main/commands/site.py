"""Open sites of the built-in warehouse, and bring their bins from a CSV file or into one."""

import argparse
import sys
from pathlib import Path

from landbridge.console.grounds import Grounds

SUMMARY = "open sites of the warehouse, bring in their bins"


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
        "level, x_mm, y_mm, z_mm, pick_sequence, length_mm, width_mm, height_mm, weight_max_g, "
        "check_digits, active.",
    )
    bring.add_argument("code", help="of the site")
    bring.add_argument("file", type=Path, help="CSV file with a header")
    bring.set_defaults(verb=_import)
    export = verbs.add_parser(
        "export-bins", help="print bins as CSV", description="Print the bins as CSV."
    )
    export.add_argument("code", help="of the site")
    export.set_defaults(verb=_export)
    listing = verbs.add_parser("list", help="list sites", description="List sites.")
    listing.set_defaults(verb=_list)


def run(args: argparse.Namespace) -> int:
    from landbridge.main.installation import opened_installation

    with opened_installation() as grounds:
        code: int = args.verb(grounds, args)
        return code


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
    from landbridge.wms.facade import import_bins

    try:
        text = args.file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise LandbridgeError(f"the file cannot be read ({error})", subject=args.file) from error
    put = import_bins(grounds.wms, site=args.code, csv_text=text)
    for finding in put.findings:
        print(f"{finding.path}: {finding.text}", file=sys.stderr)
    if put.findings:
        print("Nothing was changed.", file=sys.stderr)
        return Exit.NOT_WELL
    print(f"{put.created} bins made, {put.changed} changed, {put.unchanged} as they were.")
    return Exit.DONE


def _export(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.wms.facade import export_bins

    print(export_bins(grounds.wms, site=args.code), end="")
    return Exit.DONE


def _list(grounds: Grounds, args: argparse.Namespace) -> int:
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_table
    from landbridge.wms.facade import sites

    rows = [(one.site, one.name, one.timezone, one.bin_count) for one in sites(grounds.wms)]
    print_table(("site", "name", "time zone", "bins"), rows, empty="There is no site yet.")
    return Exit.DONE
