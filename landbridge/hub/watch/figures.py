"""Figures for monitoring, in the Prometheus text format too.

Made of the bridge page, so that a graph and the page never tell two stories.
"""

from collections.abc import Iterable, Sequence

from landbridge.hub.facade.views import BridgeView, EndpointCard, FlowLane, Metric, Sample
from landbridge.hub.watch.bridge import bridge
from landbridge.kit.ground import Ground

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def figures(ground: Ground) -> tuple[Metric, ...]:
    view = bridge(ground)
    return (*_lanes(view.lanes), *_endpoints((*view.office, *view.floor)), *_house(view))


def figures_text(ground: Ground) -> str:
    return "".join(_lines(figures(ground)))


def _lanes(lanes: Sequence[FlowLane]) -> Iterable[Metric]:
    def each(name: str, text: str, value: str) -> Metric:
        samples = tuple(
            Sample(
                value=float(getattr(lane, value) or 0),
                labels=(("source", lane.source), ("kind", lane.kind), ("target", lane.target)),
            )
            for lane in lanes
        )
        return Metric(name=f"landbridge_{name}", help=text, kind="gauge", samples=samples)

    return (
        each("oldest_open_age_seconds", "Age of the oldest document on its way; 0 if none.",
             "oldest_open_age_s"),
        each("open_documents", "Documents on their way.", "open_count"),
        each("waiting_documents", "Of these, parked or put off after a try.", "waiting_count"),
        each("held_documents", "Documents that need a person.", "held_count"),
        each("delivered_documents_5m", "Acknowledged in the last 5 minutes.",
             "delivered_5min_count"),
        each("delivered_documents_60m", "Acknowledged in the last 60 minutes.",
             "delivered_60min_count"),
    )  # fmt: skip


def _endpoints(cards: Sequence[EndpointCard]) -> Iterable[Metric]:
    used = [card for card in cards if card.state != "disabled"]

    def each(name: str, text: str, values: Iterable[tuple[str, float]]) -> Metric:
        samples = tuple(
            Sample(value=value, labels=(("endpoint", endpoint),)) for endpoint, value in values
        )
        return Metric(name=f"landbridge_{name}", help=text, kind="gauge", samples=samples)

    return (
        each(
            "endpoint_up",
            "1 if the endpoint is in use and answers.",
            ((c.endpoint, float(c.state == "active" and c.healthy is not False)) for c in used),
        ),
        each(
            "endpoint_behind_seconds",
            "Age of the oldest open document from or to the endpoint; 0 if none.",
            ((c.endpoint, c.behind_s or 0.0) for c in used),
        ),
        each(
            "incoming_payloads",
            "Payloads stored but not yet understood and routed.",
            ((c.endpoint, float(c.incoming_count)) for c in used),
        ),
    )


def _house(view: BridgeView) -> Iterable[Metric]:
    alive = sum(worker.alive for worker in view.workers)
    return (
        Metric(
            name="landbridge_workers_alive",
            help="Worker processes whose heartbeat is fresh.",
            kind="gauge",
            samples=(Sample(value=float(alive)),),
        ),
        Metric(
            name="landbridge_dead_letters",
            help="Everything that needs a person, understood or not.",
            kind="gauge",
            samples=(Sample(value=float(view.held_count)),),
        ),
    )


def _lines(metrics: Iterable[Metric]) -> Iterable[str]:
    for metric in metrics:
        yield f"# HELP {metric.name} {metric.help}\n# TYPE {metric.name} {metric.kind}\n"
        for sample in metric.samples:
            labels = ",".join(
                f'{name}="{value.translate(_ESCAPES)}"' for name, value in sample.labels
            )
            yield (
                f"{metric.name}{{{labels}}} {_number(sample.value)}\n"
                if labels
                else (f"{metric.name} {_number(sample.value)}\n")
            )


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
