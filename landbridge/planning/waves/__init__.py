"""Waves: orders with due times for several pickers.

`planner.plan_wave` takes a `problem.WaveProblem` and gives a `problem.WavePlan`;
`check.check_plan` proves it with means of its own.
"""
