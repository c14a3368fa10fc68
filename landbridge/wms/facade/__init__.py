"""The one door of the warehouse. Functions take `ground` first, keywords only, and give frozen
dataclasses (`landbridge.wms.facade.contracts`).

Operations of the floor take `key` (the form's id or an Idempotency-Key: a repeat gives the first
answer and does nothing) and `actor` (who did it). Wrong input raises `Wrong`: nothing has changed.
Quantities are exact decimals in `uom`; without a uom in base units of the item. `item` may be a
code, a GTIN or other barcode, or a whole GS1 element string; `bin` is a scanned bin code.
"""

from landbridge.wms.facade.acceptance import accept, accept_many, find_accepted
from landbridge.wms.facade.counting import count_stock, move_stock
from landbridge.wms.facade.journal import census, read_journal, wait_for_journal
from landbridge.wms.facade.looking_back import bookings, changed_stock
from landbridge.wms.facade.reads import (
    item,
    items,
    lot_expiry,
    moves,
    overview,
    serial_stands,
    sites,
    stock,
)
from landbridge.wms.facade.scans import resolve_scan
from landbridge.wms.inbound.crossdock import cross_docks, set_cross_dock
from landbridge.wms.inbound.inspection.operations import inspect_stock
from landbridge.wms.inbound.notices.operations import announced_by, announced_plates, receive_plate
from landbridge.wms.inbound.photos.operations import add_photo, photo, photos
from landbridge.wms.inbound.putaway.operations import classify_items, put_away, try_putaway
from landbridge.wms.inbound.queries import inbound_order, inbound_orders, receipt
from landbridge.wms.inbound.receiving.operations import (
    close_receipt,
    open_blind_receipt,
    open_receipt,
    receive_line,
)
from landbridge.wms.labor.needs import task_needs, worker_abilities
from landbridge.wms.labor.operations import labor_day, put_shift, put_task_need, put_worker
from landbridge.wms.layout.mapping import site_map, tour_line
from landbridge.wms.layout.operations import (
    generate_site,
    import_bins,
    import_sheet,
    open_site,
    put_bins,
    put_ways,
    put_zones,
)
from landbridge.wms.layout.queries import (
    aisles,
    bins,
    cross_aisles,
    export_bins,
    export_sheet,
    layout_sums,
    tour_ground,
    zones,
)
from landbridge.wms.ledger.operations import expire as expire_reservations
from landbridge.wms.ledger.operations import seal_journal
from landbridge.wms.ledger.queries import check_books, verify_journal
from landbridge.wms.master.operations import set_site_policy
from landbridge.wms.master.party_list import parties
from landbridge.wms.master.prices import prices
from landbridge.wms.outbound.allocation.explaining import explain_allocation
from landbridge.wms.outbound.allocation.operations import (
    allocate_open,
    release_order,
    wait_for_work,
)
from landbridge.wms.outbound.cutoffs.operations import renew_times
from landbridge.wms.outbound.cutoffs.settings import cutoffs, put_cutoff, remove_cutoff
from landbridge.wms.outbound.loading.operations import (
    close_load,
    load_carton,
    open_load,
    unload_carton,
)
from landbridge.wms.outbound.loading.queries import load, loads
from landbridge.wms.outbound.packing.advice import carton_advice, carton_kinds, put_carton_kind
from landbridge.wms.outbound.packing.labels import carton_labels
from landbridge.wms.outbound.packing.operations import close_carton, open_carton, pack_item
from landbridge.wms.outbound.packing.steps import draw_step, packing_progress
from landbridge.wms.outbound.picking.operations import confirm_pick
from landbridge.wms.outbound.picking.pooled import confirm_pool, pool
from landbridge.wms.outbound.queries import outbound_order, outbound_orders
from landbridge.wms.outbound.shipping.operations import ship_order
from landbridge.wms.outbound.staging.operations import stage_carton
from landbridge.wms.outbound.staging.queries import (
    cartons_standing,
    cartons_to_stage,
    staging_place,
)
from landbridge.wms.outbound.waves.feasible import check_feasible
from landbridge.wms.outbound.waves.operations import (
    cancel_wave,
    plan_wave,
    release_by_capacity,
    release_wave,
)
from landbridge.wms.outbound.waves.own import begin_own_waves
from landbridge.wms.outbound.waves.planning import preview_wave
from landbridge.wms.outbound.waves.queries import wave, waves
from landbridge.wms.outbound.waves.settings import (
    allocation_policies,
    put_allocation_policy,
    put_release_policy,
    put_wave_template,
    release_policies,
    remove_allocation_policy,
    remove_wave_template,
    wave_templates,
)
from landbridge.wms.plates.operations import (
    create_plate,
    empty_plate,
    merge_plates,
    move_plate,
    nest_plate,
    split_plate,
)
from landbridge.wms.plates.queries import plate, plates
from landbridge.wms.putback.operations import put_back
from landbridge.wms.returns.deciding import decide_return
from landbridge.wms.returns.operations import close_return, open_return, receive_return
from landbridge.wms.returns.photos import add_return_photo, return_photo
from landbridge.wms.returns.queries import (
    return_order,
    return_receipt,
    return_receipts,
    returns,
    returns_to_send,
    returns_without_sender,
    supplier_returns,
    undecided_returns,
)
from landbridge.wms.returns.senders import name_return_sender
from landbridge.wms.returns.sending import send_to_supplier
from landbridge.wms.rulebook.operations import (
    move_rule,
    remove_rule,
    remove_rule_test,
    rule_kinds,
    rulebook,
    save_rule,
    save_rule_test,
)
from landbridge.wms.tasks.operations import claim_order, give_back, next_task
from landbridge.wms.tasks.queries import task, tasks
from landbridge.wms.upkeep.counts.counting import (
    begin_count,
    count_item,
    finish_count,
    next_count,
)
from landbridge.wms.upkeep.counts.planning import (
    count_policies,
    plan_counts,
    put_count_policy,
    withdraw_count,
)
from landbridge.wms.upkeep.counts.queries import cycle_count, cycle_counts, waiting_counts
from landbridge.wms.upkeep.counts.reviewing import review_count
from landbridge.wms.upkeep.kitting.boms import bom, boms, put_bom
from landbridge.wms.upkeep.kitting.making import make_kits, spoil_component, take_apart
from landbridge.wms.upkeep.kitting.orders import (
    close_work_order,
    feed_work_orders,
    open_work_order,
    release_work_order,
)
from landbridge.wms.upkeep.kitting.picking import confirm_component
from landbridge.wms.upkeep.kitting.queries import (
    next_work_order,
    open_work_order_count,
    work_order,
    work_orders,
)
from landbridge.wms.upkeep.levels.operations import (
    accept_levels,
    ask_levels,
    level_studies,
    level_study,
    study_levels,
)
from landbridge.wms.upkeep.replenishing.operations import (
    pick_bins,
    plan_replenishment,
    put_pick_bin,
    replenish,
)
from landbridge.wms.upkeep.schedules.operations import (
    put_schedule,
    remove_schedule,
    run_schedules,
    schedules,
)
from landbridge.wms.upkeep.slotting.moving import accept_slotting, move_slot
from landbridge.wms.upkeep.slotting.planning import (
    ask_slotting,
    slotting_studies,
    slotting_study,
    study_slotting,
)
from landbridge.wms.upkeep.statuses.operations import change_statuses

