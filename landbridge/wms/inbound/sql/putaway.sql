-- name: site_classes
SELECT
  EXISTS (SELECT FROM zone WHERE site_id = %(site_id)s
    AND temperature_class NOT IN ('', 'ambient'))
  OR EXISTS (SELECT FROM bin WHERE site_id = %(site_id)s AND active
    AND (temperature_class <> '' OR hazard_classes <> '{}')
    AND temperature_class NOT IN ('', 'ambient')),
  EXISTS (SELECT FROM zone WHERE site_id = %(site_id)s AND hazard_classes <> '{}')
  OR EXISTS (SELECT FROM bin WHERE site_id = %(site_id)s AND active
    AND (temperature_class <> '' OR hazard_classes <> '{}') AND hazard_classes <> '{}')

-- name: abc
SELECT abc FROM item_velocity WHERE site_id = %(site_id)s AND item_id = %(item_id)s

-- name: home
-- A bin the item has already, or is on its way to: the first on the walk.
SELECT code, pick_sequence FROM (
  SELECT b.code, b.pick_sequence FROM stock_item si
  JOIN stock_balance sb ON sb.item_id = si.item_id AND sb.present AND sb.site_id = %(site_id)s
  JOIN bin b ON b.bin_id = sb.bin_id AND b.kind = 'storage'
  WHERE si.owner = %(owner)s AND si.item = %(item)s
  UNION
  SELECT b.code, b.pick_sequence FROM task t
  JOIN bin b ON b.site_id = t.site_id AND b.code = t.target_bin AND b.kind = 'storage'
  WHERE t.site_id = %(site_id)s AND t.item_id = %(item_id)s AND t.target_bin <> ''
    AND t.closed_at IS NULL
) known ORDER BY pick_sequence, code LIMIT 1

-- name: places
SELECT b.bin_id, b.code, coalesce(z.code, '') AS zone, b.level, b.pick_sequence, b.reach_mm,
  b.length_mm::numeric * b.width_mm * b.height_mm AS volume_mm3, b.weight_max_g,
  coalesce(nullif(b.temperature_class, ''), z.temperature_class, '') AS temperature_class,
  CASE WHEN cardinality(b.hazard_classes) > 0 THEN b.hazard_classes
       ELSE coalesce(z.hazard_classes, '{}') END AS hazard_classes
FROM bin b LEFT JOIN zone z USING (zone_id)
WHERE b.bin_id = ANY (%(bin_ids)s::int[]) AND b.kind = 'storage' AND b.active

-- name: kept_by
-- What a bin keeps: its own classes, else its zone's.
SELECT coalesce(nullif(b.temperature_class, ''), z.temperature_class, ''),
  CASE WHEN cardinality(b.hazard_classes) > 0 THEN b.hazard_classes
       ELSE coalesce(z.hazard_classes, '{}') END
FROM bin b LEFT JOIN zone z USING (zone_id) WHERE b.bin_id = %(bin_id)s

-- name: held
SELECT sb.bin_id, si.owner, si.item, sb.lot, sb.status, sum(sb.on_hand) AS quantity
FROM stock_balance sb JOIN stock_item si USING (item_id)
WHERE sb.bin_id = ANY (%(bin_ids)s::int[]) AND sb.present
GROUP BY sb.bin_id, si.owner, si.item, sb.lot, sb.status

-- name: coming
SELECT b.bin_id, i.owner, i.code, t.lot, t.status, sum(t.quantity - t.done) AS quantity
FROM bin b
JOIN task t ON t.site_id = b.site_id AND t.target_bin = b.code AND t.closed_at IS NULL
  AND t.target_bin <> ''
JOIN item i ON i.item_id = t.item_id
WHERE b.bin_id = ANY (%(bin_ids)s::int[])
GROUP BY b.bin_id, i.owner, i.code, t.lot, t.status

-- name: same_item
SELECT bin_id FROM (
  SELECT b.bin_id, b.pick_sequence, b.code FROM stock_item si
  JOIN stock_balance sb ON sb.item_id = si.item_id AND sb.present AND sb.site_id = %(site_id)s
  JOIN bin b ON b.bin_id = sb.bin_id AND b.kind = 'storage' AND b.active
  WHERE si.owner = %(owner)s AND si.item = %(item)s
    AND (%(any_lot)s OR sb.lot = %(lot)s)
  UNION
  SELECT b.bin_id, b.pick_sequence, b.code FROM task t
  JOIN bin b ON b.site_id = t.site_id AND b.code = t.target_bin AND b.active
  WHERE t.site_id = %(site_id)s AND t.item_id = %(item_id)s AND t.target_bin <> ''
    AND t.closed_at IS NULL AND (%(any_lot)s OR t.lot = %(lot)s)
) mine
WHERE NOT bin_id = ANY (%(passed)s::int[])
ORDER BY pick_sequence, code LIMIT %(limit)s

