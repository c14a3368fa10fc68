"""The REST API, version 1: everything console and handheld do, for programs.

`urls.py` puts it together; one file per subject holds its operations. Shapes are the facades' own
frozen dataclasses, so that screen, handheld and API can never say different things.
"""
