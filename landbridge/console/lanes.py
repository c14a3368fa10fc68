"""The bridge page's view values: lanes with their direction and the links behind each number."""

from dataclasses import dataclass

from landbridge.console.addresses import document_href, listed
from landbridge.console.grounds import grounds
from landbridge.hub import facade as hub
from landbridge.hub.facade.views import BridgeView, FlowLane

DOTS_MAX = 9
CHART_WIDTH = 180
CHART_HEIGHT = 24


@dataclass(frozen=True, slots=True)
class Bar:
    """One minute of a lane's chart, in drawing units."""

    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Lane:
    """is_down: from the office's shore to the floor's.  dots: where documents under way are drawn,
    in hundredths of the way.
    """

    flow: FlowLane
    is_down: bool
    dots: tuple[int, ...]
    bars: tuple[Bar, ...]
    moving_count: int
    moving_href: str
    waiting_href: str
    held_href: str
    delivered_href: str
    oldest_href: str


@dataclass(frozen=True, slots=True)
class Bridge:
    view: BridgeView
    lanes: tuple[Lane, ...]
    live_workers: int
    incident_count: int


def read_bridge() -> Bridge:
    """The bridge as it is now."""
    view = hub.bridge(grounds().hub)
    office = {card.endpoint for card in view.office}
    return Bridge(
        view,
        tuple(_lane(flow, office) for flow in view.lanes),
        sum(worker.alive for worker in view.workers),
        hub.open_incident_count(grounds().hub),
    )


def _lane(flow: FlowLane, office: set[str]) -> Lane:
    way = {"source": flow.source, "target": flow.target, "kind": flow.kind}
    moving = flow.open_count - flow.waiting_count
    return Lane(
        flow=flow,
        is_down=flow.source in office,
        dots=dots(flow.open_count),
        bars=bars(flow.per_minute),
        moving_count=moving,
        moving_href=listed("documents", **way, state="underway"),
        waiting_href=listed("documents", **way, state="waiting"),
        held_href=listed("dead-letters", **way),
        delivered_href=listed("documents", **way, state="delivered"),
        oldest_href=(
            document_href(flow.oldest_open_message_id)
            if flow.oldest_open_message_id is not None
            else listed("documents", **way)
        ),
    )


def dots(open_count: int) -> tuple[int, ...]:
    """Evenly spread places of up to DOTS_MAX documents on the lane."""
    shown = min(open_count, DOTS_MAX)
    return tuple(round(100 * (place + 1) / (shown + 1)) for place in range(shown))


def bars(per_minute: tuple[int, ...]) -> tuple[Bar, ...]:
    """A chart of documents per minute; the highest minute fills the height."""
    top = max(per_minute, default=0)
    if top == 0:
        return ()
    width = CHART_WIDTH / len(per_minute)
    found = []
    for place, value in enumerate(per_minute):
        height = round(CHART_HEIGHT * value / top, 1)
        if value:
            found.append(Bar(round(place * width, 1), round(CHART_HEIGHT - height, 1), height))
    return tuple(found)
