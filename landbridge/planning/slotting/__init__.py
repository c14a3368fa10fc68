"""Slotting: which item lies in which pick bin, so that the tours of the orders get short.

`planner.plan_slotting` takes a `problem.SlottingProblem` and gives a `problem.SlottingPlan` with
the moves that pay first; `check.check_plan` proves it with means of its own.
"""
