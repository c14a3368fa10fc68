"""The sub-commands of `landbridge`: one module each, found by its file.

A module offers `SUMMARY` (one line), `configure(parser)` and `run(args) -> int` (the exit code);
its docstring is the command's help. Heavy imports belong into `run`: `landbridge --help` is quick.
"""
