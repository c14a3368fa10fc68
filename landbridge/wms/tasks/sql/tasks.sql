-- name: insert_tasks
INSERT INTO task (kind, site_id, zone, bin, target_bin, suggestion, item_id, lot, serials, status,
  lpn, quantity, priority, sequence, order_id, outbound_line_id, receipt_id, reservation_ids,
  created_at)
SELECT w.kind, w.site_id, coalesce(z.code, ''), w.bin, w.target_bin, w.suggestion, w.item_id,
  w.lot, ARRAY(SELECT json_array_elements_text(w.serials)), w.status, w.lpn, w.quantity,
  w.priority, coalesce(b.pick_sequence, 0), w.order_id, w.outbound_line_id, w.receipt_id,
  ARRAY(SELECT x::bigint FROM json_array_elements_text(w.reservation_ids) AS x), %(at)s
FROM json_to_recordset(%(rows)s) AS w (n int, kind text, site_id int, bin text, target_bin text,
  suggestion text, item_id bigint, lot text, serials json, status text, lpn text,
  quantity numeric, priority int, order_id bigint, outbound_line_id bigint, receipt_id bigint,
  reservation_ids json)
LEFT JOIN bin b ON b.site_id = w.site_id AND b.code = w.bin
LEFT JOIN zone z ON z.zone_id = b.zone_id
ORDER BY w.n
RETURNING task_id, bin

-- name: lock_task
SELECT task_id, kind, site_id, bin, target_bin, item_id, lot, serials, status, lpn, quantity,
       done, order_id, outbound_line_id, receipt_id, reservation_ids, claimed_by, claimed_until,
       closed_at, outcome, priority
FROM task WHERE task_id = %(task_id)s FOR UPDATE

-- name: lock_tasks_of_lines
SELECT task_id, kind, site_id, bin, target_bin, item_id, lot, serials, status, lpn, quantity,
       done, order_id, outbound_line_id, receipt_id, reservation_ids, claimed_by, claimed_until,
       closed_at, outcome, priority
FROM task WHERE order_id = %(order_id)s AND outbound_line_id = ANY(%(line_ids)s)
  AND closed_at IS NULL
ORDER BY task_id FOR UPDATE

-- name: advance_task
UPDATE task SET done = %(done)s, reservation_ids = %(reservation_ids)s, serials = %(serials)s,
  closed_at = %(closed_at)s, outcome = %(outcome)s
WHERE task_id = %(task_id)s

-- name: close_tasks
UPDATE task SET closed_at = %(at)s, outcome = %(outcome)s
WHERE task_id = ANY(%(task_ids)s) AND closed_at IS NULL

-- name: retarget_task
UPDATE task SET target_bin = %(target_bin)s, suggestion = %(suggestion)s
WHERE task_id = %(task_id)s

-- name: swap_reservation
UPDATE task SET reservation_ids = array_replace(reservation_ids, %(old)s, %(new)s),
  serials = array_replace(serials, %(old_serial)s, %(new_serial)s)
WHERE task_id = %(task_id)s

-- name: task_of_reservation
SELECT task_id FROM task
WHERE closed_at IS NULL AND order_id = %(order_id)s AND reservation_ids @> ARRAY[%(id)s::bigint]

-- name: held_task
-- The next open task a worker holds already.
SELECT task_id FROM task
WHERE claimed_by = %(actor)s AND closed_at IS NULL AND claimed_until > %(now)s
  AND site_id = %(site_id)s AND kind = ANY(%(kinds)s) AND (%(zone)s = '' OR zone = %(zone)s)
ORDER BY priority, order_id NULLS LAST, sequence, task_id LIMIT 1

-- name: free_task
-- The best task nobody holds; those that others are just deciding about are passed over.
SELECT task_id, order_id FROM task
WHERE site_id = %(site_id)s AND kind = ANY(%(kinds)s) AND closed_at IS NULL
  AND (%(zone)s = '' OR zone = %(zone)s)
  AND (claimed_by = '' OR claimed_until <= %(now)s)
  AND NOT (order_id IS NOT NULL AND order_id = ANY(%(passed)s))
ORDER BY priority, task_id LIMIT 1 FOR UPDATE SKIP LOCKED

-- name: order_holders
SELECT DISTINCT claimed_by FROM task
WHERE order_id = %(order_id)s AND closed_at IS NULL AND claimed_by NOT IN ('', %(actor)s)
  AND claimed_until > %(now)s

