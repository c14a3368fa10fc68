"""Measurements beside the raw database: each module measures one room and reports typed figures."""
