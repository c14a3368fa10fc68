-- name: last_bom
SELECT bom_id, version FROM bom WHERE item_id = %(item_id)s ORDER BY version DESC LIMIT 1

-- name: lock_item
-- Who writes versions of one list takes turns.
SELECT FROM item WHERE item_id = %(item_id)s FOR NO KEY UPDATE

-- name: insert_bom
INSERT INTO bom (item_id, version, note, made_at, made_by)
VALUES (%(item_id)s, %(version)s, %(note)s, %(at)s, %(actor)s) RETURNING bom_id

-- name: insert_bom_lines
INSERT INTO bom_line (bom_id, line, item_id, quantity, uom, base_quantity)
SELECT %(bom_id)s, line, item_id, quantity, uom, base_quantity
FROM json_to_recordset(%(rows)s)
  AS w (line int, item_id bigint, quantity numeric, uom text, base_quantity numeric)

-- name: bom_lines
SELECT l.line, l.item_id, i.code AS item, i.description, l.quantity, l.uom, l.base_quantity,
  i.base_uom
FROM bom_line l JOIN item i USING (item_id) WHERE l.bom_id = %(bom_id)s ORDER BY l.line

-- name: made_of
-- Every item that these are made of, by their newest lists, however deep.
WITH RECURSIVE parts AS (
  SELECT unnest(%(item_ids)s::bigint[]) AS item_id
  UNION
  SELECT l.item_id FROM parts p
  JOIN LATERAL (SELECT bom_id FROM bom b WHERE b.item_id = p.item_id
                ORDER BY version DESC LIMIT 1) b ON true
  JOIN bom_line l USING (bom_id)
)
SELECT item_id FROM parts

-- name: bom_page
SELECT b.bom_id, i.item_id, i.owner, i.code AS item, i.description, i.base_uom AS uom, b.version,
  b.note, b.made_at, b.made_by,
  (SELECT count(*) FROM bom_line l WHERE l.bom_id = b.bom_id)::int AS line_count
FROM bom b JOIN item i USING (item_id)
WHERE NOT EXISTS (SELECT FROM bom n WHERE n.item_id = b.item_id AND n.version > b.version)
  AND (%(text)s = '' OR i.code ILIKE %(part)s OR i.description ILIKE %(part)s)
  AND b.item_id > %(after)s
ORDER BY b.item_id LIMIT %(limit)s

-- name: boms_of_item
SELECT b.bom_id, i.item_id, i.owner, i.code AS item, i.description, i.base_uom AS uom, b.version,
  b.note, b.made_at, b.made_by,
  (SELECT count(*) FROM bom_line l WHERE l.bom_id = b.bom_id)::int AS line_count
FROM bom b JOIN item i USING (item_id)
WHERE i.owner = %(owner)s AND i.code = %(item)s ORDER BY b.version DESC LIMIT 50

-- name: insert_work_order
INSERT INTO work_order (number, site_id, kind, item_id, bom_id, quantity, station_id, lot,
  expiry_on, note, priority, opened_at, opened_by)
VALUES ('K' || lpad(nextval('work_order_number')::text, 8, '0'), %(site_id)s, %(kind)s,
  %(item_id)s, %(bom_id)s, %(quantity)s, %(station_id)s, %(lot)s, %(expiry_on)s, %(note)s,
  %(priority)s, %(at)s, %(actor)s)
RETURNING work_order_id, number

-- name: know_number
INSERT INTO known_number (number, kind, target_id, meaning)
VALUES (upper(%(number)s), 'work_order', %(work_order_id)s, 'number')

-- name: insert_lines
INSERT INTO work_line (work_order_id, line, item_id, is_input, each, wanted)
SELECT %(work_order_id)s, line, item_id, is_input, each, wanted
FROM json_to_recordset(%(rows)s)
  AS w (line int, item_id bigint, is_input boolean, each numeric, wanted numeric)

-- name: lock_order
SELECT w.work_order_id, w.number, w.site_id, s.code AS site, w.kind, w.item_id, w.bom_id,
  w.quantity, w.made, b.code AS station, w.lot, w.expiry_on, w.priority, w.closed_at
FROM work_order w JOIN site s USING (site_id) JOIN bin b ON b.bin_id = w.station_id
WHERE w.work_order_id = %(work_order_id)s FOR UPDATE OF w

-- name: lines
-- coming: in open tasks.
SELECT l.work_line_id, l.line, l.item_id, l.is_input, l.each, l.wanted, l.picked, l.used,
  coalesce((SELECT sum(t.quantity - t.done) FROM work_task wt JOIN task t USING (task_id)
    WHERE wt.work_line_id = l.work_line_id AND t.closed_at IS NULL), 0) AS coming
FROM work_line l WHERE l.work_order_id = %(work_order_id)s ORDER BY l.line