__all__ = [
    "accept",
    "accept_levels",
    "accept_many",
    "accept_slotting",
    "add_photo",
    "add_return_photo",
    "aisles",
    "allocate_open",
    "allocation_policies",
    "announced_by",
    "announced_plates",
    "ask_levels",
    "ask_slotting",
    "begin_count",
    "begin_own_waves",
    "bins",
    "bom",
    "boms",
    "bookings",
    "cancel_wave",
    "carton_advice",
    "carton_kinds",
    "carton_labels",
    "cartons_standing",
    "cartons_to_stage",
    "census",
    "change_statuses",
    "changed_stock",
    "check_books",
    "check_feasible",
    "claim_order",
    "classify_items",
    "close_carton",
    "close_load",
    "close_receipt",
    "close_return",
    "close_work_order",
    "confirm_component",
    "confirm_pick",
    "confirm_pool",
    "count_item",
    "count_policies",
    "count_stock",
    "create_plate",
    "cross_aisles",
    "cross_docks",
    "cutoffs",
    "cycle_count",
    "cycle_counts",
    "decide_return",
    "draw_step",
    "empty_plate",
    "expire_reservations",
    "explain_allocation",
    "export_bins",
    "export_sheet",
    "feed_work_orders",
    "find_accepted",
    "finish_count",
    "generate_site",
    "give_back",
    "import_bins",
    "import_sheet",
    "inbound_order",
    "inbound_orders",
    "inspect_stock",
    "item",
    "items",
    "labor_day",
    "layout_sums",
    "level_studies",
    "level_study",
    "load",
    "load_carton",
    "loads",
    "lot_expiry",
    "make_kits",
    "merge_plates",
    "move_plate",
    "move_rule",
    "move_slot",
    "move_stock",
    "moves",
    "name_return_sender",
    "nest_plate",
    "next_count",
    "next_task",
    "next_work_order",
    "open_blind_receipt",
    "open_carton",
    "open_load",
    "open_receipt",
    "open_return",
    "open_site",
    "open_work_order",
    "open_work_order_count",
    "outbound_order",
    "outbound_orders",
    "overview",
    "pack_item",
    "packing_progress",
    "parties",
    "photo",
    "photos",
    "pick_bins",
    "plan_counts",
    "plan_replenishment",
    "plan_wave",
    "plate",
    "plates",
    "pool",
    "preview_wave",
    "prices",
    "put_allocation_policy",
    "put_away",
    "put_back",
    "put_bins",
    "put_bom",
    "put_carton_kind",
    "put_count_policy",
    "put_cutoff",
    "put_pick_bin",
    "put_release_policy",
    "put_schedule",
    "put_shift",
    "put_task_need",
    "put_wave_template",
    "put_ways",
    "put_worker",
    "put_zones",
    "read_journal",
    "receipt",
    "receive_line",
    "receive_plate",
    "receive_return",
    "release_by_capacity",
    "release_order",
    "release_policies",
    "release_wave",
    "release_work_order",
    "remove_allocation_policy",
    "remove_cutoff",
    "remove_rule",
    "remove_rule_test",
    "remove_schedule",
    "remove_wave_template",
    "renew_times",
    "replenish",
    "resolve_scan",
    "return_order",
    "return_photo",
    "return_receipt",
    "return_receipts",
    "returns",
    "returns_to_send",
    "returns_without_sender",
    "review_count",
    "rule_kinds",
    "rulebook",
    "run_schedules",
    "save_rule",
    "save_rule_test",
    "schedules",
    "seal_journal",
    "send_to_supplier",
    "serial_stands",
    "set_cross_dock",
    "set_site_policy",
    "ship_order",
    "site_map",
    "sites",
    "slotting_studies",
    "slotting_study",
    "split_plate",
    "spoil_component",
    "stage_carton",
    "staging_place",
    "stock",
    "study_levels",
    "study_slotting",
    "supplier_returns",
    "take_apart",
    "task",
    "task_needs",
    "tasks",
    "tour_ground",
    "tour_line",
    "try_putaway",
    "undecided_returns",
    "unload_carton",
    "verify_journal",
    "wait_for_journal",
    "wait_for_work",
    "waiting_counts",
    "wave",
    "wave_templates",
    "waves",
    "withdraw_count",
    "work_order",
    "work_orders",
    "worker_abilities",
    "zones",
]
