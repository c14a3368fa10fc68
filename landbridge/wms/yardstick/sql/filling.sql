-- name: items
INSERT INTO wms.item (owner, code, version, description, base_uom, quantity_digits,
  lot_controlled, expiry_controlled, serial_controlled, item_class, temperature_class,
  hazard_code, active, content, changed_at)
SELECT 'BENCH', 'ITEM-' || lpad(n::text, 6, '0'), 1, 'Item ' || n, 'EA', 0, true, true, false,
  substr('ABC', 1 + n %% 3, 1), '', '', true, '{}', %(at)s
FROM generate_series(1, %(items)s) AS n ORDER BY n

-- name: item_uoms
INSERT INTO wms.item_uom (item_id, uom, numerator, denominator, pack_level, length_mm, width_mm,
  height_mm, gross_weight_g)
SELECT item_id, uom, factor, 1, level, 100 * size, 80 * size, 50 * size, 400 * factor
FROM wms.item, (VALUES ('EA', 1, 'each', 1), ('CS', 12, 'case', 2)) AS u (uom, factor, level, size)

-- name: stock_items
INSERT INTO wms.stock_item (owner, item) SELECT owner, code FROM wms.item ORDER BY item_id

-- name: zones
INSERT INTO wms.zone (site_id, code)
SELECT %(site_id)s, 'Z' || n FROM generate_series(1, 8) AS n ORDER BY n

-- name: bins
-- Aisles of 50 bays on two sides, five levels; the pick sequence snakes through them.
INSERT INTO wms.bin (site_id, code, kind, zone_id, aisle, bay, level, x_mm, y_mm, z_mm,
  pick_sequence)
SELECT %(site_id)s, lpad(aisle::text, 3, '0') || '-' || lpad(bay::text, 3, '0') || '-' || level,
  'storage', z.zone_id, aisle::text, bay::text, level::text, 3500 * aisle + 1200 * (bay %% 2),
  1000 * (bay / 2), 1800 * level,
  aisle * 1000 + 5 * CASE aisle %% 2 WHEN 0 THEN bay ELSE 100 - bay END + level
FROM generate_series(0, %(bins)s - 1) AS n
CROSS JOIN LATERAL (SELECT n / 500 AS aisle, n %% 500 / 5 AS bay, n %% 5 AS level) AS place
JOIN wms.zone z ON z.site_id = %(site_id)s AND z.code = 'Z' || (aisle %% 8 + 1)
ORDER BY n

-- name: other_bins
INSERT INTO wms.bin (site_id, code, kind, x_mm, y_mm, z_mm)
VALUES (%(site_id)s, 'DOCK-1', 'receiving', 0, -8000, 0),
  (%(site_id)s, 'PACK-1', 'packing', 0, -4000, 0), (%(site_id)s, 'SHIP-1', 'shipping', 0, -9000, 0)

-- name: lots
INSERT INTO wms.lot (item_id, lot, expiry_on, received_at)
SELECT item_id, 'L' || n, %(at)s::date + 100 + 40 * n + item_id %% 30, %(at)s
FROM wms.stock_item, generate_series(0, 4) AS n ORDER BY item_id, n

