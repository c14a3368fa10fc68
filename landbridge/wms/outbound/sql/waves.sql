-- name: put_policy
INSERT INTO allocation_policy AS p (owner, item_class, way, packs_only, whole_lines,
  shelf_life_remaining_days_min, changed_at, changed_by)
VALUES (%(owner)s, %(item_class)s, %(way)s, %(packs_only)s, %(whole_lines)s,
  %(shelf_life_remaining_days_min)s, %(at)s, %(actor)s)
ON CONFLICT (owner, item_class) DO UPDATE SET way = excluded.way,
  packs_only = excluded.packs_only, whole_lines = excluded.whole_lines,
  shelf_life_remaining_days_min = excluded.shelf_life_remaining_days_min,
  changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: remove_policy
DELETE FROM allocation_policy WHERE owner = %(owner)s AND item_class = %(item_class)s

-- name: policies
SELECT owner, item_class, way, packs_only, whole_lines, shelf_life_remaining_days_min,
  changed_at, changed_by
FROM allocation_policy ORDER BY owner, item_class

-- name: put_release_policy
INSERT INTO release_policy (site_id, mode, open_picks_max, changed_at, changed_by)
VALUES (%(site_id)s, %(mode)s, %(open_picks_max)s, %(at)s, %(actor)s)
ON CONFLICT (site_id) DO UPDATE SET mode = excluded.mode,
  open_picks_max = excluded.open_picks_max, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by

-- name: release_policies
SELECT s.code AS site, coalesce(p.mode, 'at_once') AS mode,
  coalesce(p.open_picks_max, 500) AS open_picks_max
FROM site s LEFT JOIN release_policy p USING (site_id)
WHERE s.active ORDER BY s.code

-- name: remove_template
DELETE FROM wave_template WHERE site_id = %(site_id)s AND code = %(code)s

-- name: put_template
INSERT INTO wave_template (site_id, code, picking, owners, carrier_codes, priority_max,
  cutoff_within_min, orders_max, orders_per_trip, orders_min, wait_max_min, pickers, packing_min,
  changed_at, changed_by)
VALUES (%(site_id)s, %(code)s, %(picking)s, %(owners)s, %(carrier_codes)s, %(priority_max)s,
  %(cutoff_within_min)s, %(orders_max)s, %(orders_per_trip)s, %(orders_min)s, %(wait_max_min)s,
  %(pickers)s, %(packing_min)s, %(at)s, %(actor)s)
ON CONFLICT (site_id, code) DO UPDATE SET picking = excluded.picking, owners = excluded.owners,
  carrier_codes = excluded.carrier_codes, priority_max = excluded.priority_max,
  cutoff_within_min = excluded.cutoff_within_min, orders_max = excluded.orders_max,
  orders_per_trip = excluded.orders_per_trip, orders_min = excluded.orders_min,
  wait_max_min = excluded.wait_max_min, pickers = excluded.pickers,
  packing_min = excluded.packing_min, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by

-- name: templates
SELECT s.code AS site, t.code, t.picking, t.owners, t.carrier_codes, t.priority_max,
  t.cutoff_within_min, t.orders_max, t.orders_per_trip, t.orders_min, t.wait_max_min, t.pickers,
  t.packing_min
FROM wave_template t JOIN site s USING (site_id)
WHERE (%(site_id)s::int IS NULL OR t.site_id = %(site_id)s)
  AND (%(code)s = '' OR t.code = %(code)s)
ORDER BY s.code, t.code

-- name: own_templates
-- Templates whose waves begin by themselves, at sites that release by waves.
SELECT s.code AS site, t.code, t.template_id
FROM wave_template t
JOIN release_policy p ON p.site_id = t.site_id AND p.mode = 'waves'
JOIN site s ON s.site_id = t.site_id AND s.active
WHERE t.orders_min IS NOT NULL OR t.wait_max_min IS NOT NULL
ORDER BY s.code, t.code

-- name: lock_template
-- Nothing where another worker looks at it right now.
SELECT waiting_since FROM wave_template WHERE template_id = %(template_id)s
FOR UPDATE SKIP LOCKED

-- name: waiting_since
UPDATE wave_template SET waiting_since = %(since)s WHERE template_id = %(template_id)s

-- name: begun_waves
-- Waves of the template that the clock began and that hold something which is not on the floor:
-- their worker died in between, or goods came later.
SELECT DISTINCT w.wave_id
FROM outbound_order o
JOIN wave w ON w.wave_id = o.wave_id AND w.template = %(code)s AND w.created_by = %(actor)s
  AND w.state <> 'cancelled'
WHERE o.site_id = %(site_id)s AND o.closed_at IS NULL
  AND EXISTS (SELECT FROM outbound_line l WHERE l.order_id = o.order_id
              AND l.allocated > l.released)
