-- name: lock_returns
SELECT r.return_id, r.owner, r.number, r.version, r.site_id, r.cancelled_at, r.closed_at
FROM return_order r
JOIN unnest(%(owners)s::text[], %(numbers)s::text[]) AS w (owner, number) USING (owner, number)
ORDER BY r.return_id FOR UPDATE OF r

-- name: insert_return
INSERT INTO return_order (owner, number, version, site_id, customer, expected_on, note, content,
  created_at, cancelled_at, closed_at)
VALUES (%(owner)s, %(number)s, %(version)s, %(site_id)s, %(customer)s, %(expected_on)s, %(note)s,
  %(content)s, %(at)s, CASE WHEN %(cancelled)s THEN %(at)s::timestamptz END,
  CASE WHEN %(cancelled)s THEN %(at)s::timestamptz END)
RETURNING return_id

-- name: update_return
UPDATE return_order SET version = %(version)s, site_id = %(site_id)s, customer = %(customer)s,
  expected_on = %(expected_on)s, note = %(note)s, content = %(content)s,
  cancelled_at = CASE WHEN %(cancelled)s THEN %(at)s::timestamptz END,
  closed_at = CASE WHEN %(cancelled)s OR %(done)s THEN coalesce(closed_at, %(at)s) END
WHERE return_id = %(return_id)s

-- name: upsert_lines
INSERT INTO return_line AS l (return_id, line_id, position, item_id, authorised, lot, serials,
  reason_code, note)
SELECT %(return_id)s, line_id, position, item_id, authorised, lot,
  ARRAY(SELECT json_array_elements_text(serials)), reason_code, note
FROM json_to_recordset(%(rows)s) AS w (line_id text, position int, item_id bigint,
  authorised numeric, lot text, serials json, reason_code text, note text)
ON CONFLICT (return_id, line_id) DO UPDATE SET position = excluded.position,
  authorised = excluded.authorised, lot = excluded.lot, serials = excluded.serials,
  reason_code = excluded.reason_code, note = excluded.note,
  item_id = CASE WHEN l.received > 0 THEN l.item_id ELSE excluded.item_id END

-- name: drop_authority
-- Lines that the version does not name are not authorised any more.
UPDATE return_line SET authorised = 0
WHERE return_id = %(return_id)s AND line_id <> ALL (%(line_ids)s)

-- name: rooms
SELECT return_line_id, line_id, item_id, authorised, received FROM return_line
WHERE return_id = %(return_id)s ORDER BY position, return_line_id

-- name: lock_return
SELECT return_id, owner, number, version, site_id, cancelled_at, closed_at
FROM return_order WHERE return_id = %(return_id)s FOR UPDATE

-- name: return_head
SELECT customer, content FROM return_order WHERE return_id = %(return_id)s

-- name: insert_receipt
INSERT INTO return_receipt (number, site_id, owner, return_id, customer, bin, opened_at, opened_by)
VALUES ('B' || lpad(nextval('return_receipt_number')::text, 8, '0'), %(site_id)s, %(owner)s,
  %(return_id)s, %(customer)s, %(bin)s, %(at)s, %(actor)s)
RETURNING return_receipt_id, number

-- name: receipt_head
SELECT return_id FROM return_receipt WHERE return_receipt_id = %(receipt_id)s

-- name: lock_receipt
SELECT return_receipt_id, number, site_id, owner, return_id, customer, bin, told_version,
  opened_at, closed_at, closes_return
FROM return_receipt WHERE return_receipt_id = %(receipt_id)s FOR UPDATE

-- name: name_sender
UPDATE return_receipt SET customer = %(customer)s WHERE return_receipt_id = %(receipt_id)s

-- name: senders
SELECT customer, name FROM (
  SELECT o.customer, coalesce(p.name, '') AS name, 1 AS turn
  FROM outbound_order o LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
  WHERE o.owner = %(owner)s AND o.number = %(sender)s AND o.customer <> ''
  UNION ALL
  SELECT code, name, 2 FROM party
  WHERE owner = %(owner)s AND upper(code) = upper(%(sender)s) AND 'customer' = ANY (roles)) s
ORDER BY turn LIMIT 1

-- name: insert_item
INSERT INTO return_item (return_receipt_id, return_line_id, item_id, quantity, lot, expiry_on,
  serials, condition, reason_code, note, received_at, received_by)
