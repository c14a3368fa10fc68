"""Reads the files of storage assignment with picker routing: bare numbers, line by line."""

from landbridge.main.bench.plan.shapes import SlottingInstance, Unreadable


def read_slots(text: str, *, name: str) -> SlottingInstance:
    """One file: aisles and bays, ways, articles, orders with their articles, then fixed articles.

    The line of ways has the bay's length first; where it has three numbers the second is the way
    from cross-aisle to first bay, and the last one always the way from aisle to aisle.
    """
    try:
        rows = [[int(word) for word in line.split()] for line in text.splitlines() if line.strip()]
        (aisles, bays), ways, (articles,), (count,), sizes, *rest = rows
        orders = tuple(tuple(row) for row in rest[:count])
        fixed = tuple((article, bay) for article, bay in rest[count:])
    except ValueError as error:
        raise Unreadable(
            str(error), subject=name, remedy="Is it an instance of this set?"
        ) from error
    if len(orders) != count or [len(order) for order in orders] != sizes:
        raise Unreadable("orders and their announced sizes differ", subject=name)
    return SlottingInstance(
        name=name,
        aisle_count=aisles,
        bay_count=bays,
        bay_length=ways[0],
        entry_length=ways[1] if len(ways) > 2 else ways[0],
        aisle_gap=ways[-1],
        article_count=articles,
        orders=orders,
        fixed=fixed,
    )