ORDER BY w.wave_id

-- name: candidates
-- Open orders that hold stock which is not on the floor yet, in no wave.
SELECT o.order_id, o.priority, o.ship_on, o.carrier_code, o.service_code
FROM outbound_order o
WHERE o.site_id = %(site_id)s AND o.closed_at IS NULL AND o.wave_id IS NULL
  AND (cardinality(%(owners)s::text[]) = 0 OR o.owner = ANY(%(owners)s))
  AND (cardinality(%(carrier_codes)s::text[]) = 0 OR o.carrier_code = ANY(%(carrier_codes)s))
  AND (%(priority_max)s::int IS NULL OR o.priority <= %(priority_max)s)
  AND EXISTS (SELECT FROM outbound_line l WHERE l.order_id = o.order_id
              AND l.allocated > l.released)
ORDER BY o.priority, o.order_id LIMIT %(limit)s

-- name: lock_orders
SELECT order_id FROM outbound_order
WHERE order_id = ANY(%(order_ids)s) AND closed_at IS NULL AND wave_id IS NULL
ORDER BY order_id FOR UPDATE

-- name: insert_wave
INSERT INTO wave (number, site_id, template, picking, orders_per_trip, pickers, packing_min, state,
  created_at, created_by)
VALUES ('W' || lpad(nextval('wave_number')::text, 6, '0'), %(site_id)s, %(template)s,
  %(picking)s, %(orders_per_trip)s, %(pickers)s, %(packing_min)s, 'planned', %(at)s, %(actor)s)
RETURNING wave_id, number

-- name: join_wave
UPDATE outbound_order SET wave_id = %(wave_id)s WHERE order_id = ANY(%(order_ids)s)

-- name: leave_wave
UPDATE outbound_order SET wave_id = NULL WHERE wave_id = %(wave_id)s

-- name: lock_wave
SELECT wave_id, number, site_id, picking, orders_per_trip, state FROM wave
WHERE wave_id = %(wave_id)s FOR UPDATE

-- name: find_wave
SELECT w.wave_id, w.number, w.site_id, s.code AS site, w.picking, w.orders_per_trip, w.state,
  w.pickers, w.packing_min
FROM wave w JOIN site s USING (site_id) WHERE w.wave_id = %(wave_id)s

-- name: orders_of_wave
SELECT order_id FROM outbound_order WHERE wave_id = %(wave_id)s AND closed_at IS NULL
ORDER BY order_id FOR UPDATE

-- name: leaving_of_wave
SELECT order_id, number, priority, ship_on, carrier_code, service_code FROM outbound_order
WHERE wave_id = %(wave_id)s AND closed_at IS NULL
ORDER BY priority, order_id

-- name: places_of_wave
-- Where the stock lies that orders of the wave hold, as it will be picked; orders by priority and
-- age.
WITH held AS MATERIALIZED (
  SELECT o.priority, o.order_id, l.outbound_line_id, h.reservation_id
  FROM outbound_order o
  JOIN outbound_line l ON l.order_id = o.order_id AND l.held <> '{}'
  CROSS JOIN unnest(l.held) AS h (reservation_id)
  WHERE o.wave_id = %(wave_id)s AND o.closed_at IS NULL
)
SELECT h.order_id, p.bin, p.zone, p.pick_sequence, p.z_mm, sum(p.quantity) AS quantity
FROM held h
CROSS JOIN LATERAL (
  SELECT n.code AS bin, coalesce(z.code, '') AS zone, n.pick_sequence, b.lot, b.lpn,
    CASE n.kind WHEN 'storage' THEN n.z_mm END AS z_mm, r.quantity - r.settled AS quantity
  FROM reservation r
  JOIN stock_balance b ON b.balance_id = r.balance_id
  JOIN bin n ON n.bin_id = b.bin_id
  LEFT JOIN zone z ON z.zone_id = n.zone_id
  WHERE r.reservation_id = h.reservation_id
  OFFSET 0
) p
GROUP BY h.priority, h.order_id, h.outbound_line_id, p.bin, p.zone, p.pick_sequence, p.z_mm,
  p.lot, p.lpn
ORDER BY h.priority, h.order_id, p.pick_sequence, p.bin, h.outbound_line_id, p.lot, p.lpn

-- name: picks_ahead
-- Picks of others that are begun, or go first before the last of this wave is due.
SELECT t.zone, n.z_mm, count(*)::int AS picks, sum(t.quantity - t.done) AS pieces
FROM task t LEFT JOIN outbound_order o USING (order_id)
LEFT JOIN bin n ON n.site_id = t.site_id AND n.code = t.bin AND n.kind = 'storage'
WHERE t.site_id = %(site_id)s AND t.kind = 'pick' AND t.closed_at IS NULL
  AND o.wave_id IS DISTINCT FROM %(wave_id)s
  AND (coalesce(t.begin_by_at, t.ready_by) <= %(latest)s
    OR (t.claimed_by <> '' AND t.claimed_until > %(now)s))