-- name: lacking_orders
-- Open orders with a component that is neither at the station nor on its way there.
SELECT w.work_order_id FROM work_order w
WHERE w.closed_at IS NULL AND EXISTS (
  SELECT FROM work_line l
  WHERE l.work_order_id = w.work_order_id AND l.is_input AND l.wanted > l.picked
    + coalesce((SELECT sum(t.quantity - t.done) FROM work_task wt JOIN task t USING (task_id)
        WHERE wt.work_line_id = l.work_line_id AND t.closed_at IS NULL), 0))
ORDER BY w.priority, w.work_order_id

-- name: stock_items
SELECT i.item_id, si.item_id FROM item i JOIN stock_item si ON si.owner = i.owner
  AND si.item = i.code
WHERE i.item_id = ANY (%(item_ids)s::bigint[])

-- name: keys_of
-- Where reserved stock lies.
SELECT r.reservation_id, n.code AS bin, b.lot, b.serial, b.status, b.lpn,
  r.quantity - r.settled AS quantity
FROM reservation r JOIN stock_balance b USING (balance_id) JOIN bin n USING (bin_id)
WHERE r.reservation_id = ANY (%(ids)s::bigint[]) ORDER BY r.reservation_id

-- name: link_tasks
INSERT INTO work_task (task_id, work_line_id)
SELECT * FROM unnest(%(task_ids)s::bigint[], %(line_ids)s::bigint[])

-- name: order_of_task
SELECT l.work_order_id, wt.work_line_id FROM work_task wt JOIN work_line l USING (work_line_id)
WHERE wt.task_id = %(task_id)s

-- name: open_tasks
SELECT t.task_id FROM work_task wt JOIN work_line l USING (work_line_id) JOIN task t USING (task_id)
WHERE l.work_order_id = %(work_order_id)s AND t.closed_at IS NULL
ORDER BY t.task_id FOR UPDATE OF t

-- name: reserved_by_tasks
SELECT t.reservation_ids FROM task t WHERE t.task_id = ANY (%(task_ids)s::bigint[])

-- name: step_line
UPDATE work_line SET picked = picked + %(picked)s, used = used + %(used)s
WHERE work_line_id = %(work_line_id)s

-- name: insert_stock
INSERT INTO work_stock (work_line_id, lot, serial, quantity, source_bin, reservation_id, picked_at,
  picked_by)
SELECT %(work_line_id)s, lot, serial, quantity, %(source_bin)s, reservation_id, %(at)s, %(actor)s
FROM json_to_recordset(%(rows)s)
  AS w (lot text, serial text, quantity numeric, reservation_id bigint)

-- name: stock
-- At the station, in the order it should be used: first expired first.
SELECT k.work_stock_id, k.work_line_id, k.lot, k.serial, k.quantity, k.source_bin,
  k.reservation_id, lot.expiry_on, lot.use_by_on
FROM work_stock k
JOIN work_line l USING (work_line_id)
JOIN item i USING (item_id)
LEFT JOIN stock_item si ON si.owner = i.owner AND si.item = i.code
LEFT JOIN lot ON lot.item_id = si.item_id AND lot.lot = k.lot
WHERE l.work_order_id = %(work_order_id)s AND k.quantity > 0
ORDER BY k.work_line_id, lot.use_by_on, k.work_stock_id

-- name: take_stock
UPDATE work_stock k SET quantity = k.quantity - w.quantity
FROM json_to_recordset(%(rows)s) AS w (work_stock_id bigint, quantity numeric)
WHERE k.work_stock_id = w.work_stock_id

-- name: lot_expiry
SELECT l.expiry_on FROM lot l JOIN stock_item si USING (item_id)
WHERE si.owner = %(owner)s AND si.item = %(item)s AND l.lot = %(lot)s

-- name: insert_made
INSERT INTO work_made (work_order_id, quantity, adjustment, made_at, made_by)
VALUES (%(work_order_id)s, %(quantity)s, %(adjustment)s, %(at)s, %(actor)s) RETURNING work_made_id

-- name: insert_used
INSERT INTO work_used (work_made_id, work_line_id, is_input, lot, serial, expiry_on, quantity)
SELECT %(work_made_id)s, work_line_id, is_input, lot, serial, expiry_on, quantity
FROM json_to_recordset(%(rows)s) AS w (work_line_id bigint, is_input boolean, lot text,
  serial text, expiry_on date, quantity numeric)

-- name: step_order
UPDATE work_order SET made = made + %(quantity)s, closed_at = %(closed_at)s,
  closed_by = CASE WHEN %(closed_at)s::timestamptz IS NULL THEN '' ELSE %(actor)s END,
  outcome = CASE WHEN %(closed_at)s::timestamptz IS NULL THEN '' ELSE 'done' END
