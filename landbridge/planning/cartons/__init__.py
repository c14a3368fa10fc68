"""Cartons and pallets: which to take, and how everything goes in.

`choosing.choose_cartons` chooses cartons for an order, `pallets.plan_pallets` builds pallets,
`loading.plan_loading` fills one as far as can be. Each takes a `contracts.Packing` and gives a
`contracts.PackingPlan`; `check.check_plan` proves it with means of its own, and
`drawing.draw_packing` draws it step by step.
"""
