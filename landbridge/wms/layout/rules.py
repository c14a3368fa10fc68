"""Pure decisions of the layout: what a fit bin is, and a rectangular warehouse to start from."""

from landbridge.wms.layout.contracts import Bin


def rectangle(*, aisles: int = 10, bays: int = 25, levels: int = 4) -> tuple[Bin, ...]:
    """Bins of a rectangular warehouse with docks, staging, packing and shipping at its front."""
    raise NotImplementedError