VALUES (%(receipt_id)s, %(line_id)s, %(item_id)s, %(quantity)s, %(lot)s, %(expiry_on)s,
  %(serials)s, %(condition)s, %(reason_code)s, %(note)s, %(at)s, %(actor)s)
RETURNING return_item_id

-- name: add_received
UPDATE return_line SET received = received + %(quantity)s WHERE return_line_id = %(line_id)s

-- name: receipt_of_item
SELECT return_receipt_id FROM return_item WHERE return_item_id = %(item_id)s

-- name: lock_item
SELECT return_item_id, item_id, quantity, lot, serials, condition, disposition
FROM return_item WHERE return_item_id = %(item_id)s FOR UPDATE

-- name: decide
UPDATE return_item SET disposition = %(disposition)s, decided_at = %(at)s, decided_by = %(actor)s
WHERE return_item_id = %(item_id)s

-- name: close_receipt
UPDATE return_receipt SET closed_at = %(at)s, closed_by = %(actor)s, closes_return = %(closes)s
WHERE return_receipt_id = %(receipt_id)s

-- name: close_return
UPDATE return_order SET closed_at = %(at)s WHERE return_id = %(return_id)s AND closed_at IS NULL

-- name: next_version
UPDATE return_receipt SET told_version = told_version + 1
WHERE return_receipt_id = %(receipt_id)s RETURNING told_version

-- name: came
SELECT r.return_item_id, l.line_id, i.code AS item, i.base_uom, r.quantity, r.lot, r.expiry_on,
  r.serials, r.condition, r.disposition, r.reason_code, r.note,
  (SELECT count(*) FROM return_photo p WHERE p.return_item_id = r.return_item_id)::int
  AS photo_count
FROM return_item r JOIN item i ON i.item_id = r.item_id
LEFT JOIN return_line l USING (return_line_id)
WHERE r.return_receipt_id = %(receipt_id)s ORDER BY r.return_item_id

-- name: rows
SELECT r.return_id, r.owner, r.number, r.version, s.code AS site, r.customer,
  coalesce(p.name, '') AS customer_name, r.expected_on, r.created_at,
  CASE WHEN r.cancelled_at IS NOT NULL THEN 'cancelled' WHEN r.closed_at IS NULL THEN 'open'
       ELSE 'closed' END AS state,
  x.line_count, x.authorised, x.received,
  (SELECT count(*) FROM return_item ri JOIN return_receipt rr USING (return_receipt_id)
   WHERE rr.return_id = r.return_id AND ri.disposition = '')::int AS undecided_count
FROM return_order r JOIN site s USING (site_id)
LEFT JOIN party p ON p.owner = r.owner AND p.code = r.customer
CROSS JOIN LATERAL (
  SELECT count(*)::int AS line_count, coalesce(sum(l.authorised), 0) AS authorised,
    coalesce(sum(l.received), 0) AS received
  FROM return_line l WHERE l.return_id = r.return_id
) x
WHERE r.return_id = ANY(%(ids)s)

-- name: page_ids
SELECT r.return_id FROM return_order r
LEFT JOIN party p ON p.owner = r.owner AND p.code = r.customer
WHERE (%(site_id)s::int IS NULL OR r.site_id = %(site_id)s)
  AND (%(state)s = 'all' OR (r.closed_at IS NULL) = (%(state)s = 'open'))
  AND (%(text)s = '' OR r.number ILIKE %(part)s OR r.customer ILIKE %(part)s
    OR p.name ILIKE %(part)s)
  AND r.return_id < %(before)s
ORDER BY r.return_id DESC LIMIT %(limit)s

-- name: id_by_number
SELECT return_id FROM return_order WHERE owner = %(owner)s AND number = %(number)s

-- name: line_views
SELECT l.line_id, i.code AS item, i.description, i.base_uom AS uom, l.authorised, l.received,
  l.lot, l.serials, l.reason_code, l.note
FROM return_line l JOIN item i USING (item_id)
WHERE l.return_id = %(return_id)s ORDER BY l.position, l.return_line_id

-- name: receipt_views
SELECT r.return_receipt_id, r.number, s.code AS site, r.owner, r.return_id,
  coalesce(o.number, '') AS order_number, r.customer, r.bin, r.told_version, r.opened_at,
  r.opened_by, r.closed_at
