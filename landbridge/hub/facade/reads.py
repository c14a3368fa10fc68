"""Reading the bridge: each function answers one screen with one consistent view.

All are cheap: they touch open work, small counters and one page of rows, never the history.
An id that does not exist raises `NotFoundError` (a LandbridgeError with a sentence).
"""

from collections.abc import Sequence
from pathlib import Path

from landbridge.hub import health
from landbridge.hub.facade.views import (
    BridgeView,
    ConnectorView,
    ContentPart,
    DeadLetterFilter,
    DeadLetterList,
    Diagnosis,
    DocumentFilter,
    DocumentList,
    DocumentView,
    Download,
    EndpointView,
    EnvelopeRow,
    EnvelopeView,
    Metric,
    RetryPreview,
    RouteRow,
    SearchResult,
)
from landbridge.hub.watch import bridge as bridge_page
from landbridge.hub.watch import documents, downloads, endpoints, letters
from landbridge.hub.watch import figures as figures_of
from landbridge.hub.watch import page as pages
from landbridge.kit.ground import Ground

LIST_LIMIT_MAX = 500


def bridge(ground: Ground) -> BridgeView:
    """Both shores, every lane with its figures, the workers."""
    return bridge_page.bridge(ground)


def bridge_token(ground: Ground) -> str:
    """A short text that differs from an earlier one when the bridge page would look different.

    For server-sent events: ask every second, send the page's parts again when it has changed.
    """
    return bridge_page.bridge_token(ground)


def document_list(
    ground: Ground, chosen: DocumentFilter, *, limit: int = 50, page: str = ""
) -> DocumentList:
    """Documents newest first, one page. page: `next_page` of the list before, "" for the first.

    A filter that matches rarely may give a short page that still has a next one: it then says
    how far was searched. A `page` that was not given out raises LandbridgeError.
    """
    return documents.document_list(ground, chosen, limit=limit, page=page)


def search(ground: Ground, text: str, *, limit: int = 20) -> SearchResult:
    """Documents by any number from either side: document, order and customer order numbers,
    target numbers, cross-referenced ids, source keys, SSCC, tracking, barcodes.

    Without regard to case and surrounding blanks; whole numbers and beginnings (from 3 letters).
    """
    return documents.search(ground, text, limit=limit)


def document_page(ground: Ground, message_id: int) -> DocumentView:
    """Everything about one document."""
    return pages.document_page(ground, message_id)


def envelope_page(ground: Ground, envelope_id: int) -> EnvelopeView:
    """A payload as received and what became of it."""
    return pages.envelope_page(ground, envelope_id)


def incoming_list(
    ground: Ground, *, endpoint: str = "", limit: int = 50
) -> tuple[EnvelopeRow, ...]:
    """Payloads that are stored and wait to be understood, oldest first."""
    return documents.incoming_list(ground, endpoint=endpoint, limit=limit)


def download(ground: Ground, part: ContentPart, content_id: int) -> Download:
    """The complete bytes of a `Content` by its part and id.

    What was delivered is written again from the canonical content and proven by the digest of
    what was sent; NotFoundError says so if that is not possible any more.
    """
    return downloads.download(ground, part, content_id)


def dead_letters(
    ground: Ground, chosen: DeadLetterFilter, *, limit: int = 50, page: str = ""
) -> DeadLetterList:
    """What needs a person, oldest first, with groups of one cause."""
    return letters.dead_letters(ground, chosen, limit=limit, page=page)


def preview_retry(ground: Ground, dead_letters: Sequence[str]) -> RetryPreview:
    """What sending these dead letters again would do. Changes nothing."""
    return letters.preview_retry(ground, dead_letters)


def preview_retry_all(ground: Ground, chosen: DeadLetterFilter) -> RetryPreview:
    """The same for all that match a filter (at the most 10,000)."""
    return letters.preview_retry_all(ground, chosen)


def endpoint_list(ground: Ground) -> tuple[EndpointView, ...]:
    """Every endpoint, disabled ones last; without health history and audit (those are empty)."""
    return endpoints.endpoint_list(ground)


def endpoint_page(ground: Ground, endpoint: str) -> EndpointView:
    """One endpoint by name."""
    return endpoints.endpoint_page(ground, endpoint)


def connector_list() -> tuple[ConnectorView, ...]:
    """Kinds of connectors installed, each with its empty form."""
    return endpoints.connector_list()


def route_list(ground: Ground) -> tuple[RouteRow, ...]:
    """Which documents go from where to where."""
    return endpoints.route_list(ground)


def diagnose(ground: Ground, *, data_folder: Path | None = None) -> tuple[Diagnosis, ...]:
    """What is configured, reachable, behind, wrong, and what to do; worst first.

    Asks no endpoint itself: it reports the last recorded checks, so call `check_all` before.
    data_folder: its disk is looked at too. Works without a database, and says so then.
    """
    return health.diagnose(ground, data_folder=data_folder)


def figures(ground: Ground) -> tuple[Metric, ...]:
    """Figures for monitoring: age of the oldest open document per flow, counts by state."""
    return figures_of.figures(ground)


def figures_text(ground: Ground) -> str:
    """The same in the Prometheus text format 0.0.4."""
    return figures_of.figures_text(ground)