GROUP BY t.zone, n.z_mm ORDER BY t.zone, n.z_mm

-- name: insert_clusters
INSERT INTO cluster (wave_id, zone, place, order_count, length_m, begin_by_at, back_at, priority)
SELECT %(wave_id)s, zone, place, order_count, length_m, begin_by_at, back_at, priority
FROM json_to_recordset(%(rows)s) AS w (zone text, place int, order_count int, length_m numeric,
  begin_by_at timestamptz, back_at timestamptz, priority int)
ORDER BY place
RETURNING cluster_id

-- name: join_clusters
-- Picks of the clusters' orders, in the order of the tours.
UPDATE task t SET cluster_id = w.cluster_id, sequence = w.sequence, begin_by_at = c.begin_by_at,
  priority = least(t.priority, c.priority)
FROM unnest(%(order_ids)s::bigint[], (string_to_array(%(bins)s, chr(31)))[2:],
    %(cluster_ids)s::bigint[], %(sequences)s::int[]) AS w (order_id, bin, cluster_id, sequence)
JOIN cluster c USING (cluster_id)
WHERE t.order_id = w.order_id AND t.bin = w.bin AND t.kind = 'pick' AND t.closed_at IS NULL
  AND t.cluster_id IS NULL AND t.task_id = ANY(%(task_ids)s::bigint[])

-- name: wave_released
UPDATE wave SET state = 'released', released_at = coalesce(released_at, %(at)s),
  before_m = coalesce(before_m, %(before_m)s), planned_m = coalesce(planned_m, %(planned_m)s),
  bound_m = coalesce(bound_m, %(bound_m)s), work_s = coalesce(work_s, %(work_s)s),
  work_bound_s = coalesce(work_bound_s, %(work_bound_s)s), pickers = coalesce(%(pickers)s, pickers),
  advice = CASE WHEN %(plan_text)s = '' THEN advice ELSE %(advice)s END,
  plan_text = CASE WHEN plan_text = '' THEN %(plan_text)s ELSE plan_text END
WHERE wave_id = %(wave_id)s

-- name: put_dues
INSERT INTO wave_due AS d (wave_id, order_id, cutoff_at, due_at, back_at)
SELECT %(wave_id)s, order_id, cutoff_at, due_at, back_at
FROM json_to_recordset(%(rows)s) AS w (order_id bigint, cutoff_at timestamptz,
  due_at timestamptz, back_at timestamptz)
ON CONFLICT (wave_id, order_id) DO UPDATE SET cutoff_at = excluded.cutoff_at,
  due_at = excluded.due_at, back_at = excluded.back_at

-- name: forget_dues
DELETE FROM wave_due WHERE wave_id = %(wave_id)s

-- name: dues_of_wave
SELECT d.order_id, o.number, d.cutoff_at, d.due_at, d.back_at
FROM wave_due d JOIN outbound_order o USING (order_id)
WHERE d.wave_id = %(wave_id)s
ORDER BY d.cutoff_at, d.order_id

-- name: wave_cancelled
UPDATE wave SET state = 'cancelled' WHERE wave_id = %(wave_id)s

-- name: unclaimed_picks
-- Open picks of orders that nobody has begun, locked; those being decided on are left alone.
SELECT task_id, outbound_line_id, order_id, quantity - done AS left, reservation_ids
FROM task
WHERE order_id = ANY(%(order_ids)s) AND kind = 'pick' AND closed_at IS NULL AND done = 0
  AND (claimed_by = '' OR claimed_until <= %(now)s)
ORDER BY task_id FOR UPDATE SKIP LOCKED

-- name: back_to_held
UPDATE outbound_line l SET released = l.released - q.quantity, held = l.held || i.ids
FROM (
  SELECT outbound_line_id AS line_id, sum(quantity - done) AS quantity
  FROM task WHERE task_id = ANY(%(task_ids)s) GROUP BY outbound_line_id
) q
JOIN (
  SELECT outbound_line_id AS line_id, array_agg(x.id ORDER BY x.id) AS ids
  FROM task CROSS JOIN unnest(reservation_ids) AS x (id)
  WHERE task_id = ANY(%(task_ids)s) GROUP BY outbound_line_id
) i USING (line_id)
WHERE l.outbound_line_id = q.line_id

-- name: open_pick_count
SELECT count(*) FROM task
WHERE site_id = %(site_id)s AND kind = 'pick' AND closed_at IS NULL

