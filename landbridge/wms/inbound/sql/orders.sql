-- name: lock_orders
SELECT order_id, owner, number, version, site_id, cancelled_at, closed_at
FROM inbound_order
JOIN unnest(%(owners)s::text[], %(numbers)s::text[]) AS w (owner, number) USING (owner, number)
ORDER BY order_id FOR UPDATE OF inbound_order

-- name: insert_orders
INSERT INTO inbound_order (owner, number, version, site_id, supplier, source, expected_on, note,
  content, created_at, changed_at, cancelled_at, closed_at)
SELECT owner, number, version, site_id, supplier, source, expected_on, note, content, %(at)s,
  %(at)s, CASE WHEN cancelled THEN %(at)s::timestamptz END,
  CASE WHEN cancelled THEN %(at)s::timestamptz END
FROM json_to_recordset(%(rows)s) AS w (owner text, number text, version bigint, site_id int,
  supplier text, source text, expected_on date, note text, content text, cancelled boolean)
RETURNING owner, number, order_id

-- name: update_order
UPDATE inbound_order SET version = %(version)s, supplier = %(supplier)s, source = %(source)s,
  site_id = %(site_id)s, expected_on = %(expected_on)s, note = %(note)s, content = %(content)s,
  changed_at = %(at)s,
  cancelled_at = CASE WHEN %(cancelled)s THEN coalesce(cancelled_at, %(at)s) END,
  closed_at = CASE WHEN %(closed)s THEN coalesce(closed_at, %(at)s) END
WHERE order_id = %(order_id)s

-- name: lines_of_order
SELECT inbound_line_id, line_id, item_id, expected, received FROM inbound_line
WHERE order_id = %(order_id)s ORDER BY position, inbound_line_id FOR UPDATE

-- name: upsert_lines
INSERT INTO inbound_line (order_id, line_id, position, item_id, uom, expected, lot, serials,
  expiry_on, lpn, note)
SELECT order_id, line_id, position, item_id, uom, expected, lot,
  ARRAY(SELECT json_array_elements_text(serials)), expiry_on, lpn, note
FROM json_to_recordset(%(rows)s) AS w (order_id bigint, line_id text, position int,
  item_id bigint, uom text, expected numeric, lot text, serials json, expiry_on date, lpn text,
  note text)
ON CONFLICT (order_id, line_id) DO UPDATE SET position = excluded.position,
  item_id = excluded.item_id, uom = excluded.uom, expected = excluded.expected,
  lot = excluded.lot, serials = excluded.serials, expiry_on = excluded.expiry_on,
  lpn = excluded.lpn, note = excluded.note

-- name: drop_expectation
UPDATE inbound_line SET expected = 0 WHERE inbound_line_id = ANY(%(line_ids)s)

-- name: open_receipts
SELECT receipt_id, number FROM receipt
WHERE order_id = %(order_id)s AND closed_at IS NULL ORDER BY receipt_id

-- name: page
SELECT o.order_id, o.owner, o.number, o.version, s.code AS site, o.supplier,
  coalesce(p.name, '') AS supplier_name, o.source, o.expected_on, o.created_at, o.cancelled_at,
  o.closed_at, l.line_count, l.received_line_count, l.begun_line_count,
  (SELECT min(receipt_id) FROM receipt r
   WHERE r.order_id = o.order_id AND r.closed_at IS NULL) AS open_receipt_id
FROM inbound_order o
JOIN site s USING (site_id)
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.supplier
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE expected > 0 OR received > 0)::int AS line_count,
         count(*) FILTER (WHERE received > 0 AND received >= expected)::int AS received_line_count,
         count(*) FILTER (WHERE received > 0)::int AS begun_line_count
  FROM inbound_line WHERE order_id = o.order_id
) l
WHERE o.order_id = ANY(%(order_ids)s)

-- name: open_ids
SELECT o.order_id FROM inbound_order o
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.supplier
WHERE o.closed_at IS NULL
  AND (%(site_id)s::int IS NULL OR o.site_id = %(site_id)s)
  AND o.order_id > %(after)s
  AND (%(text)s = '' OR o.number ILIKE %(part)s OR o.supplier ILIKE %(part)s
    OR p.name ILIKE %(part)s
    OR EXISTS (SELECT FROM known_number k WHERE k.kind = 'inbound_order'
               AND k.target_id = o.order_id AND k.number LIKE upper(%(part)s)))
ORDER BY o.order_id LIMIT %(limit)s

-- name: past_ids
-- Newest first. A text is looked up by the beginning of any known number, never by scanning.
SELECT o.order_id FROM inbound_order o
WHERE o.order_id < %(before)s
  AND (%(site_id)s::int IS NULL OR o.site_id = %(site_id)s)
  AND (NOT %(only_closed)s OR o.closed_at IS NOT NULL)
  AND (%(text)s = '' OR o.order_id IN (
    SELECT target_id FROM known_number
    WHERE kind = 'inbound_order' AND number LIKE upper(%(start)s)))
ORDER BY o.order_id DESC LIMIT %(limit)s

-- name: id_by_number
SELECT order_id FROM inbound_order WHERE owner = %(owner)s AND number = %(number)s

-- name: order_content
SELECT note, content FROM inbound_order WHERE order_id = %(order_id)s

-- name: line_views
SELECT l.line_id, i.code AS item, i.description, i.base_uom AS uom, l.expected, l.received,
  greatest(l.expected - l.received, 0) AS open, l.lot, l.expiry_on, l.serials, l.lpn,
  i.lot_controlled, i.expiry_controlled, i.serial_controlled,
  ARRAY(SELECT b.printed FROM item_barcode b WHERE b.item_id = l.item_id
        ORDER BY b.barcode) AS barcodes,
  l.note
FROM inbound_line l JOIN item i USING (item_id)
WHERE l.order_id = %(order_id)s AND (l.expected > 0 OR l.received > 0)
ORDER BY l.position, l.inbound_line_id

-- name: receipts
SELECT r.receipt_id, r.number, s.code AS site, r.order_id, o.number AS order_number, r.bin,
  r.delivery_note, r.opened_at, r.opened_by, r.closed_at
FROM receipt r JOIN site s USING (site_id) JOIN inbound_order o USING (order_id)
WHERE (%(order_id)s = 0 OR r.order_id = %(order_id)s)
  AND (%(receipt_id)s = 0 OR r.receipt_id = %(receipt_id)s)
ORDER BY r.receipt_id DESC LIMIT 100

-- name: receipt_lines
SELECT rl.receipt_id, rl.receipt_line_id, coalesce(l.line_id, '') AS order_line_id,
  i.code AS item, i.description, i.base_uom AS uom, rl.quantity, rl.lot, rl.expiry_on, rl.serials,
  rl.lpn, rl.bin, rl.status, rl.reason_code, rl.received_at, rl.received_by
FROM receipt_line rl
JOIN item i ON i.item_id = rl.item_id
LEFT JOIN inbound_line l USING (inbound_line_id)
WHERE rl.receipt_id = ANY(%(receipt_ids)s)
ORDER BY rl.receipt_line_id
