-- name: ask
INSERT INTO slotting_study (site_id, zone, days, asked_at, asked_by)
VALUES (%(site_id)s, %(zone)s, %(days)s, %(at)s, %(actor)s) RETURNING slotting_id

-- name: open_of_site
SELECT slotting_id FROM slotting_study WHERE site_id = %(site_id)s AND done_at IS NULL LIMIT 1

-- name: take
-- The oldest that nobody plans; one that was begun long ago lost its worker.
UPDATE slotting_study SET begun_at = %(now)s WHERE slotting_id = (
  SELECT slotting_id FROM slotting_study
  WHERE done_at IS NULL AND (begun_at IS NULL OR begun_at < %(lost)s)
  ORDER BY slotting_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING slotting_id, site_id, zone, days, begun_at

-- name: finish
UPDATE slotting_study SET done_at = %(at)s, text = %(text)s, failed = %(failed)s,
  item_count = %(item_count)s, trip_count = %(trip_count)s, day_count = %(day_count)s,
  now_m = %(now_m)s, planned_m = %(planned_m)s
WHERE slotting_id = %(slotting_id)s AND begun_at = %(begun_at)s AND done_at IS NULL
RETURNING slotting_id

-- name: insert_moves
INSERT INTO slotting_move (slotting_id, place, item_id, from_bin_id, to_bin_id, other_item_id,
  saved_m, why)
SELECT %(slotting_id)s, place, item_id, from_bin_id, to_bin_id, other_item_id, saved_m, why
FROM json_to_recordset(%(rows)s) AS w (place int, item_id bigint, from_bin_id int, to_bin_id int,
  other_item_id bigint, saved_m numeric, why text)

-- name: homes
-- Bins with goods of exactly one item, and those an item has as its only pick bin: where each item
-- is picked from. Of several the one that was picked from most.
WITH contents AS MATERIALIZED (
  SELECT sb.bin_id, count(DISTINCT sb.item_id) AS items, min(sb.item_id) AS stock_item_id,
    sum(sb.on_hand) AS quantity, bool_or(sb.serial <> '') AS serials
  FROM stock_balance sb JOIN bin b USING (bin_id)
  WHERE b.site_id = %(site_id)s AND b.kind = 'storage' AND b.active AND sb.present
  GROUP BY sb.bin_id
), picked AS MATERIALIZED (
  SELECT p.item_id, p.source_bin, count(*) AS picks
  FROM pick p JOIN outbound_order o USING (order_id)
  WHERE o.site_id = %(site_id)s AND p.picked_at >= %(since)s
  GROUP BY p.item_id, p.source_bin
)
SELECT DISTINCT ON (i.item_id) i.item_id, b.bin_id, b.code AS bin,
  greatest(c.quantity, coalesce(k.quantity_max, 0)) AS quantity,
  sum(x.picks) OVER (PARTITION BY i.item_id)::int AS picks
FROM picked x
JOIN item i ON i.item_id = x.item_id AND NOT i.serial_controlled
JOIN bin b ON b.site_id = %(site_id)s AND b.code = x.source_bin
LEFT JOIN zone z USING (zone_id)
JOIN contents c ON c.bin_id = b.bin_id AND c.items = 1 AND NOT c.serials
JOIN stock_item si ON si.item_id = c.stock_item_id AND si.owner = i.owner AND si.item = i.code
LEFT JOIN pick_bin k ON k.bin_id = b.bin_id AND k.item_id = i.item_id
WHERE (%(zone)s = '' OR z.code = %(zone)s)
ORDER BY i.item_id, (k.pick_bin_id IS NULL), x.picks DESC, b.code

-- name: left_out
-- Items that were picked and have no home in the sense above, by why.
WITH contents AS MATERIALIZED (
  SELECT sb.bin_id, count(DISTINCT sb.item_id) AS items
  FROM stock_balance sb JOIN bin b USING (bin_id)
  WHERE b.site_id = %(site_id)s AND b.kind = 'storage' AND b.active AND sb.present
  GROUP BY sb.bin_id
), found AS (
  SELECT i.item_id, i.serial_controlled AS serial, bool_or(c.items > 1) AS mixed
  FROM pick p
  JOIN outbound_order o USING (order_id)
  JOIN item i ON i.item_id = p.item_id
  LEFT JOIN bin b ON b.site_id = o.site_id AND b.code = p.source_bin
  LEFT JOIN zone z USING (zone_id)
  LEFT JOIN contents c ON c.bin_id = b.bin_id
  WHERE o.site_id = %(site_id)s AND p.picked_at >= %(since)s
    AND (%(zone)s = '' OR z.code = %(zone)s) AND i.item_id <> ALL (%(item_ids)s::bigint[])
  GROUP BY i.item_id
)
SELECT count(*) FILTER (WHERE serial)::int AS serials,
  count(*) FILTER (WHERE NOT serial AND mixed)::int AS mixed,
  count(*) FILTER (WHERE NOT serial AND mixed IS NOT TRUE)::int AS gone
FROM found

-- name: slots
-- Bins that could be an item's: those that are one now, and empty ones of the same zones.
SELECT b.bin_id, b.code AS bin, coalesce(z.code, '') AS zone, b.z_mm,
  b.length_mm::bigint * b.width_mm * b.height_mm AS volume_mm3,
  coalesce(nullif(b.temperature_class, ''), z.temperature_class, '') AS temperature_class,
  CASE WHEN cardinality(b.hazard_classes) > 0 THEN b.hazard_classes
       ELSE coalesce(z.hazard_classes, '{}') END AS hazard_classes
FROM bin b LEFT JOIN zone z USING (zone_id)
WHERE b.site_id = %(site_id)s AND b.kind = 'storage' AND b.active
  AND (b.bin_id = ANY (%(homes)s::int[]) OR (
    b.zone_id IN (SELECT zone_id FROM bin WHERE bin_id = ANY (%(homes)s::int[]))
    AND NOT EXISTS (SELECT FROM stock_balance s WHERE s.bin_id = b.bin_id AND s.present)
    AND NOT EXISTS (SELECT FROM pick_bin k WHERE k.bin_id = b.bin_id)
    AND NOT EXISTS (SELECT FROM task t WHERE t.site_id = b.site_id AND t.closed_at IS NULL
                    AND t.target_bin = b.code AND t.target_bin <> '')))
ORDER BY (b.bin_id = ANY (%(homes)s::int[])) DESC, b.pick_sequence, b.code LIMIT %(limit)s

-- name: trips
-- What was picked together: on one tour, or else for one order; the newest first.
SELECT array_agg(DISTINCT p.item_id) AS item_ids, min(p.picked_at) AS at
FROM pick p
JOIN outbound_order o USING (order_id)
JOIN task t USING (task_id)
WHERE o.site_id = %(site_id)s AND p.picked_at >= %(since)s
  AND p.item_id = ANY (%(item_ids)s::bigint[])
GROUP BY coalesce(-t.cluster_id, p.order_id)
ORDER BY max(p.picked_at) DESC LIMIT %(limit)s

-- name: studies
SELECT x.slotting_id, s.code AS site, x.zone, x.days, x.asked_at, x.asked_by, x.begun_at, x.done_at,
  x.text, x.failed, x.item_count, x.trip_count, x.day_count, x.now_m, x.planned_m
FROM slotting_study x JOIN site s USING (site_id)
WHERE (%(slotting_id)s::bigint IS NULL OR x.slotting_id = %(slotting_id)s)
  AND (%(site_id)s::int IS NULL OR x.site_id = %(site_id)s)
ORDER BY x.slotting_id DESC LIMIT %(limit)s

-- name: moves
SELECT m.slotting_move_id, m.place, i.owner, i.code AS item, i.description, f.code AS from_bin,
  t.code AS to_bin, coalesce(o.code, '') AS other_item, m.saved_m, m.why, m.state, m.said,
  m.accepted_at, m.accepted_by, m.done_at
FROM slotting_move m
JOIN item i USING (item_id)
JOIN bin f ON f.bin_id = m.from_bin_id
JOIN bin t ON t.bin_id = m.to_bin_id
LEFT JOIN item o ON o.item_id = m.other_item_id
WHERE m.slotting_id = %(slotting_id)s ORDER BY m.place

-- name: lock_moves
SELECT m.slotting_move_id, m.place, m.item_id, m.from_bin_id, m.to_bin_id, m.other_item_id, m.state,
  f.code AS from_bin, t.code AS to_bin
FROM slotting_move m
JOIN bin f ON f.bin_id = m.from_bin_id
JOIN bin t ON t.bin_id = m.to_bin_id
WHERE m.slotting_id = %(slotting_id)s AND m.slotting_move_id = ANY (%(ids)s::bigint[])
ORDER BY m.place FOR UPDATE OF m

-- name: lock_bins
SELECT bin_id FROM bin WHERE bin_id = ANY (%(ids)s::int[]) ORDER BY bin_id FOR NO KEY UPDATE

-- name: moves_under_way
SELECT f.code FROM slotting_move m JOIN bin f ON f.bin_id = m.from_bin_id
WHERE m.state = 'accepted' AND (m.from_bin_id = ANY (%(ids)s::int[])
  OR m.to_bin_id = ANY (%(ids)s::int[]))
LIMIT 1

-- name: contents
-- What stands in bins, key by key.
SELECT sb.bin_id, i.item_id, sb.lot, sb.serial, sb.status, sb.lpn, sb.on_hand - sb.reserved AS free,
  sb.on_hand
FROM stock_balance sb
JOIN stock_item si USING (item_id)
JOIN item i ON i.owner = si.owner AND i.code = si.item
WHERE sb.bin_id = ANY (%(ids)s::int[]) AND sb.present
ORDER BY sb.balance_id

-- name: accept
UPDATE slotting_move SET state = %(state)s, said = %(said)s, accepted_at = %(at)s,
  accepted_by = %(actor)s
WHERE slotting_move_id = %(id)s

-- name: link_tasks
INSERT INTO slotting_task (task_id, slotting_move_id)
SELECT task_id, %(id)s FROM unnest(%(task_ids)s::bigint[]) AS task_id

-- name: move_of_task
SELECT m.slotting_move_id, m.slotting_id, m.item_id, m.from_bin_id, m.to_bin_id, m.other_item_id
FROM slotting_task s JOIN slotting_move m USING (slotting_move_id)
WHERE s.task_id = %(task_id)s FOR UPDATE OF m

-- name: open_tasks
SELECT count(*)::int FROM slotting_task s JOIN task t USING (task_id)
WHERE s.slotting_move_id = %(id)s AND t.closed_at IS NULL

-- name: done
UPDATE slotting_move SET state = 'done', done_at = %(at)s WHERE slotting_move_id = %(id)s

-- name: free_pick_bin
-- Out of the way, so that two bins can change their items.
DELETE FROM pick_bin
WHERE bin_id = ANY (%(bin_ids)s::int[]) AND item_id = ANY (%(item_ids)s::bigint[])
RETURNING bin_id, item_id, site_id, quantity_min, quantity_max
