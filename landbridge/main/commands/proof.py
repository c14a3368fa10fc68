"""The proof of a document: where every field comes from, who did what, and that nothing changed.

`show` tells what was verified, `export` writes one signed file (JSON, PDF and the contents),
`verify` looks at such a file by itself, `chain` at the whole history of this installation.
Exit code 1 when something does not hold.
"""

import argparse
from pathlib import Path

from landbridge.main.verbs import add_verb

SUMMARY = "prove a document, export the proof, verify one"


def configure(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    show = add_verb(verbs, "show", _show, "What is verified about a document.")
    show.add_argument("document", type=int, help="its id, as in the address of its page")
    show.add_argument("--json", action="store_true", help="print one JSON document")
    export = add_verb(verbs, "export", _export, "Write the signed file.")
    export.add_argument("document", type=int)
    export.add_argument("--to", default=".", help="folder or file (default: here)")
    verify = add_verb(verbs, "verify", _verify, "Verify a file; no database is asked.")
    verify.add_argument("file")
    verify.add_argument("--key", default="", help="public key it must be signed with, in hex")
    verify.add_argument("--json", action="store_true", help="print one JSON document")
    chain = add_verb(verbs, "chain", _chain, "Verify every seal of this installation's history.")
    chain.add_argument("--json", action="store_true", help="print one JSON document")
    add_verb(verbs, "key", _key, "The public key of this installation's proofs.")


def run(args: argparse.Namespace) -> int:
    code: int = args.verb(args)
    return code


def _show(args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.exits import Exit
    from landbridge.main.installation import opened_installation
    from landbridge.main.output import print_json

    with opened_installation() as grounds:
        proof = facade.proof_page(grounds.hub, args.document)
    if args.json:
        print_json(proof)
    else:
        print(f"{proof.page.title}\n{proof.page.sentence}")
        _print_checks(proof.checks)
    return Exit.DONE if proof.holds else Exit.NOT_WELL


def _export(args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.installation import opened_installation

    with opened_installation() as grounds:
        bundle = facade.export_proof(grounds.hub, args.document)
    to = Path(args.to)
    file = to / bundle.file_name if to.is_dir() else to
    file.write_bytes(bundle.content)
    print(f"{file} holds the proof.")
    return 0


def _verify(args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.kit.findings import LandbridgeError
    from landbridge.main.exits import Exit
    from landbridge.main.output import print_json

    try:
        content = Path(args.file).read_bytes()
        key = bytes.fromhex(args.key) if args.key else None
    except (OSError, ValueError) as fault:
        raise LandbridgeError(f"it cannot be read ({fault})", subject=args.file) from fault
    found = facade.verify_proof(content, key=key)
    if args.json:
        print_json(found)
    else:
        print(f"Proof of {found.number}: {'it holds.' if found.holds else 'IT DOES NOT HOLD.'}")
        _print_checks(found.checks)
    return Exit.DONE if found.holds else Exit.NOT_WELL


def _chain(args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.exits import Exit
    from landbridge.main.installation import opened_installation
    from landbridge.main.output import print_json

    with opened_installation() as grounds:
        found = facade.verify_history(grounds.hub)
    if args.json:
        print_json(found)
    else:
        print(f"{found.seals} seals over {found.rows} rows were looked at.")
        for sentence in found.breaks:
            print(sentence)
    return Exit.NOT_WELL if found.breaks else Exit.DONE


def _key(_args: argparse.Namespace) -> int:
    from landbridge.hub import facade
    from landbridge.main.installation import opened_installation

    with opened_installation() as grounds:
        print(facade.proof_key(grounds.hub).hex())
    return 0


def _print_checks(checks: object) -> None:
    from landbridge.hub.facade.views.proof import ProofCheck
    from landbridge.main.output import print_table

    words = {True: "holds", False: "WRONG", None: "unknown"}
    assert isinstance(checks, tuple)
    rows = [(words[one.ok], one.what, one.text) for one in checks if isinstance(one, ProofCheck)]
    print_table(("", "what", "why"), rows, empty="Nothing was verified.")
