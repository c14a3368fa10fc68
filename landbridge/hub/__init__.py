"""The durable middle: intake, translate, route, deliver, acknowledge, reconcile."""