-- name: claim_order
UPDATE task SET claimed_by = %(actor)s, claimed_until = %(until)s
WHERE order_id = %(order_id)s AND kind = 'pick' AND closed_at IS NULL
  AND (claimed_by IN ('', %(actor)s) OR claimed_until <= %(now)s)
RETURNING task_id, sequence

-- name: claim_task
UPDATE task SET claimed_by = %(actor)s, claimed_until = %(until)s
WHERE task_id = %(task_id)s AND closed_at IS NULL
  AND (claimed_by IN ('', %(actor)s) OR claimed_until <= %(now)s)

-- name: give_back
UPDATE task SET claimed_by = '', claimed_until = NULL
WHERE claimed_by = %(actor)s AND closed_at IS NULL
  AND (%(task_id)s = 0 OR task_id = %(task_id)s)
  AND (%(order_id)s = 0 OR order_id = %(order_id)s)

-- name: views
SELECT t.task_id, t.kind,
  CASE WHEN t.closed_at IS NULL THEN 'open' WHEN t.outcome = 'cancelled' THEN 'cancelled'
       ELSE 'done' END AS state,
  s.code AS site, t.zone, t.bin, t.target_bin, t.suggestion AS suggestion_text, i.owner,
  i.code AS item, i.description,
  ARRAY(SELECT b.printed FROM item_barcode b WHERE b.item_id = t.item_id
        ORDER BY b.barcode) AS barcodes,
  i.base_uom AS uom, t.quantity, t.done, t.lot,
  (SELECT l.use_by_on FROM lot l JOIN stock_item si USING (item_id)
   WHERE si.owner = i.owner AND si.item = i.code AND l.lot = t.lot) AS expiry_on,
  t.serials, i.lot_controlled, i.serial_controlled, t.lpn, t.order_id,
  coalesce(o.number, ro.number, pb.document_number, '') AS order_number,
  coalesce(ol.line_id, pb.document_line, '') AS order_line_id,
  t.receipt_id, t.priority,
  CASE WHEN t.claimed_until > %(now)s AND t.closed_at IS NULL THEN t.claimed_by ELSE ''
  END AS claimed_by,
  t.created_at, t.closed_at,
  CASE WHEN t.order_id IS NOT NULL
       THEN (SELECT count(*) FROM task n WHERE n.order_id = t.order_id AND n.closed_at IS NULL)
       ELSE (SELECT count(*) FROM task n WHERE n.receipt_id = t.receipt_id
             AND n.closed_at IS NULL) END::int AS remaining_count
FROM task t
JOIN site s USING (site_id)
JOIN item i USING (item_id)
LEFT JOIN outbound_order o ON o.order_id = t.order_id
LEFT JOIN outbound_line ol ON ol.outbound_line_id = t.outbound_line_id
LEFT JOIN receipt r ON r.receipt_id = t.receipt_id
LEFT JOIN inbound_order ro ON ro.order_id = r.order_id
LEFT JOIN put_back pb ON pb.task_id = t.task_id
WHERE t.task_id = ANY(%(task_ids)s)

-- name: page_of_open
SELECT task_id, priority, coalesce(order_id, 0), sequence FROM task
WHERE closed_at IS NULL
  AND (%(site_id)s::int IS NULL OR site_id = %(site_id)s)
  AND (%(kind)s = '' OR kind = %(kind)s)
  AND (%(zone)s = '' OR zone = %(zone)s)
  AND (%(order_id)s = 0 OR order_id = %(order_id)s)
  AND (%(receipt_id)s = 0 OR receipt_id = %(receipt_id)s)
  AND (%(claimed_by)s = '' OR (claimed_by = %(claimed_by)s AND claimed_until > %(now)s))
  AND (%(p)s::int IS NULL
       OR (priority, coalesce(order_id, 0), sequence, task_id) > (%(p)s, %(o)s, %(q)s, %(t)s))
ORDER BY priority, coalesce(order_id, 0), sequence, task_id
LIMIT %(limit)s

-- name: tasks_of_order
-- Its picks, and what goes back of it.
SELECT task_id FROM task t
WHERE order_id = %(order_id)s
   OR task_id IN (SELECT b.task_id FROM put_back b JOIN outbound_order o
                    ON o.number = b.document_number AND o.order_id = %(order_id)s
                  WHERE b.document_kind = 'outbound_order')
ORDER BY (closed_at IS NULL) DESC, sequence, task_id LIMIT 500
