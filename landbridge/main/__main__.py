"""`python -m landbridge.main` is the command line, wherever scripts are installed."""

import sys

from landbridge.main.cli import main

sys.exit(main())
