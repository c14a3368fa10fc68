-- name: lock_order
SELECT o.order_id, o.owner, o.number, o.site_id, o.supplier, o.source, o.note, o.content,
  o.closed_at
FROM inbound_order o WHERE o.order_id = %(order_id)s FOR UPDATE

-- name: insert_receipt
INSERT INTO receipt (number, site_id, order_id, bin, delivery_note, opened_at, opened_by)
VALUES ('R' || lpad(nextval('receipt_number')::text, 8, '0'), %(site_id)s, %(order_id)s, %(bin)s,
  %(delivery_note)s, %(at)s, %(actor)s)
RETURNING receipt_id, number

-- name: lock_receipt
SELECT r.receipt_id, r.number, r.site_id, r.order_id, r.bin, r.closed_at
FROM receipt r WHERE r.receipt_id = %(receipt_id)s FOR UPDATE

-- name: receipt_order_id
SELECT order_id FROM receipt WHERE receipt_id = %(receipt_id)s

-- name: line_rooms
SELECT inbound_line_id, line_id, item_id, expected, received, lot FROM inbound_line
WHERE order_id = %(order_id)s ORDER BY position, inbound_line_id

-- name: insert_receipt_lines
INSERT INTO receipt_line (receipt_id, inbound_line_id, item_id, quantity, lot, expiry_on, serials,
  lpn, bin, status, reason_code, received_at, received_by)
SELECT %(receipt_id)s, inbound_line_id, %(item_id)s, quantity, %(lot)s, %(expiry_on)s,
  ARRAY(SELECT json_array_elements_text(serials)), %(lpn)s, %(bin)s, %(status)s, reason_code,
  %(at)s, %(actor)s
FROM json_to_recordset(%(rows)s) AS w (n int, inbound_line_id bigint, quantity numeric,
  serials json, reason_code text)
ORDER BY n
RETURNING receipt_line_id

-- name: add_received
UPDATE inbound_line l SET received = l.received + w.quantity
FROM (SELECT inbound_line_id, sum(quantity) AS quantity
      FROM json_to_recordset(%(rows)s) AS x (inbound_line_id bigint, quantity numeric)
      GROUP BY inbound_line_id) w
WHERE l.inbound_line_id = w.inbound_line_id

-- name: close_receipt
UPDATE receipt SET closed_at = %(at)s, closed_by = %(actor)s WHERE receipt_id = %(receipt_id)s

-- name: close_order
UPDATE inbound_order SET closed_at = %(at)s WHERE order_id = %(order_id)s AND closed_at IS NULL

-- name: other_open_receipts
SELECT number FROM receipt
WHERE order_id = %(order_id)s AND closed_at IS NULL AND receipt_id <> %(receipt_id)s

-- name: confirmed_lines
SELECT rl.inbound_line_id, l.line_id, l.expected, l.received, i.code AS item, i.base_uom,
  rl.quantity, rl.lot, rl.expiry_on, rl.serials, rl.status, rl.reason_code
FROM receipt_line rl
JOIN item i ON i.item_id = rl.item_id
LEFT JOIN inbound_line l USING (inbound_line_id)
WHERE rl.receipt_id = %(receipt_id)s
ORDER BY l.position NULLS LAST, rl.receipt_line_id

-- name: crosses_docks
SELECT cross_dock FROM site_policy WHERE site_id = %(site_id)s

-- name: waiting_demand
-- Lines that wait for the item and take any lot of it. Their orders are locked by it; those that
-- another is just deciding about are passed over.
SELECT l.outbound_line_id, l.order_id, l.line_id, o.number,
  coalesce(nullif(p.name, ''), o.customer) AS customer, o.ship_on
FROM outbound_line l
JOIN outbound_order o USING (order_id)
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
WHERE l.item_id = %(item_id)s AND l.open > 0 AND l.is_waiting AND o.site_id = %(site_id)s
  AND o.closed_at IS NULL AND NOT o.ship_complete AND l.lot IN ('', %(lot)s)
  AND cardinality(l.serials) = 0
  AND greatest(coalesce(l.shelf_life_remaining_days_min, 0),
               coalesce(p.shelf_life_remaining_days_min, 0)) = 0
ORDER BY o.priority, l.outbound_line_id LIMIT 50
FOR UPDATE OF o SKIP LOCKED

-- name: waiting_now
SELECT outbound_line_id, waiting FROM outbound_line
WHERE outbound_line_id = ANY (%(line_ids)s::bigint[])
