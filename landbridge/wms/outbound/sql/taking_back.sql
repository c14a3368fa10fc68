-- name: held
-- What is picked for lines and has not left: loose goods first, then cartons, the newest first.
SELECT p.pick_id, p.outbound_line_id, l.line_id, p.item_id, x.quantity, p.lot, p.serial,
  p.source_bin, x.bin, x.sscc, x.carton_id, x.carton_line_id
FROM pick p
JOIN outbound_line l USING (outbound_line_id)
CROSS JOIN LATERAL (
  SELECT p.quantity - p.packed AS quantity, p.bin, '' AS sscc, NULL::bigint AS carton_id,
    NULL::bigint AS carton_line_id, 0 AS place
  WHERE p.quantity > p.packed
  UNION ALL
  SELECT cl.quantity, c.bin, c.sscc, c.carton_id, cl.carton_line_id, 1
  FROM carton_line cl JOIN carton c USING (carton_id)
  WHERE cl.pick_id = p.pick_id AND c.shipment_id IS NULL
) x
WHERE p.order_id = %(order_id)s AND p.outbound_line_id = ANY(%(line_ids)s)
ORDER BY x.place, p.pick_id DESC, x.carton_line_id DESC
FOR UPDATE OF p

-- name: shrink
WITH w AS MATERIALIZED (
  SELECT * FROM json_to_recordset(%(rows)s)
    AS w (pick_id bigint, quantity numeric, carton_line_id bigint, packed numeric)
), gone_from_carton AS (
  DELETE FROM carton_line cl USING w
  WHERE cl.carton_line_id = w.carton_line_id AND cl.quantity = w.packed
), less_in_carton AS (
  UPDATE carton_line cl SET quantity = cl.quantity - w.packed FROM w
  WHERE cl.carton_line_id = w.carton_line_id AND cl.quantity > w.packed
), total AS (
  SELECT pick_id, sum(quantity) AS quantity, sum(packed) AS packed FROM w GROUP BY pick_id
), gone AS (
  DELETE FROM pick p USING total t WHERE p.pick_id = t.pick_id AND p.quantity = t.quantity
)
UPDATE pick p SET quantity = p.quantity - t.quantity, packed = p.packed - t.packed
FROM total t WHERE p.pick_id = t.pick_id AND p.quantity > t.quantity

-- name: reopen_cartons
UPDATE carton SET closed_at = NULL, closed_by = NULL, gross_weight_g = NULL
WHERE carton_id = ANY(%(carton_ids)s) AND closed_at IS NOT NULL

-- name: insert_answer
INSERT INTO order_answer (order_id, version, request, answer, content, answered_at)
VALUES (%(order_id)s, %(version)s, %(request)s, %(answer)s, %(content)s, %(at)s)
ON CONFLICT (order_id, version) DO NOTHING
RETURNING order_id

-- name: answers
SELECT content FROM order_answer WHERE order_id = %(order_id)s ORDER BY version DESC LIMIT 20
