-- name: lock_order
SELECT o.order_id, o.owner, o.number, o.site_id, o.supplier, o.content, o.closed_at
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

-- name: same_item_bins
-- Storage bins that hold the item (and lot, if lots are kept apart), with what they hold.
SELECT b.code, b.pick_sequence, b.length_mm::numeric * b.width_mm * b.height_mm AS volume_mm3,
  b.weight_max_g, sum(sb.on_hand) AS on_hand,
  count(*) FILTER (WHERE si.owner <> %(owner)s OR si.item <> %(item)s) AS other_count
FROM bin b
JOIN stock_balance sb ON sb.bin_id = b.bin_id AND sb.present
JOIN stock_item si ON si.item_id = sb.item_id
WHERE b.kind = 'storage' AND b.active AND b.bin_id IN (
  SELECT x.bin_id FROM stock_balance x JOIN stock_item xi ON xi.item_id = x.item_id
  WHERE xi.owner = %(owner)s AND xi.item = %(item)s AND x.present AND x.site_id = %(site_id)s
    AND x.lot = %(lot)s AND x.status = %(status)s)
GROUP BY b.bin_id ORDER BY b.pick_sequence, b.code LIMIT 20

-- name: empty_bins
-- Storage bins with nothing in them and nothing on its way to them.
SELECT b.code, b.pick_sequence, b.length_mm::numeric * b.width_mm * b.height_mm AS volume_mm3,
  b.weight_max_g, 0::numeric AS on_hand, 0::bigint AS other_count
FROM bin b
WHERE b.site_id = %(site_id)s AND b.kind = 'storage' AND b.active
  AND NOT EXISTS (SELECT FROM stock_balance sb WHERE sb.bin_id = b.bin_id AND sb.present)
  AND NOT EXISTS (SELECT FROM task t WHERE t.site_id = b.site_id AND t.kind = 'putaway'
                  AND t.closed_at IS NULL AND t.target_bin = b.code)
ORDER BY b.pick_sequence, b.code LIMIT 40

-- name: coming_to_bins
SELECT t.target_bin, sum(t.quantity - t.done) FROM task t
WHERE t.site_id = %(site_id)s AND t.kind = 'putaway' AND t.closed_at IS NULL
  AND t.target_bin = ANY(%(bins)s)
GROUP BY t.target_bin
