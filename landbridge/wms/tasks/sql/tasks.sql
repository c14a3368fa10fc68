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
       closed_at, outcome, priority, cluster_id
FROM task WHERE task_id = %(task_id)s FOR UPDATE

-- name: lock_tasks_of_lines
SELECT task_id, kind, site_id, bin, target_bin, item_id, lot, serials, status, lpn, quantity,
       done, order_id, outbound_line_id, receipt_id, reservation_ids, claimed_by, claimed_until,
       closed_at, outcome, priority, cluster_id
FROM task WHERE order_id = %(order_id)s AND outbound_line_id = ANY(%(line_ids)s)
  AND closed_at IS NULL
ORDER BY task_id FOR UPDATE

-- name: advance_task
UPDATE task SET done = %(done)s, reservation_ids = %(reservation_ids)s, serials = %(serials)s,
  closed_at = %(closed_at)s, outcome = %(outcome)s,
  closed_by = CASE WHEN %(closed_at)s::timestamptz IS NULL THEN ''
    WHEN %(actor)s <> '' THEN %(actor)s ELSE claimed_by END
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
-- Said in full: a plan that is kept for every actor may use the index of claimed tasks by it only.
WHERE claimed_by = %(actor)s AND claimed_by <> '' AND closed_at IS NULL
  AND claimed_until > %(now)s
  AND site_id = %(site_id)s AND kind = ANY(%(kinds)s) AND (%(zone)s = '' OR zone = %(zone)s)
ORDER BY cluster_id NULLS LAST, CASE WHEN cluster_id IS NULL THEN priority END,
  CASE WHEN cluster_id IS NULL THEN order_id END NULLS LAST, sequence, task_id LIMIT 1

-- name: last_place
-- Where the worker did something last.
SELECT zone, sequence FROM task
WHERE closed_by = %(actor)s AND closed_by <> '' AND site_id = %(site_id)s
  AND closed_at > %(now)s - interval '8 hours'
ORDER BY closed_at DESC LIMIT 1

-- name: free_task
-- The best task nobody holds and the worker can do: what must be ready, or its tour be begun, soon;
-- then by priority, what has to begin first, and near where they stand. Those that others are just
-- deciding about are passed over.
WITH soon AS MATERIALIZED (
  SELECT b.task_id
  FROM unnest(%(kinds)s::text[]) AS k (kind)
  CROSS JOIN LATERAL (
    SELECT t.task_id, coalesce(t.begin_by_at, t.ready_by) AS by, t.priority FROM task t
    WHERE t.site_id = %(site_id)s AND t.kind = k.kind AND t.closed_at IS NULL
      AND coalesce(t.begin_by_at, t.ready_by) <= %(soon)s AND t.ready_by >= %(now)s
      AND (%(zone)s = '' OR t.zone = %(zone)s)
      AND (t.claimed_by = '' OR t.claimed_until <= %(now)s)
      AND t.task_id <> ALL(%(later)s)
      AND NOT (t.order_id IS NOT NULL AND t.order_id = ANY(%(passed)s))
      AND NOT (t.cluster_id IS NOT NULL AND t.cluster_id = ANY(%(passed_tours)s))
      AND NOT EXISTS (
        SELECT FROM task_need n
        WHERE n.site_id = t.site_id AND n.kind IN ('', t.kind) AND n.zone IN ('', t.zone)
          AND NOT n.needs <@ %(abilities)s::text[])
    ORDER BY coalesce(t.begin_by_at, t.ready_by), t.priority, t.task_id LIMIT 60
  ) b
  ORDER BY b.by, b.priority, b.task_id LIMIT 60
), best AS MATERIALIZED (
  SELECT b.task_id
  FROM unnest(%(kinds)s::text[]) AS k (kind)
  -- Kind by kind along the index: it is in order of priority, when it has to begin, and age.
  CROSS JOIN LATERAL (
    SELECT t.task_id, t.priority, t.begin_by_at FROM task t
    WHERE t.site_id = %(site_id)s AND t.kind = k.kind AND t.closed_at IS NULL
      AND (%(zone)s = '' OR t.zone = %(zone)s)
      AND (t.claimed_by = '' OR t.claimed_until <= %(now)s)
      AND t.task_id <> ALL(%(later)s)
      AND NOT (t.order_id IS NOT NULL AND t.order_id = ANY(%(passed)s))
      AND NOT (t.cluster_id IS NOT NULL AND t.cluster_id = ANY(%(passed_tours)s))
      AND NOT EXISTS (
        SELECT FROM task_need n
        WHERE n.site_id = t.site_id AND n.kind IN ('', t.kind) AND n.zone IN ('', t.zone)
          AND NOT n.needs <@ %(abilities)s::text[])
    ORDER BY t.priority, t.begin_by_at, t.task_id LIMIT 60
  ) b
  ORDER BY b.priority, b.begin_by_at, b.task_id LIMIT 60
)
SELECT t.task_id, t.order_id, t.cluster_id
FROM (TABLE soon UNION TABLE best) AS found JOIN task t USING (task_id)
WHERE t.closed_at IS NULL AND (t.claimed_by = '' OR t.claimed_until <= %(now)s)
ORDER BY CASE WHEN coalesce(t.begin_by_at, t.ready_by) <= %(soon)s AND t.ready_by >= %(now)s
    THEN coalesce(t.begin_by_at, t.ready_by) END NULLS LAST,
  t.priority, t.begin_by_at, t.zone <> %(last_zone)s, abs(t.sequence - %(last_sequence)s), t.task_id
