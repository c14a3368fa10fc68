"""The handheld: one question a screen, for a scanner that acts as a keyboard.

A flow is a state machine in its own folder (`receive/flow.py`, ...). Its state travels in the
address, signed, so reload, back, double scan and a lost signal are harmless. Each form has a key of
its own that the warehouse knows deeds by; the screen that followed it is kept for a week.
"""
