-- name: lock_documents
SELECT pg_advisory_xact_lock(hashtextextended(k, 20)) FROM unnest(%(keys)s::text[]) AS k

-- name: accepted
SELECT kind, owner, number, version, key, digest FROM accepted WHERE key = ANY(%(keys)s)
UNION
SELECT a.kind, a.owner, a.number, a.version, a.key, a.digest
FROM accepted a
JOIN unnest(%(kinds)s::text[], %(owners)s::text[], %(numbers)s::text[])
  AS w (kind, owner, number) USING (kind, owner, number)

-- name: insert_accepted
INSERT INTO accepted (kind, owner, number, version, key, digest, accepted_at)
SELECT kind, owner, number, version, key, decode(digest, 'hex'), %(at)s
FROM json_to_recordset(%(rows)s) AS w (kind text, owner text, number text, version bigint,
  key text, digest text)

-- name: census_outbound_order
-- Of transfers the office knows no order: their two legs are this warehouse's own.
SELECT s.code, ARRAY[o.owner, o.number, l.line_id], l.open, i.base_uom, o.version, '{}'::json, 0
FROM outbound_order o
JOIN site s USING (site_id)
JOIN outbound_line l USING (order_id)
JOIN item i USING (item_id)
WHERE o.closed_at IS NULL AND l.open > 0
  AND NOT EXISTS (
    SELECT FROM transfer t WHERE t.owner = o.owner AND 'TR-' || t.number = o.number)
  AND (%(site)s = '' OR s.code = %(site)s) AND (%(owner)s = '' OR o.owner = %(owner)s)
  AND (cardinality(%(items)s::text[]) = 0 OR i.code = ANY(%(items)s::text[]))
ORDER BY o.order_id, l.position

-- name: census_inbound_order
-- What is received in receipts not yet closed is not told to anybody yet.
SELECT s.code, ARRAY[o.owner, o.number, l.line_id], l.expected - l.received, i.base_uom, o.version,
  '{}'::json, -u.untold
FROM inbound_order o
JOIN site s USING (site_id)
JOIN inbound_line l USING (order_id)
JOIN item i USING (item_id)
CROSS JOIN LATERAL (
  SELECT coalesce(sum(rl.quantity), 0) AS untold
  FROM receipt r JOIN receipt_line rl USING (receipt_id)
  WHERE r.order_id = o.order_id AND r.closed_at IS NULL AND rl.inbound_line_id = l.inbound_line_id
) u
WHERE o.closed_at IS NULL AND (l.expected > l.received OR u.untold > 0)
  AND NOT EXISTS (
    SELECT FROM transfer t WHERE t.owner = o.owner AND 'TR-' || t.number = o.number)
  AND (%(site)s = '' OR s.code = %(site)s) AND (%(owner)s = '' OR o.owner = %(owner)s)
  AND (cardinality(%(items)s::text[]) = 0 OR i.code = ANY(%(items)s::text[]))
ORDER BY o.order_id, l.position

-- name: census_item
SELECT '', ARRAY[owner, code], 1::numeric, 'C62', version,
  json_build_object('description', description, 'base_uom', base_uom), 0
FROM item
WHERE active AND (%(owner)s = '' OR owner = %(owner)s)
  AND (cardinality(%(items)s::text[]) = 0 OR code = ANY(%(items)s::text[]))
ORDER BY owner, code

-- name: census_party
SELECT '', ARRAY[owner, code], 1::numeric, 'C62', version, json_build_object('name', name), 0
FROM party
WHERE active AND (%(owner)s = '' OR owner = %(owner)s)
ORDER BY owner, code

-- name: unconfirmed
-- Goods of receipts that are not closed: they lie here, and nobody was told yet.
SELECT s.code, i.owner, i.code, rl.lot, rl.status, sum(rl.quantity)
FROM receipt r
JOIN receipt_line rl USING (receipt_id)
JOIN item i USING (item_id)
JOIN site s ON s.site_id = r.site_id
WHERE r.closed_at IS NULL
  AND (%(site)s = '' OR s.code = %(site)s) AND (%(owner)s = '' OR i.owner = %(owner)s)
GROUP BY s.code, i.owner, i.code, rl.lot, rl.status
UNION ALL
-- The same of what came back.
SELECT s.code, i.owner, i.code, x.lot,
  CASE x.disposition WHEN '' THEN 'quality_hold' WHEN 'scrap' THEN 'quality_hold'
    WHEN 'restock' THEN 'available' ELSE x.disposition END, sum(x.quantity)
FROM return_receipt r
JOIN return_item x USING (return_receipt_id)
JOIN item i ON i.item_id = x.item_id
JOIN site s ON s.site_id = r.site_id
WHERE r.closed_at IS NULL
  AND (%(site)s = '' OR s.code = %(site)s) AND (%(owner)s = '' OR i.owner = %(owner)s)
GROUP BY 1, 2, 3, 4, 5

-- name: census_items
SELECT owner, code, base_uom, version FROM item WHERE %(owner)s = '' OR owner = %(owner)s

