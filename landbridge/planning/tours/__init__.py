"""Tours of one picker through a hall.

`plan.plan_tour` plans one, `check.check_plan` proves it with means of its own. Other planners price
whole orders with `kernels.tour_length`, compiled, in microseconds:

    ground = survey(hall, start, end)              # once per hall
    arranged = ground.arrange(stops)               # once per set of stops
    tour_length(ground.floor, arranged.parts, arranged.offsets, ids)   # ids ascending, from numba
"""
