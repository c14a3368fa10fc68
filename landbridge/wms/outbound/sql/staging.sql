-- name: find_carton
SELECT carton_id, order_id FROM carton
WHERE CASE WHEN %(carton_id)s > 0 THEN carton_id = %(carton_id)s ELSE sscc = %(sscc)s END

-- name: lock_carton
SELECT carton_id, order_id, sscc, bin, closed_at, shipment_id FROM carton
WHERE carton_id = %(carton_id)s FOR UPDATE

-- name: carton
SELECT carton_id, order_id, sscc, bin, closed_at, shipment_id FROM carton
WHERE carton_id = %(carton_id)s

-- name: going
SELECT o.site_id, s.code AS site, s.timezone, o.number AS order_number, o.carrier_code,
  o.service_code, o.ship_on
FROM outbound_order o JOIN site s USING (site_id) WHERE o.order_id = %(order_id)s

-- name: load_of_carton
SELECT l.number FROM load_carton lc JOIN load l USING (load_id) WHERE lc.carton_id = %(carton_id)s

-- name: kind_of_bin
SELECT kind FROM bin WHERE site_id = %(site_id)s AND code = %(bin)s

-- name: set_bin
UPDATE carton SET bin = %(bin)s WHERE carton_id = %(carton_id)s

-- name: line_ids
SELECT outbound_line_id, line_id FROM outbound_line WHERE order_id = %(order_id)s

-- name: to_put_back
-- Goods in the carton that the order no longer wants: they do not go with it.
SELECT i.code, sum(t.quantity - t.done)
FROM task t JOIN item i USING (item_id)
WHERE t.site_id = %(site_id)s AND t.kind = 'putback' AND t.closed_at IS NULL AND t.lpn = %(sscc)s
GROUP BY i.code ORDER BY i.code LIMIT 1

-- name: others
-- Where other cartons of the order stand that have not left and are on no load.
SELECT c.bin, count(*)::int
FROM carton c
WHERE c.order_id = %(order_id)s AND c.carton_id <> %(carton_id)s AND c.shipment_id IS NULL
  AND c.bin <> %(bin)s
  AND EXISTS (SELECT FROM carton_line cl WHERE cl.carton_id = c.carton_id)
  AND NOT EXISTS (SELECT FROM load_carton lc WHERE lc.carton_id = c.carton_id)
GROUP BY c.bin ORDER BY c.bin

-- name: lanes
-- What stands in staging and shipping bins and is on no load, without the carton itself.
SELECT c.bin, o.carrier_code, o.service_code, o.ship_on, count(*)::int AS carton_count,
  (count(*) FILTER (WHERE c.order_id = %(order_id)s))::int AS mate_count
FROM carton c
JOIN outbound_order o USING (order_id)
JOIN bin b ON b.site_id = o.site_id AND b.code = c.bin
WHERE c.shipment_id IS NULL AND c.closed_at IS NOT NULL AND c.carton_id <> %(carton_id)s
  AND o.site_id = %(site_id)s AND b.kind IN ('staging', 'shipping') AND b.active
  AND NOT EXISTS (SELECT FROM load_carton lc WHERE lc.carton_id = c.carton_id)
GROUP BY c.bin, o.carrier_code, o.service_code, o.ship_on
ORDER BY c.bin, o.carrier_code, o.service_code, o.ship_on

-- name: trucks
-- The newest first.
SELECT l.number, l.carrier_code, l.dock,
  EXISTS (SELECT FROM load_carton lc JOIN carton c USING (carton_id)
          WHERE lc.load_id = l.load_id AND c.order_id = %(order_id)s) AS has_mates
FROM load l
JOIN bin b ON b.site_id = l.site_id AND b.code = l.dock
WHERE l.site_id = %(site_id)s AND l.closed_at IS NULL AND b.active
  AND b.kind IN ('staging', 'shipping')
ORDER BY l.load_id DESC LIMIT 50

-- name: places
-- Goods of a carton that waits stand there, too: such a bin is not free.
SELECT b.code AS bin, b.kind, NOT EXISTS (
    SELECT FROM stock_balance s WHERE s.bin_id = b.bin_id AND s.present) AS free
FROM bin b
WHERE b.site_id = %(site_id)s AND b.active AND b.kind IN ('staging', 'shipping')
ORDER BY b.kind DESC, b.pick_sequence, b.code LIMIT 500

-- name: has_staging
SELECT EXISTS (
  SELECT FROM bin WHERE site_id = %(site_id)s AND kind = 'staging' AND active)

-- name: standing
-- staged: null asks for all.
SELECT c.carton_id, c.sscc, s.code AS site, o.order_id, o.number AS order_number, o.carrier_code,
  c.bin, coalesce(b.kind IN ('staging', 'shipping'), false) AS staged,
  coalesce(l.number, '') AS load_number, c.closed_at
FROM carton c
JOIN outbound_order o USING (order_id)
JOIN site s ON s.site_id = o.site_id
LEFT JOIN bin b ON b.site_id = o.site_id AND b.code = c.bin
LEFT JOIN load_carton lc ON lc.carton_id = c.carton_id
LEFT JOIN load l ON l.load_id = lc.load_id
WHERE c.shipment_id IS NULL AND c.closed_at IS NOT NULL AND c.carton_id > %(after)s
  AND (%(site_id)s::int IS NULL OR o.site_id = %(site_id)s)
  AND (%(staged)s::boolean IS NULL
       OR coalesce(b.kind IN ('staging', 'shipping'), false) = %(staged)s
       AND lc.carton_id IS NULL)
ORDER BY c.carton_id LIMIT %(limit)s

-- name: count_to_stage
-- Nobody stages where there is no staging bin.
SELECT count(*)::int
FROM carton c
JOIN outbound_order o USING (order_id)
LEFT JOIN bin b ON b.site_id = o.site_id AND b.code = c.bin
WHERE c.shipment_id IS NULL AND c.closed_at IS NOT NULL AND o.site_id = %(site_id)s
  AND coalesce(b.kind NOT IN ('staging', 'shipping'), true)
  AND NOT EXISTS (SELECT FROM load_carton lc WHERE lc.carton_id = c.carton_id)
  AND EXISTS (SELECT FROM bin x
              WHERE x.site_id = %(site_id)s AND x.kind = 'staging' AND x.active)

-- name: to_load
-- By bin, what a load may still take; bins with cartons of its own orders first.
WITH mate AS MATERIALIZED (
  SELECT DISTINCT c.order_id FROM load_carton lc JOIN carton c USING (carton_id)
  WHERE lc.load_id = %(load_id)s
)
SELECT c.bin, coalesce(b.kind IN ('staging', 'shipping'), false) AS staged,
  count(*)::int AS carton_count, count(m.order_id)::int AS mate_count,
  (array_agg(c.sscc ORDER BY m.order_id IS NULL, c.carton_id))[:10] AS ssccs
FROM load l
JOIN outbound_order o ON o.site_id = l.site_id
  AND (l.carrier_code = '' OR o.carrier_code IN ('', l.carrier_code))
JOIN carton c ON c.order_id = o.order_id
LEFT JOIN mate m ON m.order_id = c.order_id
LEFT JOIN bin b ON b.site_id = o.site_id AND b.code = c.bin
WHERE l.load_id = %(load_id)s AND l.closed_at IS NULL
  AND c.shipment_id IS NULL AND c.closed_at IS NOT NULL
  AND NOT EXISTS (SELECT FROM load_carton lc WHERE lc.carton_id = c.carton_id)
GROUP BY c.bin, b.kind
ORDER BY mate_count DESC, staged DESC, carton_count DESC, c.bin LIMIT 50