FROM return_receipt r JOIN site s USING (site_id)
LEFT JOIN return_order o ON o.return_id = r.return_id
WHERE (%(return_id)s = 0 OR r.return_id = %(return_id)s)
  AND (%(receipt_id)s = 0 OR r.return_receipt_id = %(receipt_id)s)
  AND (%(unsent_since)s::timestamptz IS NULL
    OR (r.return_id IS NULL AND r.customer = '' AND r.opened_at >= %(unsent_since)s))
  AND (%(site_id)s::int IS NULL OR r.site_id = %(site_id)s)
ORDER BY r.return_receipt_id DESC LIMIT 100

-- name: item_views
SELECT x.return_item_id, x.return_receipt_id, r.number AS receipt_number,
  coalesce(o.number, '') AS order_number, coalesce(l.line_id, '') AS order_line_id,
  i.code AS item, i.description, i.base_uom AS uom, x.quantity, x.lot, x.serials, x.condition,
  x.disposition, x.reason_code, x.note, r.bin, x.received_at, x.received_by,
  coalesce(x.decided_by, '') AS decided_by,
  ARRAY(SELECT p.photo_id FROM return_photo p WHERE p.return_item_id = x.return_item_id
        ORDER BY p.photo_id) AS photo_ids,
  r.owner, coalesce(v.number, '') AS sent_number
FROM return_item x
JOIN return_receipt r USING (return_receipt_id)
JOIN item i ON i.item_id = x.item_id
LEFT JOIN return_line l ON l.return_line_id = x.return_line_id
LEFT JOIN return_order o ON o.return_id = r.return_id
LEFT JOIN supplier_return v ON v.supplier_return_id = x.supplier_return_id
WHERE (cardinality(%(receipt_ids)s::bigint[]) = 0 OR x.return_receipt_id = ANY(%(receipt_ids)s))
  AND (cardinality(%(sent_ids)s::bigint[]) = 0 OR x.supplier_return_id = ANY(%(sent_ids)s))
  AND (%(waits_for)s = ''
    OR (%(waits_for)s = 'decision' AND x.disposition = '')
    OR (%(waits_for)s = 'parcel' AND x.disposition = 'vendor_return'
        AND x.supplier_return_id IS NULL))
  AND (%(site_id)s::int IS NULL OR r.site_id = %(site_id)s)
ORDER BY x.return_item_id LIMIT 500

-- name: insert_supplier_return
INSERT INTO supplier_return (number, site_id, owner, supplier, carrier_code, tracking_number, note,
  sent_at, sent_by)
VALUES ('V' || lpad(nextval('supplier_return_number')::text, 8, '0'), %(site_id)s, %(owner)s,
  %(supplier)s, %(carrier_code)s, %(tracking_number)s, %(note)s, %(at)s, %(actor)s)
RETURNING supplier_return_id, number

-- name: lock_going
SELECT x.return_item_id, r.number AS receipt_number, r.site_id, r.owner, x.item_id, x.quantity,
  x.lot, x.expiry_on, x.serials, x.condition, x.note, x.disposition,
  coalesce(v.number, '') AS sent_number, r.bin
FROM return_item x
JOIN return_receipt r USING (return_receipt_id)
LEFT JOIN supplier_return v ON v.supplier_return_id = x.supplier_return_id
WHERE x.return_item_id = ANY(%(item_ids)s)
ORDER BY x.return_item_id FOR UPDATE OF x

-- name: mark_sent
UPDATE return_item SET supplier_return_id = %(supplier_return_id)s
WHERE return_item_id = ANY(%(item_ids)s)

-- name: standing
-- The order of balances, so that two who send the same stock cannot wait for each other.
SELECT i.item_id, s.lot, s.serial, b.code AS bin, s.lpn, s.on_hand - s.reserved AS free
FROM stock_balance s
JOIN stock_item si USING (item_id)
JOIN item i ON i.owner = si.owner AND i.code = si.item
JOIN bin b USING (bin_id)
WHERE s.site_id = %(site_id)s AND s.present AND s.status = %(status)s
  AND i.item_id = ANY(%(item_ids)s) AND s.on_hand > s.reserved
ORDER BY s.balance_id

-- name: supplier_return_views
SELECT v.supplier_return_id, v.number, s.code AS site, v.owner, v.supplier,
  coalesce(p.name, '') AS supplier_name, v.carrier_code, v.tracking_number, v.note, v.sent_at,
  v.sent_by
FROM supplier_return v JOIN site s USING (site_id)
LEFT JOIN party p ON p.owner = v.owner AND p.code = v.supplier
WHERE (%(site_id)s::int IS NULL OR v.site_id = %(site_id)s)
ORDER BY v.supplier_return_id DESC LIMIT 100