-- name: empty
-- A slice of the bins in the order asked for, along an index; the dear questions are asked of it
-- only. Slices are asked for one after the other until enough is found.
SELECT b.bin_id
FROM (
  SELECT * FROM bin b
  WHERE b.site_id = %(site_id)s AND b.kind = 'storage' {where}
  ORDER BY {order} LIMIT %(slice)s OFFSET %(skip)s
) b
LEFT JOIN zone z USING (zone_id)
WHERE b.active
  AND (cardinality(%(zones)s::text[]) = 0 OR z.code = ANY (%(zones)s::text[]))
  AND (cardinality(%(levels)s::text[]) = 0 OR b.level = ANY (%(levels)s::text[]))
  AND (cardinality(%(bins)s::text[]) = 0 OR b.code = ANY (%(bins)s::text[]))
  AND NOT b.bin_id = ANY (%(passed)s::int[])
  AND (%(volume)s::numeric IS NULL OR b.length_mm IS NULL OR b.width_mm IS NULL
    OR b.height_mm IS NULL
    OR b.length_mm::numeric * b.width_mm * b.height_mm * %(fill)s >= %(volume)s)
  AND (%(weight)s::numeric IS NULL OR b.weight_max_g IS NULL OR b.weight_max_g >= %(weight)s)
  AND coalesce(nullif(b.temperature_class, ''), z.temperature_class, '')
    = ANY (%(temperatures)s::text[])
  AND (CASE WHEN cardinality(b.hazard_classes) > 0 THEN b.hazard_classes
            ELSE coalesce(z.hazard_classes, '{}') END = '{}'
    OR %(hazard)s = ANY (b.hazard_classes || coalesce(z.hazard_classes, '{}')))
  AND (%(any_hazard)s OR %(hazard)s = ANY (b.hazard_classes || coalesce(z.hazard_classes, '{}')))
  AND {state}
ORDER BY {order} LIMIT %(limit)s

-- name: hold_bin
-- Whoever else is just giving this bin to goods is passed over, not waited for.
SELECT bin_id FROM bin WHERE bin_id = %s FOR NO KEY UPDATE SKIP LOCKED

-- name: classify
-- A: the items that make four fifths of the picks; B: those of the next 15 of 100; C: the rest.
WITH picked AS (
  SELECT t.item_id, count(*) AS picks FROM task t
  WHERE t.site_id = %(site_id)s AND t.kind = 'pick' AND t.closed_at >= %(since)s AND t.done > 0
  GROUP BY t.item_id
), ranked AS (
  SELECT item_id, picks,
    (sum(picks) OVER (ORDER BY picks DESC, item_id) - picks) / sum(picks) OVER () AS before
  FROM picked
), seen AS (
  SELECT item_id, picks, CASE WHEN before < 0.8 THEN 'A' WHEN before < 0.95 THEN 'B' ELSE 'C' END
    AS abc FROM ranked
  UNION ALL
  SELECT v.item_id, 0, 'C' FROM item_velocity v
  WHERE v.site_id = %(site_id)s AND NOT EXISTS (SELECT FROM picked p WHERE p.item_id = v.item_id)
)
INSERT INTO item_velocity (site_id, item_id, abc, pick_count, counted_at)
SELECT %(site_id)s, item_id, abc, picks, %(at)s FROM seen
ORDER BY item_id
ON CONFLICT (site_id, item_id) DO UPDATE SET abc = excluded.abc,
  pick_count = excluded.pick_count, counted_at = excluded.counted_at
RETURNING abc

-- name: shares_plate
SELECT EXISTS (
  SELECT FROM stock_balance s JOIN stock_item si USING (item_id)
  WHERE s.lpn = %(lpn)s AND s.site_id = %(site_id)s AND s.present
    AND (si.owner, si.item, s.lot) <> (%(owner)s, %(item)s, %(lot)s))

-- name: retarget
UPDATE task SET target_bin = %(bin)s, suggestion = %(why)s
WHERE task_id = ANY (%(task_ids)s::bigint[]) AND closed_at IS NULL