-- name: census_lots
SELECT si.owner, si.item, l.lot, l.use_by_on
FROM lot l JOIN stock_item si USING (item_id)
WHERE l.use_by_on IS NOT NULL AND (%(owner)s = '' OR si.owner = %(owner)s)
  AND EXISTS (SELECT FROM stock_balance b
              WHERE b.item_id = l.item_id AND b.lot = l.lot AND b.present)

-- name: bins_of_wishes
SELECT w.n, b.bin_id, b.code, b.kind, b.active FROM json_to_recordset(%(rows)s)
  AS w (n int, bin text)
LEFT JOIN bin b ON b.site_id = %(site_id)s AND b.code = w.bin AND NOT b.virtual

-- name: standing
-- What lies under the keys of a count: amounts by serial.
SELECT w.n, b.serial, b.on_hand
FROM json_to_recordset(%(rows)s)
  AS w (n int, owner text, item text, bin_id int, lot text, status text, lpn text)
JOIN stock_item si ON si.owner = w.owner AND si.item = w.item
JOIN stock_balance b ON b.item_id = si.item_id AND b.bin_id = w.bin_id AND b.lot = w.lot
  AND b.status = w.status AND b.lpn = w.lpn AND b.present

-- name: lot_days
SELECT si.owner, si.item, l.lot, l.use_by_on
FROM json_to_recordset(%(rows)s) AS w (owner text, item text, lot text)
JOIN stock_item si ON si.owner = w.owner AND si.item = w.item
JOIN lot l ON l.item_id = si.item_id AND l.lot = w.lot

-- name: stock_page
-- Along the index of what is there, so that the first page costs the same whatever there is.
SELECT b.item_id, b.lot, b.balance_id, s.code AS site, coalesce(z.code, '') AS zone,
  n.code AS bin, si.owner, si.item, coalesce(i.description, '') AS description,
  coalesce(i.base_uom, '') AS uom, b.serial, b.status, b.lpn, b.use_by_on AS expiry_on,
  b.on_hand, b.reserved
FROM stock_balance b
JOIN stock_item si USING (item_id)
JOIN site s ON s.site_id = b.site_id
JOIN bin n ON n.bin_id = b.bin_id
LEFT JOIN zone z ON z.zone_id = n.zone_id
LEFT JOIN item i ON i.owner = si.owner AND i.code = si.item
WHERE b.present
  AND (%(site)s = '' OR s.code = %(site)s)
  AND (%(owner)s = '' OR si.owner = %(owner)s)
  AND (%(item)s = '' OR si.item = %(item)s)
  AND (%(bin)s = '' OR n.code = %(bin)s)
  AND (%(lot)s = '' OR b.lot = %(lot)s)
  AND (%(status)s = '' OR b.status = %(status)s)
  AND (%(text)s = '' OR si.item ILIKE %(part)s OR i.description ILIKE %(part)s)
  AND (%(a)s::int IS NULL OR (b.item_id, b.lot, b.balance_id) > (%(a)s, %(l)s, %(b)s))
ORDER BY b.item_id, b.lot, b.balance_id LIMIT %(limit)s

-- name: serial_stands
SELECT s.code, n.code
FROM stock_balance b
JOIN stock_item si USING (item_id)
JOIN site s ON s.site_id = b.site_id
JOIN bin n ON n.bin_id = b.bin_id
WHERE si.owner = %(owner)s AND si.item = %(item)s AND b.present
  AND b.serial = %(serial)s AND b.serial <> ''

-- name: item_page
SELECT i.item_id, i.owner, i.code, i.description, i.base_uom, i.active,
  coalesce(t.on_hand, 0) AS on_hand, coalesce(t.reserved, 0) AS reserved
FROM item i
LEFT JOIN LATERAL (
  SELECT sum(b.on_hand) AS on_hand, sum(b.reserved) AS reserved
  FROM stock_item si JOIN stock_balance b USING (item_id)
  WHERE si.owner = i.owner AND si.item = i.code AND b.present
) t ON true
WHERE (%(owner)s = '' OR i.owner = %(owner)s)
  AND (%(text)s = '' OR i.code ILIKE %(part)s OR i.description ILIKE %(part)s
    OR EXISTS (SELECT FROM item_barcode c WHERE c.item_id = i.item_id
               AND (c.barcode = %(barcode)s OR c.printed LIKE %(part)s)))
  AND (%(state)s = '' OR i.active = (%(state)s = 'active'))
  AND (%(o)s::text IS NULL OR (i.owner, i.code) > (%(o)s, %(c)s))
ORDER BY i.owner, i.code LIMIT %(limit)s

-- name: inbound_of_item
SELECT DISTINCT o.order_id FROM inbound_order o JOIN inbound_line l USING (order_id)
WHERE o.closed_at IS NULL AND l.item_id = %(item_id)s AND l.expected > l.received
ORDER BY o.order_id LIMIT 50

-- name: outbound_of_item
SELECT DISTINCT o.order_id FROM outbound_order o JOIN outbound_line l USING (order_id)
WHERE o.closed_at IS NULL AND l.item_id = %(item_id)s AND l.open > 0
ORDER BY o.order_id LIMIT 50

