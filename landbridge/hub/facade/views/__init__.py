"""What a screen shows of the bridge: frozen values, ready to print.

Sentences, titles and tones are decided behind the door, never in a template. All instants are UTC;
ages are seconds at the instant the view was taken. Ids are what the reads of this facade take.
"""

from landbridge.hub.facade.views.crossing import (
    BridgeView,
    EndpointCard,
    FlowLane,
    WorkerRow,
)
from landbridge.hub.facade.views.documents import (
    DocumentFilter,
    DocumentList,
    DocumentRow,
    EnvelopeRow,
    NumberMatch,
    SearchHit,
    SearchResult,
)
from landbridge.hub.facade.views.endpoints import (
    ConfigRow,
    ConnectorView,
    EndpointView,
    HealthRow,
    RouteRow,
    StreamRow,
)
from landbridge.hub.facade.views.letters import (
    DeadLetterFilter,
    DeadLetterGroup,
    DeadLetterList,
    DeadLetterRow,
    RetryPreview,
)
from landbridge.hub.facade.views.pages import (
    AttemptRow,
    Content,
    DeliveryView,
    DocumentView,
    Download,
    EnvelopeView,
    JourneyStep,
    NumberRow,
    RelatedDocument,
)
from landbridge.hub.facade.views.reconciling import (
    Difference,
    DocumentOnTheWay,
    FieldDifference,
    Reconciliation,
    ReconciliationRow,
    Standing,
)
from landbridge.hub.facade.views.shared import (
    AuditRow,
    ContentPart,
    DocumentState,
    Problem,
    Shore,
    Tone,
)
from landbridge.hub.facade.views.wellness import (
    Diagnosis,
    Metric,
    Sample,
)

__all__ = [
    "AttemptRow",
    "AuditRow",
    "BridgeView",
    "ConfigRow",
    "ConnectorView",
    "Content",
    "ContentPart",
    "DeadLetterFilter",
    "DeadLetterGroup",
    "DeadLetterList",
    "DeadLetterRow",
    "DeliveryView",
    "Diagnosis",
    "Difference",
    "DocumentFilter",
    "DocumentList",
    "DocumentOnTheWay",
    "DocumentRow",
    "DocumentState",
    "DocumentView",
    "Download",
    "EndpointCard",
    "EndpointView",
    "EnvelopeRow",
    "EnvelopeView",
    "FieldDifference",
    "FlowLane",
    "HealthRow",
    "JourneyStep",
    "Metric",
    "NumberMatch",
    "NumberRow",
    "Problem",
    "Reconciliation",
    "ReconciliationRow",
    "RelatedDocument",
    "RetryPreview",
    "RouteRow",
    "Sample",
    "SearchHit",
    "SearchResult",
    "Shore",
    "Standing",
    "StreamRow",
    "Tone",
    "WorkerRow",
]
