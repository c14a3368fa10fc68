-- name: ended
-- What each worker ended in a span of time, one after the other, with the place before. Only bins
-- of a rack cost by their height: what is done on the floor of a dock has its time with it.
SELECT t.closed_by, t.kind, t.done, t.began_at, t.closed_at, n.x_mm, n.y_mm,
  lag(t.closed_at) OVER w AS before_at, lag(n.x_mm) OVER w AS before_x_mm,
  lag(n.y_mm) OVER w AS before_y_mm, q.needs,
  CASE n.kind WHEN 'storage' THEN n.z_mm END AS z_mm,
  CASE g.kind WHEN 'storage' THEN g.z_mm END AS target_z_mm
FROM task t
LEFT JOIN bin n ON n.site_id = t.site_id AND n.code = t.bin
LEFT JOIN bin g ON g.site_id = t.site_id AND g.code = t.target_bin AND t.target_bin <> ''
CROSS JOIN LATERAL (
  SELECT coalesce(array_agg(DISTINCT need), '{}') AS needs
  FROM task_need x CROSS JOIN unnest(x.needs) AS need
  WHERE x.site_id = t.site_id AND x.kind IN ('', t.kind) AND x.zone IN ('', t.zone)
) q
WHERE t.site_id = %(site_id)s AND t.closed_by <> '' AND t.outcome IN ('done', 'short')
  AND t.closed_at >= %(start)s AND t.closed_at < %(end)s
WINDOW w AS (PARTITION BY t.closed_by ORDER BY t.closed_at, t.task_id)
ORDER BY t.closed_by, t.closed_at, t.task_id

-- name: open
SELECT t.kind, t.tasks, t.pieces,
  ARRAY(SELECT DISTINCT need FROM task_need x CROSS JOIN unnest(x.needs) AS need
        WHERE x.site_id = %(site_id)s AND x.kind IN ('', t.kind) AND x.zone IN ('', t.zone)),
  t.z_mm, t.target_z_mm
FROM (
  SELECT o.kind, o.zone, n.z_mm, g.z_mm AS target_z_mm, count(*)::int AS tasks,
    coalesce(sum(least(o.quantity - o.done, 1000)), 0) AS pieces
  FROM task o
  LEFT JOIN bin n ON n.site_id = o.site_id AND n.code = o.bin AND n.kind = 'storage'
  LEFT JOIN bin g ON g.site_id = o.site_id AND g.code = o.target_bin AND g.kind = 'storage'
    AND o.target_bin <> ''
  WHERE o.site_id = %(site_id)s AND o.closed_at IS NULL
  GROUP BY o.kind, o.zone, n.z_mm, g.z_mm
) t ORDER BY t.kind, t.zone, t.z_mm, t.target_z_mm

-- name: shift
SELECT people_count, hours FROM shift WHERE site_id = %(site_id)s AND on_day = %(on_day)s

-- name: put_shift
INSERT INTO shift (site_id, on_day, people_count, hours, changed_at, changed_by)
VALUES (%(site_id)s, %(on_day)s, %(people_count)s, %(hours)s, %(at)s, %(actor)s)
ON CONFLICT (site_id, on_day) DO UPDATE SET people_count = excluded.people_count,
  hours = excluded.hours, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: needs
SELECT s.code, n.kind, n.zone, n.needs
FROM task_need n JOIN site s USING (site_id)
WHERE %(site_id)s::int IS NULL OR n.site_id = %(site_id)s
ORDER BY s.code, n.kind, n.zone

-- name: abilities
SELECT actor, abilities, changed_at, changed_by FROM worker_profile ORDER BY actor

-- name: needs_by_zone
SELECT z.zone, ARRAY(SELECT DISTINCT need FROM task_need n CROSS JOIN unnest(n.needs) AS need
  WHERE n.site_id = %(site_id)s AND n.kind IN ('', %(kind)s) AND n.zone IN ('', z.zone)
  ORDER BY need)
FROM unnest(%(zones)s::text[]) AS z (zone)
