-- name: lock_orders_by_number
SELECT o.order_id, o.owner, o.number, o.version, o.site_id, o.customer, o.ship_on,
  o.carrier_code, o.service_code, o.priority, o.ship_complete, o.content, o.cancelled_at,
  o.closed_at
FROM outbound_order o
JOIN unnest(%(owners)s::text[], %(numbers)s::text[]) AS w (owner, number) USING (owner, number)
ORDER BY o.order_id FOR UPDATE OF o

-- name: lock_order
SELECT o.order_id, o.owner, o.number, o.version, o.site_id, o.customer, o.ship_on,
  o.carrier_code, o.service_code, o.priority, o.ship_complete, o.content, o.cancelled_at,
  o.closed_at
FROM outbound_order o WHERE o.order_id = %(order_id)s FOR UPDATE

-- name: insert_orders
INSERT INTO outbound_order (owner, number, version, site_id, customer, ship_on, carrier_code,
  service_code, priority, ship_complete, note, content, created_at, changed_at, cancelled_at,
  closed_at)
SELECT owner, number, version, site_id, customer, ship_on, carrier_code, service_code, priority,
  ship_complete, note, content, %(at)s, %(at)s,
  CASE WHEN cancelled THEN %(at)s::timestamptz END,
  CASE WHEN cancelled THEN %(at)s::timestamptz END
FROM json_to_recordset(%(rows)s) AS w (owner text, number text, version bigint, site_id int,
  customer text, ship_on date, carrier_code text, service_code text, priority int,
  ship_complete boolean, note text, content text, cancelled boolean)
RETURNING owner, number, order_id

-- name: update_order
UPDATE outbound_order SET version = %(version)s, site_id = %(site_id)s,
  customer = %(customer)s, ship_on = %(ship_on)s, carrier_code = %(carrier_code)s,
  service_code = %(service_code)s, priority = %(priority)s, ship_complete = %(ship_complete)s,
  note = %(note)s, content = %(content)s, changed_at = %(at)s,
  cancelled_at = CASE WHEN %(cancelled)s THEN coalesce(cancelled_at, %(at)s) END,
  closed_at = CASE WHEN %(closed)s THEN coalesce(closed_at, %(at)s) END
WHERE order_id = %(order_id)s

-- name: insert_lines
INSERT INTO outbound_line (order_id, line_id, position, item_id, uom, wanted, ordered, cancelled,
  lot, serials, shelf_life_remaining_days_min, note)
SELECT order_id, line_id, position, item_id, uom, wanted, wanted,
  CASE WHEN cancelled THEN wanted ELSE 0 END, lot,
  ARRAY(SELECT json_array_elements_text(serials)), shelf_life_remaining_days_min, note
FROM json_to_recordset(%(rows)s) AS w (order_id bigint, line_id text, position int,
  item_id bigint, uom text, wanted numeric, cancelled boolean, lot text, serials json,
  shelf_life_remaining_days_min int, note text)

-- name: ladders_of_order
SELECT outbound_line_id, line_id, item_id, wanted, ordered, allocated, released, picked, packed,
  shipped, short, cancelled
FROM outbound_line WHERE order_id = %(order_id)s
ORDER BY position, outbound_line_id FOR UPDATE

-- name: change_lines
UPDATE outbound_line l SET wanted = w.wanted, ordered = w.ordered, allocated = w.allocated,
  released = w.released, picked = w.picked, packed = w.packed, short = w.short,
  cancelled = w.cancelled
FROM json_to_recordset(%(rows)s) AS w (outbound_line_id bigint, wanted numeric, ordered numeric,
  allocated numeric, released numeric, picked numeric, packed numeric, short numeric,
  cancelled numeric)
WHERE l.outbound_line_id = w.outbound_line_id

-- name: describe_lines
-- What a version says of a line besides its amount; the item only where nothing holds it.
UPDATE outbound_line l SET position = w.position, uom = w.uom, lot = w.lot, note = w.note,
  serials = ARRAY(SELECT json_array_elements_text(w.serials)),
  shelf_life_remaining_days_min = w.shelf_life_remaining_days_min, item_id = w.item_id
FROM json_to_recordset(%(rows)s) AS w (outbound_line_id bigint, position int, uom text, lot text,
  note text, serials json, shelf_life_remaining_days_min int, item_id bigint)
