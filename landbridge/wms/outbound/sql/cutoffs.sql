-- name: put_cutoff
INSERT INTO cutoff (site_id, carrier_code, service_code, weekdays, at, changed_at, changed_by)
VALUES (%(site_id)s, %(carrier_code)s, %(service_code)s, %(weekdays)s, %(at_time)s, %(at)s,
  %(actor)s)
ON CONFLICT (site_id, carrier_code, service_code) DO UPDATE SET weekdays = excluded.weekdays,
  at = excluded.at, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: remove_cutoff
DELETE FROM cutoff WHERE site_id = %(site_id)s AND carrier_code = %(carrier_code)s
  AND service_code = %(service_code)s

-- name: cutoffs
SELECT s.code, c.carrier_code, c.service_code, c.weekdays, c.at
FROM cutoff c JOIN site s USING (site_id)
WHERE %(site_id)s::int IS NULL OR c.site_id = %(site_id)s
ORDER BY s.code, c.carrier_code, c.service_code

-- name: all_cutoffs
SELECT site_id, carrier_code, service_code, weekdays, at FROM cutoff

-- name: orders_to_time
SELECT o.order_id, o.site_id, s.timezone, o.ship_on, o.carrier_code, o.service_code
FROM outbound_order o JOIN site s USING (site_id)
WHERE o.order_id = ANY(%(order_ids)s)

-- name: orders_missed
-- Orders with picks on the floor whose cut-off has passed: they have a later one now.
SELECT DISTINCT order_id FROM task
WHERE site_id = %(site_id)s AND kind = 'pick' AND closed_at IS NULL AND ready_by < %(now)s
  -- No tour begins later than its orders must be ready: it is the order of the index.
  AND coalesce(begin_by_at, ready_by) < %(now)s
LIMIT 1000

-- name: orders_on_the_floor
SELECT DISTINCT order_id FROM task
WHERE site_id = %(site_id)s AND kind = 'pick' AND closed_at IS NULL

-- name: time_picks
-- Those that somebody is just changing are left for the next look. When its tour had to begin was
-- planned for the cut-off before.
WITH wanted AS (
  SELECT t.task_id, w.ready_by
  FROM unnest(%(order_ids)s::bigint[], %(ready_by)s::timestamptz[]) AS w (order_id, ready_by)
  JOIN task t ON t.order_id = w.order_id AND t.kind = 'pick' AND t.closed_at IS NULL
    AND t.ready_by IS DISTINCT FROM w.ready_by
  ORDER BY t.task_id FOR UPDATE OF t SKIP LOCKED
)
UPDATE task t SET ready_by = w.ready_by, begin_by_at = NULL
FROM wanted w WHERE t.task_id = w.task_id
