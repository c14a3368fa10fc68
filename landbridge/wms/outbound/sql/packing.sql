-- name: insert_carton
INSERT INTO carton (order_id, sscc, bin, package_type, kind, plan, opened_at, opened_by)
VALUES (%(order_id)s, %(sscc)s, %(bin)s, %(package_type)s, %(kind)s, %(plan)s, %(at)s, %(actor)s)
RETURNING carton_id

-- name: order_of_carton
SELECT order_id FROM carton WHERE carton_id = %(carton_id)s

-- name: lock_carton
SELECT c.carton_id, c.order_id, c.sscc, c.bin, c.kind, c.closed_at,
  EXISTS (SELECT FROM carton_line l WHERE l.carton_id = c.carton_id) AS has_content
FROM carton c WHERE c.carton_id = %(carton_id)s FOR UPDATE

-- name: unpacked_picks
-- Picked goods that are in no carton yet.
SELECT p.pick_id, p.outbound_line_id, l.line_id, p.quantity - p.packed AS quantity, p.lot,
  p.serial, p.bin
FROM pick p JOIN outbound_line l USING (outbound_line_id)
WHERE p.order_id = %(order_id)s AND p.item_id = %(item_id)s AND p.packed < p.quantity
ORDER BY l.position, l.outbound_line_id, p.pick_id FOR UPDATE OF p

-- name: insert_carton_lines
INSERT INTO carton_line (carton_id, pick_id, quantity)
SELECT %(carton_id)s, pick_id, quantity
FROM json_to_recordset(%(rows)s) AS w (pick_id bigint, quantity numeric)

-- name: add_packed
UPDATE pick p SET packed = p.packed + w.quantity
FROM json_to_recordset(%(rows)s) AS w (pick_id bigint, quantity numeric)
WHERE p.pick_id = w.pick_id

-- name: to_pack
SELECT coalesce(sum(picked - packed), 0) FROM outbound_line WHERE order_id = %(order_id)s

-- name: close_carton
UPDATE carton SET closed_at = %(at)s, closed_by = %(actor)s,
  gross_weight_g = %(gross_weight_g)s, length_mm = %(length_mm)s, width_mm = %(width_mm)s,
  height_mm = %(height_mm)s, tracking_number = %(tracking_number)s
WHERE carton_id = %(carton_id)s

-- name: open_cartons
-- An empty one, which somebody opened in vain, hinders nobody.
SELECT sscc FROM carton c
WHERE order_id = %(order_id)s AND closed_at IS NULL
  AND EXISTS (SELECT FROM carton_line cl WHERE cl.carton_id = c.carton_id)
ORDER BY carton_id

-- name: cartons_to_ship
SELECT carton_id, sscc, bin, package_type, gross_weight_g, length_mm, width_mm, height_mm,
  tracking_number
FROM carton
WHERE order_id = %(order_id)s AND closed_at IS NOT NULL AND shipment_id IS NULL
ORDER BY carton_id FOR UPDATE

-- name: contents_to_ship
SELECT cl.carton_id, p.outbound_line_id, p.item_id, p.lot, p.serial,
  sum(cl.quantity) AS quantity,
  (SELECT l.use_by_on FROM lot l JOIN stock_item si USING (item_id)
   WHERE si.owner = i.owner AND si.item = i.code AND l.lot = p.lot) AS expiry_on
FROM carton_line cl
JOIN pick p USING (pick_id)
JOIN item i ON i.item_id = p.item_id
WHERE cl.carton_id = ANY(%(carton_ids)s)
GROUP BY cl.carton_id, p.outbound_line_id, p.item_id, i.owner, i.code, p.lot, p.serial
ORDER BY cl.carton_id, p.outbound_line_id, p.lot, p.serial

-- name: lines_to_ship
SELECT outbound_line_id, line_id, item_id, ordered, allocated, released, picked, packed, shipped,
  short, cancelled, open, short_reason
FROM outbound_line WHERE order_id = %(order_id)s
ORDER BY position, outbound_line_id FOR UPDATE

-- name: insert_shipment
INSERT INTO shipment (number, order_id, carrier_code, service_code, tracking_number, closed,
  shipped_at, shipped_by)
VALUES ('S' || lpad(nextval('shipment_number')::text, 8, '0'), %(order_id)s, %(carrier_code)s,
  %(service_code)s, %(tracking_number)s, %(closed)s, %(at)s, %(actor)s)
RETURNING shipment_id, number

-- name: ship_cartons
UPDATE carton SET shipment_id = %(shipment_id)s WHERE carton_id = ANY(%(carton_ids)s)

-- name: plan_of_carton
SELECT o.order_id, o.number, c.sscc, c.closed_at, c.plan
FROM carton c JOIN outbound_order o USING (order_id) WHERE c.carton_id = %(carton_id)s

-- name: packed_by_item
SELECT i.code, sum(cl.quantity)
FROM carton_line cl JOIN pick p USING (pick_id) JOIN item i ON i.item_id = p.item_id
WHERE cl.carton_id = %(carton_id)s GROUP BY i.code

-- name: labels
-- What stands on the labels of an order's cartons, or of one of them; of empty ones only the one
-- that is asked for.
SELECT c.carton_id, c.sscc, o.order_id, o.number AS order_number, o.owner, s.code AS site,
  s.name AS site_name, o.customer, coalesce(p.name, '') AS customer_name, c.package_type, c.kind,
  c.gross_weight_g, c.tracking_number, c.closed_at, o.content,
  CASE WHEN sh.carrier_code <> '' THEN sh.carrier_code ELSE o.carrier_code END AS carrier_code,
  (row_number() OVER (PARTITION BY c.order_id ORDER BY c.carton_id))::int AS place,
  (count(*) OVER (PARTITION BY c.order_id))::int AS carton_count
FROM carton c
JOIN outbound_order o USING (order_id)
JOIN site s ON s.site_id = o.site_id
LEFT JOIN shipment sh USING (shipment_id)
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
WHERE c.order_id = coalesce(
    (SELECT order_id FROM carton WHERE carton_id = %(carton_id)s), %(order_id)s::bigint)
  AND (c.carton_id = %(carton_id)s
       OR EXISTS (SELECT FROM carton_line cl WHERE cl.carton_id = c.carton_id))
ORDER BY c.carton_id

-- name: label_contents
SELECT cl.carton_id, i.code AS item, i.description, i.base_uom AS uom, p.lot,
  sum(cl.quantity) AS quantity,
  (SELECT l.use_by_on FROM lot l JOIN stock_item si USING (item_id)
   WHERE si.owner = i.owner AND si.item = i.code AND l.lot = p.lot) AS expiry_on,
  ARRAY(SELECT b.barcode FROM item_barcode b
        WHERE b.item_id = i.item_id AND b.uom = i.base_uom ORDER BY b.barcode) AS barcodes
FROM carton_line cl
JOIN pick p USING (pick_id)
JOIN item i ON i.item_id = p.item_id
WHERE cl.carton_id = ANY(%(carton_ids)s)
GROUP BY cl.carton_id, i.item_id, p.lot
ORDER BY cl.carton_id, i.code, p.lot