-- name: waves
SELECT w.wave_id, w.number, s.code AS site, w.template, w.picking, w.state, w.created_at,
  w.created_by, w.released_at, w.before_m, w.planned_m, w.bound_m, w.plan_text, w.pickers,
  w.packing_min, w.work_s, w.work_bound_s, w.advice, d.due_count, d.late_count, o.order_count,
  o.closed_count, t.task_count, t.open_count, t.done_count, t.worker_count
FROM wave w
JOIN site s USING (site_id)
CROSS JOIN LATERAL (
  SELECT count(*)::int AS order_count, (count(*) FILTER (WHERE closed_at IS NOT NULL))::int
    AS closed_count
  FROM outbound_order WHERE wave_id = w.wave_id
) o
CROSS JOIN LATERAL (
  SELECT count(*)::int AS task_count, (count(*) FILTER (WHERE t.closed_at IS NULL))::int
    AS open_count, (count(*) FILTER (WHERE t.outcome IN ('done', 'short')))::int AS done_count,
    (count(DISTINCT t.claimed_by) FILTER (WHERE t.closed_at IS NULL AND t.claimed_by <> ''
      AND t.claimed_until > %(now)s))::int AS worker_count
  FROM outbound_order x JOIN task t USING (order_id)
  WHERE x.wave_id = w.wave_id AND t.kind = 'pick' AND t.outcome <> 'cancelled'
) t
CROSS JOIN LATERAL (
  SELECT count(*)::int AS due_count,
    (count(*) FILTER (WHERE back_at > due_at + interval '1 second'))::int AS late_count
  FROM wave_due WHERE wave_id = w.wave_id
) d
WHERE (%(site_id)s::int IS NULL OR w.site_id = %(site_id)s)
  AND (%(wave_id)s = 0 OR w.wave_id = %(wave_id)s) AND w.wave_id < %(before)s
ORDER BY w.wave_id DESC LIMIT %(limit)s

-- name: clusters_of_wave
SELECT c.cluster_id, c.zone, c.place, c.order_count, c.length_m,
  count(t.task_id)::int AS task_count,
  (count(t.task_id) FILTER (WHERE t.closed_at IS NULL))::int AS open_count,
  coalesce(max(t.claimed_by) FILTER (WHERE t.closed_at IS NULL AND t.claimed_until > %(now)s), '')
    AS claimed_by,
  coalesce(array_agg(t.bin ORDER BY t.sequence, t.task_id) FILTER (WHERE t.task_id IS NOT NULL),
    '{}') AS bins, c.begin_by_at, c.back_at
FROM cluster c LEFT JOIN task t ON t.cluster_id = c.cluster_id AND t.outcome <> 'cancelled'
WHERE c.wave_id = %(wave_id)s
GROUP BY c.cluster_id ORDER BY c.place

-- name: infeasible
-- Open picks nobody has begun that cannot be done as they stand: the bin was shut, or what they
-- hold is not reserved for them, not for sale or past its day any more.
SELECT t.task_id, t.order_id, t.outbound_line_id, t.quantity - t.done AS left, t.reservation_ids,
  CASE WHEN NOT n.active THEN 'The bin is shut.'
    WHEN h.held < t.quantity - t.done THEN 'Its stock is not held for it any more.'
    ELSE 'Its lot is past its day.' END AS why
FROM task t
JOIN outbound_order o USING (order_id)
JOIN site s ON s.site_id = t.site_id
JOIN bin n ON n.site_id = t.site_id AND n.code = t.bin
JOIN item i USING (item_id)
CROSS JOIN LATERAL (
  SELECT coalesce(sum(r.quantity - r.settled) FILTER (WHERE r.state = 'open'), 0) AS held,
    min(b.use_by_on) AS use_by_on
  FROM reservation r JOIN stock_balance b USING (balance_id)
  WHERE r.reservation_id = ANY(t.reservation_ids)
) h
WHERE t.kind = 'pick' AND t.closed_at IS NULL AND t.done = 0
  AND (%(site_id)s::int IS NULL OR t.site_id = %(site_id)s)
  AND (t.claimed_by = '' OR t.claimed_until <= %(now)s)
  AND (NOT n.active OR h.held < t.quantity - t.done
    OR (i.expiry_controlled AND h.use_by_on < (%(now)s AT TIME ZONE s.timezone)::date))
ORDER BY t.order_id, t.task_id LIMIT 200

-- name: unrelease_lines
UPDATE outbound_line l SET released = l.released - w.quantity, allocated = l.allocated - w.quantity
FROM (
  SELECT line_id, sum(quantity) AS quantity
  FROM unnest(%(line_ids)s::bigint[], %(quantities)s::numeric[]) AS given (line_id, quantity)
  GROUP BY line_id
) w
WHERE l.outbound_line_id = w.line_id
