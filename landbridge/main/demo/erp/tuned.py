"""Run a Python program with a garbage collector that looks less often: `tuned.py PROGRAM ARGS...`

Setting up Tryton makes millions of objects that live on; looking for cycles among them takes a
fifth of the whole time.
"""

import gc
import runpy
import sys

if __name__ == "__main__":
    gc.set_threshold(200_000, 50, 100)
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")
