-- name: extent
-- Of everything that has a place on the floor.
SELECT min(b.x_mm), min(b.y_mm), max(b.x_mm), max(b.y_mm), count(*)::int
FROM bin b
WHERE b.site_id = %(site_id)s AND NOT b.virtual AND b.x_mm IS NOT NULL AND b.y_mm IS NOT NULL

-- name: within
SELECT count(*)::int, greatest(count(DISTINCT b.level), 1)::int
FROM bin b
WHERE b.site_id = %(site_id)s AND b.kind = 'storage'
  AND b.x_mm BETWEEN %(x0)s AND %(x1)s AND b.y_mm BETWEEN %(y0)s AND %(y1)s

-- name: cells
-- Racks seen from above: bins that stand at one place, or on one stretch of a row of racks.
WITH picked AS (
  SELECT t.bin, count(*) AS picks FROM task t
  WHERE t.site_id = %(site_id)s AND t.kind = 'pick' AND t.closed_at >= %(since)s AND t.done > 0
  GROUP BY t.bin
), waiting AS (
  SELECT CASE WHEN t.kind = 'putaway' THEN t.target_bin ELSE t.bin END AS bin, count(*) AS tasks
  FROM task t WHERE t.site_id = %(site_id)s AND t.closed_at IS NULL GROUP BY 1
)
SELECT b.aisle, b.x_mm, min(b.y_mm) AS y_mm, max(b.y_mm) AS y_mm_max, count(*)::int AS bin_count,
  (count(*) FILTER (WHERE b.active))::int AS active_count,
  (count(*) FILTER (WHERE EXISTS (
    SELECT FROM stock_balance s WHERE s.bin_id = b.bin_id AND s.present)))::int AS occupied_count,
  coalesce(sum(p.picks), 0)::int AS picks, coalesce(sum(w.tasks), 0)::int AS tasks
FROM bin b
LEFT JOIN picked p ON p.bin = b.code
LEFT JOIN waiting w ON w.bin = b.code
WHERE b.site_id = %(site_id)s AND b.kind = 'storage'
  AND b.x_mm BETWEEN %(x0)s AND %(x1)s AND b.y_mm BETWEEN %(y0)s AND %(y1)s
GROUP BY b.aisle, b.x_mm, (b.y_mm - %(y_from)s) / %(step)s
ORDER BY b.aisle, b.x_mm, 3

-- name: bins
-- The bins of a small window, with how full they are by volume and weight where both are known.
WITH picked AS (
  SELECT t.bin, count(*) AS picks FROM task t
  WHERE t.site_id = %(site_id)s AND t.kind = 'pick' AND t.closed_at >= %(since)s AND t.done > 0
  GROUP BY t.bin
), waiting AS (
  SELECT CASE WHEN t.kind = 'putaway' THEN t.target_bin ELSE t.bin END AS bin, count(*) AS tasks
  FROM task t WHERE t.site_id = %(site_id)s AND t.closed_at IS NULL GROUP BY 1
)
SELECT b.code, b.aisle, b.level, b.x_mm, b.y_mm, b.active, coalesce(p.picks, 0)::int AS picks,
  coalesce(w.tasks, 0)::int AS tasks, coalesce(c.items, 0)::int AS item_count,
  coalesce(c.first, '') AS item,
  greatest(c.volume / (b.length_mm::numeric * b.width_mm * b.height_mm),
           c.weight / b.weight_max_g)::float8 AS filled
FROM bin b
LEFT JOIN picked p ON p.bin = b.code
LEFT JOIN waiting w ON w.bin = b.code
LEFT JOIN LATERAL (
  SELECT count(DISTINCT s.item_id) AS items, min(si.item) AS first,
    sum(s.on_hand * z.volume_mm3) AS volume, sum(s.on_hand * z.weight_g) AS weight
  FROM stock_balance s
  JOIN stock_item si USING (item_id)
  LEFT JOIN item_unit_size z ON z.owner = si.owner AND z.code = si.item
  WHERE s.bin_id = b.bin_id AND s.present
) c ON true
WHERE b.site_id = %(site_id)s AND b.kind = 'storage'
  AND b.x_mm BETWEEN %(x0)s AND %(x1)s AND b.y_mm BETWEEN %(y0)s AND %(y1)s
ORDER BY b.aisle, b.y_mm, b.x_mm, b.level, b.code

-- name: places
SELECT b.code, b.kind, b.x_mm, b.y_mm,
  EXISTS (SELECT FROM stock_balance s WHERE s.bin_id = b.bin_id AND s.present) AS occupied
FROM bin b
WHERE b.site_id = %(site_id)s AND b.kind NOT IN ('storage', 'virtual') AND b.active
  AND b.x_mm BETWEEN %(x0)s AND %(x1)s AND b.y_mm BETWEEN %(y0)s AND %(y1)s
ORDER BY b.code LIMIT 500

-- name: aisle_sums
WITH picked AS (
  SELECT t.bin, count(*) AS picks FROM task t
  WHERE t.site_id = %(site_id)s AND t.kind = 'pick' AND t.closed_at >= %(since)s AND t.done > 0
  GROUP BY t.bin
), waiting AS (
  SELECT CASE WHEN t.kind = 'putaway' THEN t.target_bin ELSE t.bin END AS bin, count(*) AS tasks
  FROM task t WHERE t.site_id = %(site_id)s AND t.closed_at IS NULL GROUP BY 1
)
SELECT b.aisle, count(*)::int AS bin_count, (count(*) FILTER (WHERE b.active))::int AS active_count,
  (count(*) FILTER (WHERE EXISTS (
    SELECT FROM stock_balance s WHERE s.bin_id = b.bin_id AND s.present)))::int AS occupied_count,
  coalesce(sum(p.picks), 0)::int AS picks, coalesce(sum(w.tasks), 0)::int AS tasks
FROM bin b
LEFT JOIN picked p ON p.bin = b.code
LEFT JOIN waiting w ON w.bin = b.code
WHERE b.site_id = %(site_id)s AND b.kind = 'storage'
GROUP BY b.aisle ORDER BY min(b.x_mm), b.aisle