WHERE l.outbound_line_id = w.outbound_line_id

-- name: set_counters
UPDATE outbound_line l SET ordered = l.ordered + w.ordered, allocated = l.allocated + w.allocated,
  released = l.released + w.released, picked = l.picked + w.picked, packed = l.packed + w.packed,
  shipped = l.shipped + w.shipped, short = l.short + w.short,
  short_reason = CASE WHEN w.short_reason <> '' THEN w.short_reason ELSE l.short_reason END
FROM json_to_recordset(%(rows)s) AS w (outbound_line_id bigint, ordered numeric,
  allocated numeric, released numeric, picked numeric, packed numeric, shipped numeric,
  short numeric, short_reason text)
WHERE l.outbound_line_id = w.outbound_line_id

-- name: progress_orders
UPDATE outbound_order o SET progress_count = progress_count + 1
FROM site s
WHERE o.order_id = ANY(%(order_ids)s) AND s.site_id = o.site_id
RETURNING o.order_id, o.owner, o.number, o.progress_count, s.code

-- name: progress_lines
SELECT l.order_id, l.line_id, i.code, i.base_uom, l.ordered, l.allocated, l.picked, l.packed,
  l.shipped, l.short
FROM outbound_line l JOIN item i USING (item_id)
WHERE l.order_id = ANY(%(order_ids)s)
ORDER BY l.order_id, l.position, l.outbound_line_id

-- name: close_order
UPDATE outbound_order SET closed_at = %(at)s WHERE order_id = %(order_id)s AND closed_at IS NULL

-- name: rows
SELECT o.order_id, o.owner, o.number, o.version, s.code AS site, s.timezone, o.customer,
  coalesce(p.name, '') AS customer_name, o.ship_on, o.priority, o.carrier_code, o.ship_complete,
  k.at AS cutoff_at, k.weekdays AS cutoff_weekdays,
  o.created_at, o.cancelled_at, o.closed_at, l.line_count, l.ordered, l.allocated, l.released,
  l.picked, l.packed, l.shipped, l.short, l.cancelled, l.open,
  coalesce((SELECT min(t.claimed_by) FROM task t WHERE t.order_id = o.order_id
            AND t.closed_at IS NULL AND t.claimed_until > %(now)s), '') AS claimed_by
FROM outbound_order o
JOIN site s USING (site_id)
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
LEFT JOIN LATERAL (
  -- The closest cut-off, as `cutoff_of` has it.
  SELECT c.at, c.weekdays FROM cutoff c
  WHERE c.site_id = o.site_id AND c.carrier_code IN ('', o.carrier_code)
    AND c.service_code IN ('', o.service_code)
  ORDER BY c.carrier_code = '', c.service_code = '' LIMIT 1
) k ON true
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE x.ordered > 0)::int AS line_count,
    coalesce(sum(x.ordered), 0) AS ordered, coalesce(sum(x.allocated), 0) AS allocated,
    coalesce(sum(x.released), 0) AS released, coalesce(sum(x.picked), 0) AS picked,
    coalesce(sum(x.packed), 0) AS packed, coalesce(sum(x.shipped), 0) AS shipped,
    coalesce(sum(x.short), 0) AS short, coalesce(sum(x.cancelled), 0) AS cancelled,
    coalesce(sum(x.open), 0) AS open
  FROM outbound_line x WHERE x.order_id = o.order_id
) l
WHERE o.order_id = ANY(%(order_ids)s)

-- name: open_ids
-- Open orders by priority and age. stage filters on the ladder of the lines.
SELECT o.priority, o.order_id FROM outbound_order o
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
WHERE o.closed_at IS NULL
  AND (%(site_id)s::int IS NULL OR o.site_id = %(site_id)s)
  AND (%(p)s::int IS NULL OR (o.priority, o.order_id) > (%(p)s, %(i)s))
  AND (%(text)s = '' OR o.number ILIKE %(part)s OR o.customer ILIKE %(part)s
    OR p.name ILIKE %(part)s
    OR EXISTS (SELECT FROM known_number k WHERE k.kind = 'outbound_order'
               AND k.target_id = o.order_id AND k.number LIKE upper(%(part)s)))
  AND (%(stage)s = '' OR EXISTS (
    SELECT FROM outbound_line x WHERE x.order_id = o.order_id AND CASE %(stage)s
      WHEN 'waiting' THEN x.is_waiting
      WHEN 'to_release' THEN x.allocated > x.released
      WHEN 'to_pick' THEN x.released > x.picked
      WHEN 'to_pack' THEN x.picked > x.packed
      WHEN 'to_ship' THEN x.packed > x.shipped END))
