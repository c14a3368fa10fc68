"""Understood messages become deliveries: one for each endpoint that asks for them."""