-- name: number_of_move
-- Past moves are numbered through; this many of them make a posting.
CREATE FUNCTION pg_temp.move_id(n bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
  'SELECT CASE WHEN n < 0 THEN 0 ELSE (n / 100 + 1) * 65536 + n % 100 END'

-- name: balances
-- Fifty rows of each item in five lots, in bins that a step prime to their number spreads out.
INSERT INTO wms.stock_balance (balance_id, last_move, received_at, site_id, bin_id, item_id,
  use_by_on, virtual, on_hand, lot, status)
SELECT b + 1, pg_temp.move_id(b + (%(rounds)s - 1) * %(stock)s),
  %(at)s - make_interval(hours => (b %% 5000)::int), %(site_id)s,
  %(first_bin)s + (b * 7919 %% %(bins)s)::int, l.item_id, l.use_by_on, false,
  %(each)s - CASE WHEN %(rounds)s %% 2 = 0 THEN 1 ELSE 0 END, l.lot, 'available'
FROM generate_series(0::bigint, %(stock)s - 1) AS b
JOIN wms.lot l ON l.item_id = %(first_item)s + b / 50 AND l.lot = 'L' || b %% 50 / 10
ORDER BY b

-- name: virtual_balances
-- What came from suppliers and went to customers, by item and lot: each for ten rows of stock.
INSERT INTO wms.stock_balance (balance_id, last_move, received_at, site_id, bin_id, item_id,
  use_by_on, virtual, on_hand, lot, status)
SELECT (1 + side) * %(stock)s + g + 1,
  pg_temp.move_id((%(rounds)s - 1 - (%(rounds)s - 1 + side) %% 2) * %(stock)s + g * 10 + 9),
  %(at)s, %(site_id)s, n.bin_id, l.item_id, l.use_by_on, true,
  CASE side WHEN 0 THEN -(%(each)s * 10 + (%(rounds)s - 1) / 2 * 10)
  ELSE %(rounds)s / 2 * 10 END, l.lot, 'available'
FROM generate_series(0::bigint, %(stock)s / 10 - 1) AS g
CROSS JOIN (VALUES (0, '@SUPPLIER'), (1, '@CUSTOMER')) AS s (side, code)
JOIN wms.bin n ON n.site_id = %(site_id)s AND n.code = s.code
JOIN wms.lot l ON l.item_id = %(first_item)s + g / 5 AND l.lot = 'L' || g %% 5
WHERE side = 0 OR %(rounds)s > 1

-- name: moves
-- Rounds over all stock: received at first, then one picked, one received, and so on.
INSERT INTO wms.stock_move (move_id, source_id, target_id, source_previous, target_previous,
  quantity, source_after, target_after, reason, reason_code, document_kind, document_number,
  document_line)
SELECT pg_temp.move_id(n), CASE WHEN out THEN here ELSE there END,
  CASE WHEN out THEN there ELSE here END, CASE WHEN out THEN here_before ELSE there_before END,
  CASE WHEN out THEN there_before ELSE here_before END,
  CASE round WHEN 0 THEN %(each)s ELSE 1 END, CASE WHEN out THEN here_after ELSE there_after END,
  CASE WHEN out THEN there_after ELSE here_after END,
  CASE WHEN out THEN 'shipment' ELSE 'receipt' END, '', 'past', 'PAST-' || n / 100, ''
FROM generate_series(%(from)s::bigint, %(to)s::bigint - 1) AS n
CROSS JOIN LATERAL (
  SELECT n / %(stock)s AS round, n %% %(stock)s AS b, n / %(stock)s %% 2 = 1 AS out
) AS r
CROSS JOIN LATERAL (
  SELECT b + 1 AS here, CASE WHEN out THEN 2 ELSE 1 END * %(stock)s + b / 10 + 1 AS there,
    pg_temp.move_id(n - %(stock)s) AS here_before,
    CASE WHEN b %% 10 > 0 THEN pg_temp.move_id(n - 1)
      ELSE pg_temp.move_id(n - 2 * %(stock)s + 9) END AS there_before,
    %(each)s - CASE WHEN out THEN 1 ELSE 0 END AS here_after,
    CASE WHEN out THEN round / 2 * 10 + b %% 10 + 1 WHEN round = 0 THEN -%(each)s * (b %% 10 + 1)
      ELSE -(%(each)s * 10 + (round / 2 - 1) * 10 + b %% 10 + 1) END AS there_after
) AS s

-- name: postings
INSERT INTO wms.posting (posting_id, key, digest, at, recorded_at, actor)
SELECT n, 'past/' || n, '\x00', %(at)s, %(at)s, 'past' FROM generate_series(1, %(postings)s) AS n

-- name: posting_documents
INSERT INTO wms.posting_document (document_number, posting_id)
SELECT 'PAST-' || n - 1, n FROM generate_series(1, %(postings)s) AS n

-- name: journal
INSERT INTO wms.journal (epoch, xid, posting_id, at, recorded_at, actor, kind, site, owner,
  number, content)
SELECT 0, pg_current_xact_id(), n, %(at)s, %(at)s, 'past', 'stock_moved', 'BENCH', 'BENCH',
  'past/' || n, '{}' FROM generate_series(1, %(postings)s) AS n

-- name: numbers
SELECT setval(pg_get_serial_sequence('wms.stock_balance', 'balance_id'), %(stock)s * 3 + 1),
  setval(pg_get_serial_sequence('wms.posting', 'posting_id'), %(postings)s + 1)

-- name: past_orders
INSERT INTO wms.outbound_order (owner, number, version, site_id, customer, carrier_code,
  service_code, priority, ship_complete, note, content, created_at, changed_at, closed_at)
SELECT 'BENCH', 'PAST-' || n, 1, %(site_id)s, 'CUS', '', '', 50, false, '', '{}', %(at)s, %(at)s,
  %(at)s
FROM generate_series(1, %(orders)s) AS n ORDER BY n

-- name: past_lines
INSERT INTO wms.outbound_line (order_id, line_id, position, item_id, uom, wanted, ordered,
  allocated, released, picked, packed, shipped, lot, serials, note)
SELECT o.order_id, n::text, n, %(first_item)s + (o.order_id * 5 + n) %% %(items)s, 'EA',
  1, 1, 1, 1, 1, 1, 1, '', '{}', ''
FROM wms.outbound_order o, generate_series(1, 5) AS n WHERE o.closed_at IS NOT NULL

-- name: past_reservations
INSERT INTO wms.reservation (request_id, balance_id, quantity, settled, state, closed_at,
  closed_by, document_kind, document_number, document_line)
SELECT 0, 1 + outbound_line_id %% %(stock)s, 1, 1, 'settled', %(at)s, 'past', 'outbound_order',
  'PAST-' || order_id, line_id
FROM wms.outbound_line WHERE shipped > 0

-- name: promises
-- As the first reservation of each item left it.
INSERT INTO wms.item_promise (item_id, site_id, status)
SELECT item_id, %(site_id)s, 'available' FROM wms.stock_item ORDER BY item_id

-- name: past_tasks
INSERT INTO wms.task (kind, site_id, zone, bin, item_id, lot, serials, status, lpn, quantity,
  done, priority, sequence, order_id, outbound_line_id, created_at, closed_at, outcome)
SELECT 'pick', %(site_id)s, 'Z1', '000-000-0', item_id, 'L0', '{}', 'available', '', 1, 1, 50, 0,
  order_id, outbound_line_id, %(at)s, %(at)s, 'done'
FROM wms.outbound_line WHERE shipped > 0

-- name: orders
INSERT INTO wms.outbound_order (owner, number, version, site_id, customer, ship_on, carrier_code,
  service_code, priority, ship_complete, note, content, created_at, changed_at)
SELECT 'BENCH', %(mark)s || n, 1, %(site_id)s, 'CUS', %(at)s::date + 1, 'DHL', '', 50, false, '',
  '{}', %(at)s, %(at)s
FROM generate_series(1, %(orders)s) AS n ORDER BY n

-- name: lines
-- Some items are ordered far more often than others.
INSERT INTO wms.outbound_line (order_id, line_id, position, item_id, uom, wanted, ordered, lot,
  serials, note)
SELECT o.order_id, k::text, k,
  %(first_item)s + floor(%(items)s * power(h.u, 2))::bigint, 'EA', q, q, '', '{}', ''
FROM wms.outbound_order o
CROSS JOIN generate_series(1, 5) AS k
CROSS JOIN LATERAL (
  SELECT (hashint8(o.order_id * 8 + k) & 1048575) / 1048576.0 AS u,
    1 + (hashint8(o.order_id * 8 + k + 7) & 3) AS q
) AS h
WHERE o.number LIKE %(mark)s || '%%'
ORDER BY 1, 3

-- name: due
INSERT INTO wms.allocation_due (site_id, item_id)
SELECT %(site_id)s, item_id FROM (SELECT DISTINCT item_id FROM wms.outbound_line WHERE is_waiting)

-- name: first_numbers
SELECT (SELECT min(item_id) FROM wms.stock_item), (SELECT min(item_id) FROM wms.item),
  (SELECT min(bin_id) FROM wms.bin WHERE site_id = %(site_id)s AND kind = 'storage'),
  (SELECT site_id FROM wms.site WHERE code = 'BENCH')