-- name: sites
SELECT s.code AS site, s.name, s.timezone,
  (SELECT count(*) FROM bin b WHERE b.site_id = s.site_id AND NOT b.virtual AND b.active)::int
  AS bin_count
FROM site s WHERE s.active ORDER BY s.code

-- name: overview
SELECT s.code AS site,
  (SELECT count(*) FROM inbound_order o
   WHERE o.site_id = s.site_id AND o.closed_at IS NULL)::int AS inbound_open_count,
  (SELECT count(*) FROM receipt r
   WHERE r.site_id = s.site_id AND r.closed_at IS NULL)::int AS receipt_open_count,
  (SELECT count(*) FROM task t WHERE t.site_id = s.site_id AND t.kind = 'putaway'
   AND t.closed_at IS NULL)::int AS putaway_open_count,
  (SELECT count(*) FROM task t WHERE t.site_id = s.site_id AND t.kind = 'putback'
   AND t.closed_at IS NULL)::int AS putback_open_count,
  (SELECT count(*) FROM task t WHERE t.site_id = s.site_id
   AND t.kind IN ('replenishment', 'slotting') AND t.closed_at IS NULL)::int
   AS replenish_open_count,
  (SELECT count(*) FROM task t WHERE t.site_id = s.site_id AND t.kind IN ('pick', 'component')
   AND t.closed_at IS NULL)::int AS pick_open_count,
  x.waiting AS outbound_waiting_count, x.released AS outbound_released_count,
  x.to_pack AS to_pack_count, x.to_ship AS to_ship_count, x.at_packing AS at_packing_count,
  (SELECT min(created_at) FROM inbound_order o
   WHERE o.site_id = s.site_id AND o.closed_at IS NULL) AS oldest_inbound_at,
  x.oldest AS oldest_outbound_at
FROM site s
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE l.waiting)::int AS waiting,
    count(*) FILTER (WHERE l.to_pick)::int AS released,
    count(*) FILTER (WHERE l.to_pack)::int AS to_pack,
    count(*) FILTER (WHERE l.to_ship)::int AS to_ship,
    count(*) FILTER (WHERE l.to_pack OR l.to_ship)::int AS at_packing,
    min(o.created_at) AS oldest
  FROM outbound_order o
  CROSS JOIN LATERAL (
    SELECT bool_or(is_waiting) AS waiting, bool_or(released > picked) AS to_pick,
      bool_or(picked > packed) AS to_pack, bool_or(packed > shipped) AS to_ship
    FROM outbound_line x WHERE x.order_id = o.order_id
  ) l
  WHERE o.site_id = s.site_id AND o.closed_at IS NULL
) x
WHERE s.code = %(site)s

-- name: scan_bins
SELECT b.bin_id, b.code, s.code FROM bin b JOIN site s USING (site_id)
WHERE b.code IN (%(text)s, upper(%(text)s)) AND NOT b.virtual
  AND (%(site)s = '' OR s.code = %(site)s)
ORDER BY s.code LIMIT 5

-- name: scan_carton
SELECT c.carton_id, c.sscc, o.number, o.owner
FROM carton c JOIN outbound_order o USING (order_id) WHERE c.sscc = %(sscc)s

-- name: scan_lpn
SELECT b.lpn, n.code FROM stock_balance b JOIN bin n USING (bin_id) JOIN site s ON
  s.site_id = b.site_id
WHERE b.lpn = %(text)s AND b.present AND (%(site)s = '' OR s.code = %(site)s) LIMIT 1

-- name: scan_inbound
SELECT o.order_id, o.owner, o.number, s.code FROM inbound_order o JOIN site s USING (site_id)
WHERE o.order_id = ANY(%(ids)s) AND (%(site)s = '' OR s.code = %(site)s)

-- name: scan_outbound
SELECT o.order_id, o.owner, o.number, s.code FROM outbound_order o JOIN site s USING (site_id)
WHERE o.order_id = ANY(%(ids)s) AND (%(site)s = '' OR s.code = %(site)s)

-- name: scan_receipt
SELECT r.receipt_id, o.owner, r.number, s.code FROM receipt r JOIN site s USING (site_id)
JOIN inbound_order o USING (order_id)
WHERE r.receipt_id = ANY(%(ids)s) AND (%(site)s = '' OR s.code = %(site)s)

-- name: scan_return
SELECT r.return_id, r.owner, r.number, s.code FROM return_order r JOIN site s USING (site_id)
WHERE r.return_id = ANY(%(ids)s) AND (%(site)s = '' OR s.code = %(site)s)

-- name: scan_return_receipt
SELECT r.return_receipt_id, r.owner, r.number, s.code FROM return_receipt r
JOIN site s USING (site_id)
WHERE r.return_receipt_id = ANY(%(ids)s) AND r.closed_at IS NULL
  AND (%(site)s = '' OR s.code = %(site)s)

-- name: scan_work_order
SELECT w.work_order_id, i.owner, w.number, s.code FROM work_order w JOIN site s USING (site_id)
JOIN item i USING (item_id)
WHERE w.work_order_id = ANY(%(ids)s) AND (%(site)s = '' OR s.code = %(site)s)
