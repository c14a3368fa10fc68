"""Between packing and the truck: where packed cartons stand, and where to bring the next one."""