LIMIT 1 FOR UPDATE OF t SKIP LOCKED

-- name: abilities
SELECT abilities FROM worker_profile WHERE actor = %(actor)s

-- name: belongs_to
SELECT DISTINCT order_id, cluster_id FROM task WHERE task_id = ANY(%(task_ids)s)

-- name: order_holders
SELECT DISTINCT claimed_by FROM task
WHERE order_id = %(order_id)s AND closed_at IS NULL AND claimed_by NOT IN ('', %(actor)s)
  AND claimed_until > %(now)s

-- name: claim_order
-- Picks on a tour with other orders are claimed with their tour.
UPDATE task SET claimed_by = %(actor)s, claimed_until = %(until)s
WHERE order_id = %(order_id)s AND kind = 'pick' AND closed_at IS NULL AND cluster_id IS NULL
  AND (claimed_by IN ('', %(actor)s) OR claimed_until <= %(now)s)
RETURNING task_id, sequence

-- name: clusters_of_order
SELECT DISTINCT cluster_id FROM task
WHERE order_id = %(order_id)s AND kind = 'pick' AND closed_at IS NULL AND cluster_id IS NOT NULL
ORDER BY cluster_id

-- name: lock_cluster
SELECT FROM cluster WHERE cluster_id = %(cluster_id)s FOR UPDATE

-- name: take_cluster
-- None while another is deciding about it.
SELECT cluster_id FROM cluster WHERE cluster_id = %(cluster_id)s FOR UPDATE SKIP LOCKED

-- name: claim_cluster
UPDATE task SET claimed_by = %(actor)s, claimed_until = %(until)s
WHERE cluster_id = %(cluster_id)s AND closed_at IS NULL
  AND (claimed_by IN ('', %(actor)s) OR claimed_until <= %(now)s)
RETURNING task_id, sequence

-- name: cluster_holders
SELECT DISTINCT claimed_by FROM task
WHERE cluster_id = %(cluster_id)s AND closed_at IS NULL AND claimed_by NOT IN ('', %(actor)s)
  AND claimed_until > %(now)s

-- name: join_cluster
-- A pick that stands for one that fell short goes to the same tour.
UPDATE task t SET cluster_id = c.cluster_id, begin_by_at = c.begin_by_at
FROM cluster c WHERE c.cluster_id = %(cluster_id)s AND t.task_id = ANY(%(task_ids)s)

-- name: begin_task
UPDATE task SET began_at = %(now)s WHERE task_id = %(task_id)s AND began_at IS NULL