WHERE work_order_id = %(work_order_id)s

-- name: close_order
UPDATE work_order SET closed_at = %(at)s, closed_by = %(actor)s, outcome = %(outcome)s
WHERE work_order_id = %(work_order_id)s

-- name: page
SELECT w.work_order_id FROM work_order w JOIN item i USING (item_id)
WHERE (%(site_id)s::int IS NULL OR w.site_id = %(site_id)s)
  AND CASE %(state)s WHEN '' THEN true WHEN 'open' THEN w.closed_at IS NULL
      ELSE w.outcome = %(state)s END
  AND (%(text)s = '' OR w.number ILIKE %(part)s OR i.code ILIKE %(part)s)
  AND (%(a)s::bigint IS NULL OR w.work_order_id < %(a)s)
ORDER BY w.work_order_id DESC LIMIT %(limit)s

-- name: views
SELECT w.work_order_id, w.number, s.code AS site, w.kind, i.owner, i.code AS item, i.description,
  i.base_uom AS uom, w.quantity, w.made, b.code AS station, w.lot, w.expiry_on, w.note, v.version,
  i.lot_controlled, i.expiry_controlled, i.serial_controlled, w.priority, w.outcome,
  x.lacking_count, x.coming_count, x.picked_count, w.opened_at, w.opened_by, w.closed_at,
  w.closed_by
FROM work_order w
JOIN site s USING (site_id)
JOIN item i USING (item_id)
JOIN bin b ON b.bin_id = w.station_id
JOIN bom v USING (bom_id)
CROSS JOIN LATERAL (
  SELECT count(*) FILTER (WHERE l.wanted > l.picked + l.coming)::int AS lacking_count,
    count(*) FILTER (WHERE l.coming > 0)::int AS coming_count,
    count(*) FILTER (WHERE l.picked > 0)::int AS picked_count
  FROM (
    SELECT l.wanted, l.picked, coalesce((
      SELECT sum(t.quantity - t.done) FROM work_task wt JOIN task t USING (task_id)
      WHERE wt.work_line_id = l.work_line_id AND t.closed_at IS NULL), 0) AS coming
    FROM work_line l WHERE l.work_order_id = w.work_order_id AND l.is_input
  ) l
) x
WHERE w.work_order_id = ANY (%(ids)s::bigint[])

-- name: line_views
SELECT l.line, i.owner, i.code AS item, i.description, i.base_uom AS uom, l.is_input, l.each,
  l.wanted, l.picked, l.used, i.lot_controlled, i.expiry_controlled, i.serial_controlled,
  coalesce((SELECT sum(t.quantity - t.done) FROM work_task wt JOIN task t USING (task_id)
    WHERE wt.work_line_id = l.work_line_id AND t.closed_at IS NULL), 0) AS coming,
  coalesce((SELECT sum(k.quantity) FROM work_stock k
    WHERE k.work_line_id = l.work_line_id), 0) AS at_station,
  ARRAY(SELECT k.serial FROM work_stock k
    WHERE k.work_line_id = l.work_line_id AND k.quantity > 0 AND k.serial <> ''
    ORDER BY k.work_stock_id) AS serials
FROM work_line l JOIN item i USING (item_id)
WHERE l.work_order_id = %(work_order_id)s ORDER BY l.line

-- name: made_views
SELECT m.work_made_id, m.quantity, m.adjustment, m.made_at, m.made_by FROM work_made m
WHERE m.work_order_id = %(work_order_id)s ORDER BY m.work_made_id

-- name: used_views
SELECT u.work_made_id, u.is_input, i.code AS item, i.base_uom AS uom, u.lot, u.serial, u.expiry_on,
  u.quantity
FROM work_used u JOIN work_made m USING (work_made_id)
JOIN work_line l USING (work_line_id) JOIN item i USING (item_id)
WHERE m.work_order_id = %(work_order_id)s ORDER BY u.work_made_id, u.is_input, l.line, u.serial

-- name: tasks_of_order
SELECT t.task_id FROM work_task wt JOIN work_line l USING (work_line_id) JOIN task t USING (task_id)
WHERE l.work_order_id = %(work_order_id)s ORDER BY (t.closed_at IS NULL) DESC, t.sequence, t.task_id
LIMIT 500

-- name: next_to_make
-- An order of which at least one kit can be made now; the one asked for first.
SELECT w.work_order_id FROM work_order w
WHERE w.site_id = %(site_id)s AND w.closed_at IS NULL
  AND NOT EXISTS (
    SELECT FROM work_line l WHERE l.work_order_id = w.work_order_id AND l.is_input
      AND l.picked - l.used < l.each)
ORDER BY w.priority, w.work_order_id LIMIT 1

-- name: open_count
SELECT count(*)::int FROM work_order WHERE site_id = %(site_id)s AND closed_at IS NULL
