-- name: put_kind
INSERT INTO carton_kind (site_id, code, length_mm, width_mm, height_mm, weight_max_g, tare_g, cost,
  active, changed_at, changed_by)
VALUES (%(site_id)s, %(code)s, %(length_mm)s, %(width_mm)s, %(height_mm)s, %(weight_max_g)s,
  %(tare_g)s, %(cost)s, %(active)s, %(at)s, %(actor)s)
ON CONFLICT (site_id, code) DO UPDATE SET length_mm = excluded.length_mm,
  width_mm = excluded.width_mm, height_mm = excluded.height_mm,
  weight_max_g = excluded.weight_max_g, tare_g = excluded.tare_g, cost = excluded.cost,
  active = excluded.active, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: kinds
SELECT s.code AS site, k.code, k.length_mm, k.width_mm, k.height_mm, k.weight_max_g, k.tare_g,
  k.cost, k.active
FROM carton_kind k JOIN site s USING (site_id)
WHERE %(site_id)s::int IS NULL OR k.site_id = %(site_id)s
ORDER BY s.code, k.length_mm::bigint * k.width_mm * k.height_mm, k.code

-- name: kind
SELECT tare_g, weight_max_g FROM carton_kind
WHERE site_id = %(site_id)s AND code = %(code)s AND active

-- name: to_put_in
-- What of an order is not in a carton yet, with the edges of a piece.
SELECT i.code, sum(l.allocated - l.packed) AS quantity, u.length_mm, u.width_mm, u.height_mm,
  u.gross_weight_g
FROM outbound_line l
JOIN item i USING (item_id)
LEFT JOIN item_uom u ON u.item_id = i.item_id AND u.uom = i.base_uom
WHERE l.order_id = %(order_id)s AND l.allocated > l.packed
GROUP BY i.code, u.length_mm, u.width_mm, u.height_mm, u.gross_weight_g
ORDER BY i.code

-- name: weight_of_content
-- Null if the weight of something in it is not known.
SELECT CASE WHEN bool_and(u.gross_weight_g IS NOT NULL) THEN sum(cl.quantity * u.gross_weight_g) END
FROM carton_line cl
JOIN pick p USING (pick_id)
JOIN item i ON i.item_id = p.item_id
LEFT JOIN item_uom u ON u.item_id = i.item_id AND u.uom = i.base_uom
WHERE cl.carton_id = %(carton_id)s

-- name: note_weight
UPDATE carton SET expected_weight_g = %(expected_g)s, weight_waived_by = %(waived_by)s
WHERE carton_id = %(carton_id)s

-- name: insert_load
INSERT INTO load (number, site_id, carrier_code, dock, vehicle, opened_at, opened_by)
VALUES ('L' || lpad(nextval('load_number')::text, 7, '0'), %(site_id)s, %(carrier_code)s,
  %(dock)s, %(vehicle)s, %(at)s, %(actor)s)
RETURNING load_id, number

-- name: lock_load
SELECT load_id, number, site_id, carrier_code, closed_at FROM load
WHERE load_id = %(load_id)s FOR UPDATE

-- name: carton_by_sscc
SELECT c.carton_id, c.closed_at, o.order_id, o.site_id, o.number,
  CASE WHEN s.carrier_code <> '' THEN s.carrier_code ELSE o.carrier_code END AS carrier_code,
  l.number AS load_number
FROM carton c
JOIN outbound_order o USING (order_id)
LEFT JOIN shipment s USING (shipment_id)
LEFT JOIN load_carton lc ON lc.carton_id = c.carton_id
LEFT JOIN load l ON l.load_id = lc.load_id
WHERE c.sscc = %(sscc)s

-- name: load_carton
INSERT INTO load_carton (carton_id, load_id, loaded_at, loaded_by)
VALUES (%(carton_id)s, %(load_id)s, %(at)s, %(actor)s)

-- name: unload_carton
DELETE FROM load_carton lc USING carton c, outbound_order o
WHERE lc.load_id = %(load_id)s AND c.carton_id = lc.carton_id AND c.sscc = %(sscc)s
  AND o.order_id = c.order_id
RETURNING o.number

-- name: count_on_load
SELECT count(*)::int FROM load_carton WHERE load_id = %(load_id)s

-- name: close_load
UPDATE load SET closed_at = %(at)s, closed_by = %(actor)s, seal = %(seal)s,
  vehicle = CASE WHEN %(vehicle)s <> '' THEN %(vehicle)s ELSE vehicle END
WHERE load_id = %(load_id)s

-- name: orders_of_load
-- Orders of the load; whether something of them on it has not left yet.
SELECT c.order_id, bool_or(c.shipment_id IS NULL)
FROM load_carton lc JOIN carton c USING (carton_id)
WHERE lc.load_id = %(load_id)s GROUP BY c.order_id ORDER BY c.order_id

-- name: left_behind
-- Packed cartons of the load's orders that are on no load.
SELECT o.number, c.sscc
FROM outbound_order o
JOIN carton c USING (order_id)
WHERE o.order_id IN (
    SELECT x.order_id FROM load_carton y JOIN carton x USING (carton_id)
    WHERE y.load_id = %(load_id)s)
  AND c.closed_at IS NOT NULL AND c.shipment_id IS NULL
  AND NOT EXISTS (SELECT FROM load_carton z WHERE z.carton_id = c.carton_id)
ORDER BY o.number, c.sscc LIMIT 1

-- name: loads
SELECT l.load_id, l.number, s.code AS site, l.carrier_code, l.dock, l.vehicle, l.seal, l.opened_at,
  l.opened_by, l.closed_at, l.closed_by, x.carton_count, x.order_count, x.gross_weight_g
FROM load l
JOIN site s USING (site_id)
CROSS JOIN LATERAL (
  SELECT count(*)::int AS carton_count, count(DISTINCT c.order_id)::int AS order_count,
    coalesce(sum(c.gross_weight_g), 0) AS gross_weight_g
  FROM load_carton lc JOIN carton c USING (carton_id) WHERE lc.load_id = l.load_id
) x
WHERE (%(site_id)s::int IS NULL OR l.site_id = %(site_id)s)
  AND (%(load_id)s = 0 OR l.load_id = %(load_id)s) AND l.load_id < %(before)s
ORDER BY l.load_id DESC LIMIT %(limit)s

-- name: manifest
SELECT c.sscc, o.order_id, o.number AS order_number, o.owner,
  coalesce(sh.number, '') AS shipment_number, c.package_type, c.kind, c.gross_weight_g,
  c.length_mm, c.width_mm, c.height_mm, c.tracking_number, o.customer,
  coalesce(p.name, '') AS customer_name, o.content, lc.loaded_at, lc.loaded_by
FROM load_carton lc
JOIN carton c USING (carton_id)
JOIN outbound_order o USING (order_id)
LEFT JOIN shipment sh USING (shipment_id)
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
WHERE lc.load_id = %(load_id)s
ORDER BY o.number, c.carton_id