ORDER BY o.priority, o.order_id LIMIT %(limit)s

-- name: past_ids
-- Newest first. A text is looked up by the beginning of any known number, never by scanning.
SELECT o.order_id FROM outbound_order o
WHERE o.order_id < %(before)s
  AND (%(site_id)s::int IS NULL OR o.site_id = %(site_id)s)
  AND (NOT %(only_closed)s OR o.closed_at IS NOT NULL)
  AND (%(text)s = '' OR o.order_id IN (
    SELECT target_id FROM known_number
    WHERE kind = 'outbound_order' AND number LIKE upper(%(start)s)))
ORDER BY o.order_id DESC LIMIT %(limit)s

-- name: id_by_number
SELECT order_id FROM outbound_order WHERE owner = %(owner)s AND number = %(number)s

-- name: order_content
SELECT note, content FROM outbound_order WHERE order_id = %(order_id)s

-- name: line_views
SELECT l.line_id, i.code AS item, i.description, i.base_uom AS uom, l.wanted, l.ordered,
  l.allocated, l.released, l.picked, l.packed, l.shipped, l.short, l.cancelled, l.open, l.lot,
  l.shelf_life_remaining_days_min, l.short_reason,
  ARRAY(SELECT b.printed FROM item_barcode b WHERE b.item_id = l.item_id
        ORDER BY b.barcode) AS barcodes,
  l.note
FROM outbound_line l JOIN item i USING (item_id)
WHERE l.order_id = %(order_id)s
ORDER BY l.position, l.outbound_line_id

-- name: pick_views
SELECT p.pick_id, p.task_id, l.line_id AS order_line_id, i.code AS item, i.base_uom AS uom,
  p.quantity, p.lot, p.serial, p.source_bin AS bin, p.picked_at, p.picked_by
FROM pick p
JOIN outbound_line l USING (outbound_line_id)
JOIN item i ON i.item_id = p.item_id
WHERE p.order_id = %(order_id)s ORDER BY p.pick_id

-- name: carton_views
SELECT c.carton_id, c.sscc, c.order_id, c.package_type, c.kind, c.gross_weight_g,
  c.tracking_number, c.opened_at, c.closed_at, coalesce(s.number, '') AS shipment_number,
  c.plan <> '' AS has_plan, c.bin, coalesce(b.kind IN ('staging', 'shipping'), false) AS staged,
  coalesce(l.number, '') AS load_number
FROM carton c
JOIN outbound_order o USING (order_id)
LEFT JOIN shipment s USING (shipment_id)
LEFT JOIN bin b ON b.site_id = o.site_id AND b.code = c.bin
LEFT JOIN load_carton lc ON lc.carton_id = c.carton_id
LEFT JOIN load l ON l.load_id = lc.load_id
WHERE c.order_id = %(order_id)s ORDER BY c.carton_id

-- name: carton_contents
SELECT c.carton_id, l.line_id AS order_line_id, i.code AS item, i.description,
  i.base_uom AS uom, sum(cl.quantity) AS quantity, p.lot,
  array_remove(array_agg(p.serial ORDER BY p.serial), '') AS serials
FROM carton c
JOIN carton_line cl USING (carton_id)
JOIN pick p USING (pick_id)
JOIN outbound_line l USING (outbound_line_id)
JOIN item i ON i.item_id = p.item_id
WHERE c.order_id = %(order_id)s
GROUP BY c.carton_id, l.outbound_line_id, i.item_id, p.lot
ORDER BY c.carton_id, l.position, l.outbound_line_id, p.lot

-- name: shipment_views
SELECT s.shipment_id, s.number, s.shipped_at, s.shipped_by, s.carrier_code, s.tracking_number,
  s.closed, (SELECT count(*) FROM carton c WHERE c.shipment_id = s.shipment_id)::int
  AS carton_count
FROM shipment s WHERE s.order_id = %(order_id)s ORDER BY s.shipment_id