-- name: claim_task
UPDATE task SET claimed_by = %(actor)s, claimed_until = %(until)s
WHERE task_id = %(task_id)s AND closed_at IS NULL
  AND (claimed_by IN ('', %(actor)s) OR claimed_until <= %(now)s)

-- name: give_back
UPDATE task SET claimed_by = '', claimed_until = NULL
WHERE claimed_by = %(actor)s AND claimed_by <> '' AND closed_at IS NULL
  AND (%(task_id)s = 0 OR task_id = %(task_id)s)
  AND (%(order_id)s = 0 OR order_id = %(order_id)s
    -- Nobody else could pick an order of a tour that this worker holds.
    OR cluster_id IN (SELECT cluster_id FROM task WHERE order_id = %(order_id)s
                      AND claimed_by = %(actor)s AND closed_at IS NULL))

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
  coalesce(o.number, ro.number, pb.document_number, wo.number, '') AS order_number,
  coalesce(ol.line_id, pb.document_line, wl.line::text, '') AS order_line_id,
  t.receipt_id, t.priority,
  CASE WHEN t.claimed_until > %(now)s AND t.closed_at IS NULL THEN t.claimed_by ELSE ''
  END AS claimed_by,
  t.created_at, t.closed_at, t.closed_by, t.ready_by, s.timezone,
  -- As below: the few tasks of the tour, and not all of earlier orders.
  coalesce((SELECT count(DISTINCT n.order_id) FROM (
              SELECT order_id FROM task WHERE cluster_id = t.cluster_id OFFSET 0) n
            WHERE n.order_id <= t.order_id), 0)::int AS tote,
  coalesce((SELECT c.order_count FROM cluster c WHERE c.cluster_id = t.cluster_id), 0) AS totes,
  -- Open or not is asked outside, so that the few tasks of the order are looked at and not all
  -- that are open.
  CASE WHEN t.cluster_id IS NOT NULL
       THEN (SELECT count(*) FILTER (WHERE n.closed_at IS NULL) FROM (
               SELECT closed_at FROM task WHERE cluster_id = t.cluster_id OFFSET 0) n)
       WHEN t.order_id IS NOT NULL
       THEN (SELECT count(*) FILTER (WHERE n.closed_at IS NULL) FROM (
               SELECT closed_at FROM task WHERE order_id = t.order_id OFFSET 0) n)
       WHEN wt.task_id IS NOT NULL
       THEN (SELECT count(*) FROM work_line l JOIN work_task w USING (work_line_id)
             JOIN task n ON n.task_id = w.task_id AND n.closed_at IS NULL
             WHERE l.work_order_id = wl.work_order_id)
       ELSE (SELECT count(*) FILTER (WHERE n.closed_at IS NULL) FROM (
               SELECT closed_at FROM task WHERE receipt_id = t.receipt_id OFFSET 0) n)
       END::int AS remaining_count
FROM task t
JOIN site s USING (site_id)
JOIN item i USING (item_id)
LEFT JOIN outbound_order o ON o.order_id = t.order_id
LEFT JOIN outbound_line ol ON ol.outbound_line_id = t.outbound_line_id
LEFT JOIN receipt r ON r.receipt_id = t.receipt_id
LEFT JOIN inbound_order ro ON ro.order_id = r.order_id
LEFT JOIN put_back pb ON pb.task_id = t.task_id
LEFT JOIN work_task wt ON wt.task_id = t.task_id
LEFT JOIN work_line wl USING (work_line_id)
LEFT JOIN work_order wo USING (work_order_id)
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
-- Its picks, and what goes back of it. Each by its own index: an OR would look at every task.
SELECT task_id FROM (
  SELECT task_id, closed_at, sequence FROM task WHERE order_id = %(order_id)s
  UNION
  SELECT t.task_id, t.closed_at, t.sequence
  FROM outbound_order o
  JOIN put_back b ON b.document_kind = 'outbound_order' AND b.document_number = o.number
  JOIN task t USING (task_id)
  WHERE o.order_id = %(order_id)s
) t
ORDER BY (closed_at IS NULL) DESC, sequence, task_id LIMIT 500
