"""How a wave is shown: its tours, its cut-offs, the orders that will be late."""

from django.utils.translation import gettext_lazy as _

from landbridge.console.addresses import listed, outbound_href
from landbridge.console.tables import Cell, Column, Row, Table
from landbridge.wms.facade.contracts import ClusterView, WaveOutlook

TOURS = (
    Column(_("Tour")),
    Column(_("Zone"), "code"),
    Column(_("Orders"), "count"),
    Column(_("Stops"), "count"),
    Column(_("To do"), "count"),
    Column(_("Metres"), "quantity"),
    Column(_("Begin by"), "instant", aside=True),
    Column(_("Who"), aside=True),
)
BINS_ON_MAP = 150
CUTOFFS = (
    Column(_("Cut-off"), "instant"),
    Column(_("Orders"), "count"),
    Column(_("Have to be back"), "instant", aside=True),
    Column(_("Last tour back"), "instant"),
    Column(_("Too late"), "count"),
)
LATE = (
    Column(_("Order"), wide=True),
    Column(_("Has to be back"), "instant"),
    Column(_("Expected"), "instant"),
    Column(_("Late, min"), "count"),
)


def tour_row(tour: ClusterView, site: str) -> Row:
    return Row.of(
        Cell(tour.place, note=", ".join(tour.bins[:4]) + (" …" if len(tour.bins) > 4 else "")),
        tour.zone,
        tour.order_count,
        len(tour.bins),
        tour.open_count,
        tour.length_m,
        Cell(tour.begin_by_at),
        tour.claimed_by,
        href=listed("map", site=site, bins=",".join(tour.bins[:BINS_ON_MAP])),
    )


def cutoff_table(outlook: WaveOutlook | None) -> Table:
    rows = [
        Row.of(
            one.cutoff_at, one.order_count, one.due_at, one.back_at,
            Cell(one.late_count, tone="waits" if one.late_count else ""),
        )
        for one in (outlook.cutoffs if outlook else ())
    ]  # fmt: skip
    return Table(columns=CUTOFFS, rows=tuple(rows), has_csv=False)


def late_table(outlook: WaveOutlook | None) -> Table:
    rows = [
        Row.of(
            one.number, one.due_at, one.back_at, one.late_min, href=outbound_href(one.order_id)
        )
        for one in (outlook.late if outlook else ())
    ]  # fmt: skip
    return Table(columns=LATE, rows=tuple(rows), has_csv=False)
