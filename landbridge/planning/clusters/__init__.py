"""Orders picked together: clusters that make the tours short.

`planner.plan_clusters` takes a `problem.ClusterProblem` and gives a `problem.ClusterPlan`;
`check.check_plan` proves it with means of its own.
"""
