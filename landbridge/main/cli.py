"""The `landbridge` command."""

import sys


def main() -> int:
    print("landbridge: see README.md", file=sys.stderr)
    return 2
