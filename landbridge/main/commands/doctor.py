"""Say what is configured, reachable, behind and wrong, and what to do about it.

Every endpoint is asked for its health first. With --books the stock ledger is added up anew and
the journal's hash chain computed again, which takes long on a large one. Exit code 1 when there is
an error.
"""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from landbridge.console.grounds import Grounds
    from landbridge.hub.facade.views import Diagnosis

SUMMARY = "say what is configured, reachable, behind, wrong, and what to do"

_MARKS = {"ok": "  ok   ", "note": "  note ", "warning": "  WARN ", "error": "  ERROR"}


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--books", action="store_true", help="check ledger and journal, too")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.kit.settings import load_settings
    from landbridge.main.exits import Exit
    from landbridge.main.installation import opened_installation
    from landbridge.main.output import print_json
    from landbridge.main.wiring import facilities

    with opened_installation() as grounds:
        facade.check_all(grounds.hub, facilities=facilities(grounds))
        found = facade.diagnose(grounds.hub, data_folder=load_settings().data_folder)
        if args.books:
            found = (*_of_the_books(grounds), *found)
    if args.json:
        print_json({"diagnoses": found})
    for diagnosis in () if args.json else found:
        print(f"{_MARKS[diagnosis.severity]} {diagnosis.area:12} {diagnosis.sentence}")
        if diagnosis.remedy:
            print(f"{'':21}{diagnosis.remedy}")
    ill = any(diagnosis.severity == "error" for diagnosis in found)
    return Exit.NOT_WELL if ill else Exit.DONE


def _of_the_books(grounds: "Grounds") -> tuple["Diagnosis", ...]:
    from landbridge.hub.facade.views import Diagnosis
    from landbridge.wms import facade as wms

    chain = wms.verify_journal(grounds.wms, with_moves=True)
    wrong = (*wms.check_books(grounds.wms), *chain.breaks)
    if not wrong:
        text = (
            f"Stock adds up; {chain.entries} journal entries are sealed, head {chain.head.hex()}."
        )
        return (Diagnosis(area="books", subject="ledger", severity="ok", sentence=text),)
    remedy = "Stop posting, keep a copy of the database, and find out who changed it."
    return tuple(
        Diagnosis(area="books", subject="ledger", severity="error", sentence=text, remedy=remedy)
        for text in wrong
    )
