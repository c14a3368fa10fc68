"""Rules that people keep in ordered lists, and the tests by which they keep them right.

A kind of rules (putaway, ...) says which conditions and actions a rule may have and how a list of
rules decides a case, purely. Lists, tests, coverage and history are the same for all kinds.
"""
