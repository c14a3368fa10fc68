"""Forecast and replenishment: how much of an item will be asked for, and how much should lie there.

`methods.forecast` chooses a method for one series of past demand by how well it would have done;
`levels.plan_level` turns it into a minimum and a maximum by simulation, which `check.check_plan`
proves anew. numpy only.
"""
