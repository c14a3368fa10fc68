"""All shapes that cross the warehouse's facade: frozen dataclasses and one exception, `Wrong`."""

from dataclasses import dataclass
from datetime import datetime

from landbridge.wms.facade.stock_contracts import (
    CensusRow,
    MoveRow,
    StockCounted,
    StockMoved,
    StockRow,
    StockWish,
)
from landbridge.wms.forms.contracts import Page, Wrong
from landbridge.wms.inbound.contracts import (
    DockedFor,
    GoodsReceived,
    InboundLineView,
    InboundOrderPage,
    InboundOrderRow,
    Inspected,
    ItemsClassified,
    PhotoAdded,
    PhotoContent,
    PhotoView,
    PutAway,
    PutawayTrial,
    ReceiptClosed,
    ReceiptLineView,
    ReceiptOpened,
    ReceiptView,
    TriedRule,
)
from landbridge.wms.inbound.notices.contracts import AnnouncedPlate, PlateReceived, PlateView
from landbridge.wms.labor.contracts import (
    LaborDay,
    OpenWork,
    TaskNeed,
    WorkerAbilities,
    WorkerDay,
)
from landbridge.wms.layout.contracts import (
    Aisle,
    Bin,
    BinKind,
    BinsPut,
    CrossAisle,
    LayoutRefusedError,
    LayoutSum,
    Site,
    TourBin,
    TourGround,
    UnknownSiteError,
    Zone,
)
from landbridge.wms.layout.generator import Rectangle
from landbridge.wms.layout.mapping import (
    AisleSum,
    MapBin,
    MapCell,
    MapPlace,
    SiteMap,
    Window,
)
from landbridge.wms.layout.walking import Point
from landbridge.wms.master.contracts import (
    AcceptResult,
    AlreadyTaken,
    Incoming,
    ItemRow,
    ItemView,
    Meaning,
    PartyView,
    Refused,
    ScanResult,
    Taken,
    UomView,
)
from landbridge.wms.master.prices import PriceView
from landbridge.wms.outbound.allocation.contracts import AllocationExplained, LineExplained
from landbridge.wms.outbound.contracts import (
    AllocationRun,
    AnswerLineView,
    AnswerView,
    CartonClosed,
    CartonContent,
    CartonOpened,
    CartonView,
    Claimed,
    ItemPacked,
    LineLadder,
    OrderShipped,
    OutboundLineView,
    OutboundOrderPage,
    OutboundOrderRow,
    PickConfirmed,
    PickView,
    PoolConfirmed,
    PoolShare,
    PoolView,
    Released,
    ShipmentView,
    TaskView,
)
from landbridge.wms.outbound.loading.contracts import (
    AdvisedCarton,
    BillOfLadingLine,
    CartonAdvice,
    CartonKind,
    CartonLoaded,
    LoadClosed,
    LoadOpened,
    LoadPage,
    LoadRow,
    ManifestRow,
)
from landbridge.wms.outbound.packing.contracts import (
    CartonLabel,
    CartonPlan,
    LabelContent,
    PackingProgress,
    PackingStep,
)
from landbridge.wms.outbound.staging.contracts import (
    CartonsAt,
    CartonStaged,
    CartonStanding,
    StagingPlace,
    StandingSum,
)
from landbridge.wms.outbound.waves.contracts import (
    AllocationPolicy,
    ClusterView,
    CutoffOutlook,
    CutoffRow,
    LateOrder,
    ReleasePolicy,
    TakenOff,
    WaveOutlook,
    WavePage,
    WavePlanned,
    WaveReleased,
    WaveRow,
    WaveTemplate,
)
from landbridge.wms.plates.contracts import (
    PlateChanged,
    PlateContent,
    PlateEvent,
    PlatePage,
    PlateRow,
)
from landbridge.wms.putback.contracts import PutBack
from landbridge.wms.returns.contracts import (
    ReturnClosed,
    ReturnDecided,
    ReturnItemView,
    ReturnLineView,
    ReturnOpened,
    ReturnPage,
    ReturnPhotoAdded,
    ReturnReceiptView,
    ReturnReceived,
    ReturnRow,
    ReturnSenderNamed,
    SentToSupplier,
    SupplierReturnView,
)
from landbridge.wms.rulebook.contracts import (
    Rule,
    Rulebook,
    RuleChange,
    RuleField,
    RulesChanged,
    RuleTest,
    RuleView,
    TestOutcome,
    TestRun,
)
from landbridge.wms.upkeep.counts.contracts import (
    CountBegun,
    CountEvent,
    CountFinished,
    CountLineView,
    CountPage,
    CountPolicy,
    CountReviewed,
    CountRow,
    CountsPlanned,
    ItemCounted,
)
from landbridge.wms.upkeep.kitting.contracts import (
    BomLineView,
    BomPage,
    BomPart,
    BomPut,
    BomRow,
    ComponentPicked,
    ComponentSpoiled,
    KitsMade,
    PartOut,
    WorkLineView,
    WorkMadeView,
    WorkOrderClosed,
    WorkOrderOpened,
    WorkOrderPage,
    WorkOrderRow,
    WorkUsedView,
)
from landbridge.wms.upkeep.levels.contracts import (
    LevelPage,
    LevelProposal,
    LevelsAccepted,
    LevelsAsked,
    LevelStudy,
)
from landbridge.wms.upkeep.replenishing.contracts import (
    PickBinPut,
    PickBinRow,
    Replenished,
    ReplenishmentPlanned,
)
from landbridge.wms.upkeep.schedules.contracts import Schedule
from landbridge.wms.upkeep.slotting.contracts import (
    SlotMoved,
    SlottingAccepted,
    SlottingAsked,
    SlottingMoveView,
    SlottingPage,
    SlottingStudy,
)
from landbridge.wms.upkeep.statuses.operations import StatusesChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One business fact. content: the canonical document as bytes (`canon.load_json` reads it).

    position: opaque text, unique and stable; `read_journal(after=position)` goes on behind it.
    """

    position: str
    kind: str
    owner: str
    number: str
    version: int
    occurred_at: datetime
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """position: give it as `after` for the next page.  more: there is more right now."""

    entries: tuple[JournalEntry, ...]
    position: str
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPage:
    """Everything about one item."""

    item: ItemView
    stock: tuple[StockRow, ...]
    moves: tuple[MoveRow, ...]
    inbound: tuple[InboundOrderRow, ...]
    outbound: tuple[OutboundOrderRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteView:
    site: str
    name: str
    timezone: str
    bin_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOverview:
    """Counts of open work at a site, and the age of the oldest of each (None if none)."""

    site: str
    inbound_open_count: int
    receipt_open_count: int
    putaway_open_count: int
    putback_open_count: int
    replenish_open_count: int  # goods to bring to a pick bin, and items that change theirs
    outbound_waiting_count: int
    outbound_released_count: int
    pick_open_count: int
    to_pack_count: int
    to_ship_count: int
    at_packing_count: int  # to pack, to ship, or both
    oldest_inbound_at: datetime | None
    oldest_outbound_at: datetime | None


__all__ = [
    "AcceptResult",
    "AdvisedCarton",
    "Aisle",
    "AisleSum",
    "AllocationExplained",
    "AllocationPolicy",
    "AllocationRun",
    "AlreadyTaken",
    "AnnouncedPlate",
    "AnswerLineView",
    "AnswerView",
    "BillOfLadingLine",
    "Bin",
    "BinKind",
    "BinsPut",
    "BomLineView",
    "BomPage",
    "BomPart",
    "BomPut",
    "BomRow",
    "CartonAdvice",
    "CartonClosed",
    "CartonContent",
    "CartonKind",
    "CartonLabel",
    "CartonLoaded",
    "CartonOpened",
    "CartonPlan",
    "CartonStaged",
    "CartonStanding",
    "CartonView",
    "CartonsAt",
    "CensusRow",
    "Claimed",
    "ClusterView",
    "ComponentPicked",
    "ComponentSpoiled",
    "CountBegun",
    "CountEvent",
    "CountFinished",
    "CountLineView",
    "CountPage",
    "CountPolicy",
    "CountReviewed",
    "CountRow",
    "CountsPlanned",
    "CrossAisle",
    "CutoffOutlook",
    "CutoffRow",
    "DockedFor",
    "GoodsReceived",
    "InboundLineView",
    "InboundOrderPage",
    "InboundOrderRow",
    "Incoming",
    "Inspected",
    "ItemCounted",
    "ItemPacked",
    "ItemPage",
    "ItemRow",
    "ItemView",
    "ItemsClassified",
    "JournalEntry",
    "JournalPage",
    "KitsMade",
    "LabelContent",
    "LaborDay",
    "LateOrder",
    "LayoutRefusedError",
    "LayoutSum",
    "LevelPage",
    "LevelProposal",
    "LevelStudy",
    "LevelsAccepted",
    "LevelsAsked",
    "LineExplained",
    "LineLadder",
    "LoadClosed",
    "LoadOpened",
    "LoadPage",
    "LoadRow",
    "ManifestRow",
    "MapBin",
    "MapCell",
    "MapPlace",
    "Meaning",
    "MoveRow",
    "OpenWork",
    "OrderShipped",
    "OutboundLineView",
    "OutboundOrderPage",
    "OutboundOrderRow",
    "PackingProgress",
    "PackingStep",
    "Page",
    "PartOut",
    "PartyView",
    "PhotoAdded",
    "PhotoContent",
    "PhotoView",
    "PickBinPut",
    "PickBinRow",
    "PickConfirmed",
    "PickView",
    "PlateChanged",
    "PlateContent",
    "PlateEvent",
    "PlatePage",
    "PlateReceived",
    "PlateRow",
    "PlateView",
    "Point",
    "PoolConfirmed",
    "PoolShare",
    "PoolView",
    "PriceView",
    "PutAway",
    "PutBack",
    "PutawayTrial",
    "ReceiptClosed",
    "ReceiptLineView",
    "ReceiptOpened",
    "ReceiptView",
    "Rectangle",
    "Refused",
    "ReleasePolicy",
    "Released",
    "Replenished",
    "ReplenishmentPlanned",
    "ReturnClosed",
    "ReturnDecided",
    "ReturnItemView",
    "ReturnLineView",
    "ReturnOpened",
    "ReturnPage",
    "ReturnPhotoAdded",
    "ReturnReceiptView",
    "ReturnReceived",
    "ReturnRow",
    "ReturnSenderNamed",
    "Rule",
    "RuleChange",
    "RuleField",
    "RuleTest",
    "RuleView",
    "Rulebook",
    "RulesChanged",
    "ScanResult",
    "Schedule",
    "SentToSupplier",
    "ShipmentView",
    "Site",
    "SiteMap",
    "SiteOverview",
    "SiteView",
    "SlotMoved",
    "SlottingAccepted",
    "SlottingAsked",
    "SlottingMoveView",
    "SlottingPage",
    "SlottingStudy",
    "StagingPlace",
    "StandingSum",
    "StatusesChanged",
    "StockCounted",
    "StockMoved",
    "StockRow",
    "StockWish",
    "SupplierReturnView",
    "Taken",
    "TakenOff",
    "TaskNeed",
    "TaskView",
    "TestOutcome",
    "TestRun",
    "TourBin",
    "TourGround",
    "TriedRule",
    "UnknownSiteError",
    "UomView",
    "WaveOutlook",
    "WavePage",
    "WavePlanned",
    "WaveReleased",
    "WaveRow",
    "WaveTemplate",
    "Window",
    "WorkLineView",
    "WorkMadeView",
    "WorkOrderClosed",
    "WorkOrderOpened",
    "WorkOrderPage",
    "WorkOrderRow",
    "WorkUsedView",
    "WorkerAbilities",
    "WorkerDay",
    "Wrong",
    "Zone",
]
