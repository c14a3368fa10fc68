"""The site from above: racks by occupancy, picks or open tasks; nearer and nearer by links."""

from collections.abc import Callable

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from landbridge.console import filters
from landbridge.console.addresses import listed
from landbridge.console.drawing import LAYERS, draw, tour_lines, window_text
from landbridge.console.grounds import grounds
from landbridge.console.screen import Menu, Screen, Shown
from landbridge.console.tables import Column, Row, Table
from landbridge.wms import facade as wms
from landbridge.wms.facade.contracts import AisleSum, SiteMap, Window

DAYS = (("7", _("7 days")), ("28", _("28 days")), ("90", _("90 days")), ("365", _("a year")))
STOPS_MAX = 200
Href = Callable[[Window | None], str]
COLUMNS = (
    Column(_("Aisle")),
    Column(_("Bins"), "count"),
    Column(_("In use"), "count", aside=True),
    Column(_("Occupied"), "count"),
    Column(_("Occupied, %"), "count"),
    Column(_("Picks"), "count"),
    Column(_("To do"), "count"),
)


def view(request: HttpRequest) -> Shown:
    ground = grounds().wms
    sites = wms.sites(ground)
    first = sites[0].site if sites else ""
    options = [(each.site, each.name or each.site) for each in sites]
    chosen = filters.choice(request, "site", _("Site"), options, default=first)
    site = chosen.value
    layer = filters.choice(request, "layer", _("Shows"), LAYERS, default="occupancy")
    days = filters.choice(request, "days", _("Picks of"), DAYS, default="28")
    stops = [code for code in request.GET.get("bins", "")[:8_000].split(",") if code][:STOPS_MAX]
    kept = {"site": chosen.value, "layer": layer.value, "days": days.value, "bins": ",".join(stops)}

    def href(window: Window | None) -> str:
        return listed("map", **kept, at=window_text(window) if window else "")

    seen = None
    drawing = None
    if site:
        window = read_window(request.GET.get("at", ""))
        seen = wms.site_map(ground, site=site, window=window, days=int(days.value))
        tours = tour_lines(ground, site, [(str(_("The bins asked for")), stops)] if stops else [])
        drawing = draw(seen, layer=layer.value, href=href, tours=tours)
    return {
        "site": site,
        "filters": (layer, days, *((chosen,) if len(sites) > 1 else ())),
        "is_filtered": False,
        "drawing": drawing,
        "turns": _turns(seen, href) if seen else (),
        "shades": range(6),
        "bin_count": seen.bin_count if seen else 0,
        "table": Table(
            columns=COLUMNS,
            rows=tuple(_row(row) for row in (seen.sums if seen else ())),
            sentence=_("No bins yet. Generate a hall or bring bins in under Layout."),
        ),
    }


def read_window(text: str) -> Window | None:
    """`x,y,width,height` in millimetres; anything else shows the whole site."""
    parts = text.split(",")
    try:
        values = [int(part) for part in parts if len(part) < 12]
    except ValueError:
        return None
    if len(values) != 4 or len(parts) != 4 or values[2] <= 0 or values[3] <= 0:
        return None
    return Window(*values)


def _turns(seen: SiteMap, href: Href) -> tuple[tuple[str, str, object, str], ...]:
    """Links that look nearer, farther or aside: name, sign, title, address."""
    if (at := seen.window) is None:
        return ()
    w, h = at.width_mm, at.height_mm

    def moved(x: float, y: float, by: float) -> str:
        middle_x, middle_y = at.x_mm + w / 2 + x * w, at.y_mm + h / 2 + y * h
        width, height = int(w * by), int(h * by)
        near = Window(int(middle_x - width / 2), int(middle_y - height / 2), width, height)
        return href(near)

    return (
        ("in", "+", _("Nearer"), moved(0, 0, 0.5)),
        ("out", "−", _("Farther"), moved(0, 0, 2)),
        ("left", "←", _("To the left"), moved(-0.4, 0, 1)),
        ("right", "→", _("To the right"), moved(0.4, 0, 1)),
        ("up", "↑", _("To the back"), moved(0, 0.4, 1)),
        ("down", "↓", _("To the front"), moved(0, -0.4, 1)),
        ("all", "⤢", _("The whole site"), href(None)),
    )


def _row(row: AisleSum) -> Row:
    share = round(100 * row.occupied_count / row.bin_count) if row.bin_count else 0
    return Row.of(
        row.aisle or "–", row.bin_count, row.active_count, row.occupied_count, share, row.picks,
        row.tasks,
    )  # fmt: skip


screen = Screen(
    path="map/",
    name="map",
    title=_("Map"),
    view=view,
    permission="see_stock",
    menu=Menu("building", 10, key="m"),
)
