-- name: put_site
INSERT INTO site (code, name, timezone, gln, active) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name, timezone = excluded.timezone, gln = excluded.gln,
    active = excluded.active
RETURNING site_id

-- name: put_virtual_bins
INSERT INTO bin (site_id, code, kind)
SELECT %s, code, 'virtual' FROM unnest(%s::text[]) AS code
ON CONFLICT (site_id, code) DO NOTHING

-- name: site_id
SELECT site_id FROM site WHERE code = %s

-- name: sites
SELECT site_id, code, name, timezone, gln, active
FROM site WHERE %(code)s::text IS NULL OR code = %(code)s
ORDER BY code

-- name: put_zones
INSERT INTO zone (site_id, code, name, temperature_class, hazard_classes)
SELECT %s, given.code, given.name, given.temperature_class,
  coalesce(string_to_array(nullif(given.hazard_classes, ''), ' '), '{}')
FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[])
  AS given (code, name, temperature_class, hazard_classes)
ORDER BY given.code
ON CONFLICT (site_id, code) DO UPDATE SET name = excluded.name,
  temperature_class = excluded.temperature_class, hazard_classes = excluded.hazard_classes

-- name: put_aisles
INSERT INTO aisle (site_id, code, x_mm, width_mm, one_way)
SELECT %s, given.code, given.x_mm, given.width_mm, given.one_way
FROM unnest(%s::text[], %s::int[], %s::int[], %s::text[]) AS given (code, x_mm, width_mm, one_way)
ORDER BY given.code
ON CONFLICT (site_id, code) DO UPDATE SET x_mm = excluded.x_mm, width_mm = excluded.width_mm,
  one_way = excluded.one_way

-- name: put_cross_aisles
INSERT INTO cross_aisle (site_id, code, y_mm, width_mm)
SELECT %s, given.code, given.y_mm, given.width_mm
FROM unnest(%s::text[], %s::int[], %s::int[]) AS given (code, y_mm, width_mm)
ORDER BY given.code
ON CONFLICT (site_id, code) DO UPDATE SET y_mm = excluded.y_mm, width_mm = excluded.width_mm

-- name: add_zones
INSERT INTO zone (site_id, code)
SELECT %s, code FROM unnest(%s::text[]) AS code
ON CONFLICT (site_id, code) DO NOTHING
RETURNING code

-- name: zones
SELECT z.zone_id, z.code, z.name, z.temperature_class, z.hazard_classes
FROM zone z JOIN site s USING (site_id)
WHERE s.code = %s
ORDER BY z.code

-- name: aisles
SELECT a.aisle_id, a.code, a.x_mm, a.width_mm, a.one_way
FROM aisle a JOIN site s USING (site_id)
WHERE s.code = %s
ORDER BY a.x_mm, a.code

-- name: cross_aisles
SELECT c.cross_aisle_id, c.code, c.y_mm, c.width_mm
FROM cross_aisle c JOIN site s USING (site_id)
WHERE s.code = %s
ORDER BY c.y_mm, c.code

-- name: make_given
CREATE TEMPORARY TABLE given_bin (
  code text COLLATE "C", kind text, zone text COLLATE "C", aisle text, block text, bay text,
  level text, x_mm int, y_mm int, z_mm int, pick_sequence int, length_mm int, width_mm int,
  height_mm int, weight_max_g numeric, check_digits text, temperature_class text,
  hazard_classes text, active boolean
) ON COMMIT DROP

-- name: origin
-- Where distances are measured from: the middle of the packing stations, else of the docks.
WITH place AS (
  SELECT kind, x_mm, y_mm FROM given_bin WHERE active
  UNION ALL
  SELECT b.kind, b.x_mm, b.y_mm FROM bin b
  WHERE b.site_id = %(site_id)s AND b.kind IN ('packing', 'shipping', 'receiving') AND b.active
    AND NOT EXISTS (SELECT FROM given_bin g WHERE g.code = b.code)
)
SELECT avg(x_mm)::int, avg(y_mm)::int FROM place
WHERE kind IN ('packing', 'shipping', 'receiving') AND x_mm IS NOT NULL AND y_mm IS NOT NULL
GROUP BY kind
ORDER BY array_position(ARRAY['packing', 'shipping', 'receiving'], kind)
LIMIT 1

-- name: put_bins
-- Rows that are already as given are left alone and not returned.
INSERT INTO bin AS b (
  site_id, code,
  kind, zone_id, aisle, block, bay, level, x_mm, y_mm, z_mm, pick_sequence, length_mm, width_mm,
  height_mm, weight_max_g, check_digits, temperature_class, hazard_classes, active, reach_mm)
SELECT %(site_id)s, g.code,
  g.kind, z.zone_id, g.aisle, g.block, g.bay, g.level, g.x_mm, g.y_mm, g.z_mm, g.pick_sequence,
  g.length_mm, g.width_mm, g.height_mm, g.weight_max_g, g.check_digits, g.temperature_class,
  coalesce(string_to_array(nullif(g.hazard_classes, ''), ' '), '{}'), g.active,
  abs(g.x_mm - %(x)s::int) + abs(g.y_mm - %(y)s::int)
FROM given_bin g
LEFT JOIN zone z ON z.site_id = %(site_id)s AND z.code = g.zone
ORDER BY g.code
ON CONFLICT (site_id, code) DO UPDATE
SET
  kind = excluded.kind, zone_id = excluded.zone_id, aisle = excluded.aisle,
  block = excluded.block, bay = excluded.bay, level = excluded.level, x_mm = excluded.x_mm,
  y_mm = excluded.y_mm, z_mm = excluded.z_mm, pick_sequence = excluded.pick_sequence,
  length_mm = excluded.length_mm, width_mm = excluded.width_mm, height_mm = excluded.height_mm,
  weight_max_g = excluded.weight_max_g, check_digits = excluded.check_digits,
  temperature_class = excluded.temperature_class, hazard_classes = excluded.hazard_classes,
  active = excluded.active, reach_mm = excluded.reach_mm
WHERE (b.kind, b.zone_id, b.aisle, b.block, b.bay, b.level, b.x_mm, b.y_mm, b.z_mm, b.pick_sequence,
  b.length_mm, b.width_mm, b.height_mm, b.weight_max_g, b.check_digits, b.temperature_class,
  b.hazard_classes, b.active)
  IS DISTINCT FROM
  (excluded.kind, excluded.zone_id, excluded.aisle, excluded.block, excluded.bay, excluded.level,
  excluded.x_mm, excluded.y_mm, excluded.z_mm, excluded.pick_sequence, excluded.length_mm,
  excluded.width_mm, excluded.height_mm, excluded.weight_max_g, excluded.check_digits,
  excluded.temperature_class, excluded.hazard_classes, excluded.active)
-- A row that was just inserted has no deleting transaction.
RETURNING b.xmax = 0

-- name: put_reach
-- Of bins that were not among those put: packing may have moved.
UPDATE bin SET reach_mm = abs(x_mm - %(x)s::int) + abs(y_mm - %(y)s::int)
WHERE site_id = %(site_id)s AND kind <> 'virtual'
  AND reach_mm IS DISTINCT FROM abs(x_mm - %(x)s::int) + abs(y_mm - %(y)s::int)

-- name: bins
SELECT b.code, b.kind, coalesce(z.code, ''), b.aisle, b.block, b.bay, b.level, b.x_mm, b.y_mm,
  b.z_mm, b.pick_sequence, b.length_mm, b.width_mm, b.height_mm, b.weight_max_g, b.check_digits,
  b.temperature_class, b.hazard_classes, b.active, b.bin_id
FROM bin b
JOIN site s USING (site_id)
LEFT JOIN zone z USING (zone_id)
WHERE s.code = %(site)s
  AND NOT b.virtual
  AND b.code > %(after)s
  AND starts_with(b.code, %(prefix)s)
  AND (cardinality(%(kinds)s::text[]) = 0 OR b.kind = ANY (%(kinds)s::text[]))
ORDER BY b.code
LIMIT %(limit)s

-- name: bin
SELECT b.code, b.kind, coalesce(z.code, ''), b.aisle, b.block, b.bay, b.level, b.x_mm, b.y_mm,
  b.z_mm, b.pick_sequence, b.length_mm, b.width_mm, b.height_mm, b.weight_max_g, b.check_digits,
  b.temperature_class, b.hazard_classes, b.active, b.bin_id
FROM bin b
JOIN site s USING (site_id)
LEFT JOIN zone z USING (zone_id)
WHERE s.code = %(site)s AND b.code = %(code)s

-- name: tour_bins
SELECT b.bin_id, b.code, b.kind, b.aisle, b.x_mm, b.y_mm, coalesce(b.z_mm, 0) AS z_mm
FROM bin b JOIN site s USING (site_id)
WHERE s.code = %(site)s AND NOT b.virtual AND b.active
  AND b.x_mm IS NOT NULL AND b.y_mm IS NOT NULL
  AND (cardinality(%(codes)s::text[]) = 0 OR b.kind <> 'storage'
    OR b.code = ANY (%(codes)s::text[]))
ORDER BY b.code

-- name: guessed_aisles
-- Where nobody drew aisles: between the racks that name them.
SELECT b.aisle, avg(b.x_mm)::int
FROM bin b JOIN site s USING (site_id)
WHERE s.code = %(site)s AND b.aisle <> '' AND b.kind = 'storage' AND b.x_mm IS NOT NULL
GROUP BY b.aisle ORDER BY 2, 1

-- name: guessed_ends
SELECT min(b.y_mm), max(b.y_mm)
FROM bin b JOIN site s USING (site_id)
WHERE s.code = %(site)s AND b.kind = 'storage' AND b.y_mm IS NOT NULL

-- name: layout_sums
SELECT coalesce(z.code, ''), coalesce(z.name, ''), b.kind, coalesce(z.temperature_class, ''),
  coalesce(z.hazard_classes, '{}'), (count(DISTINCT b.aisle) FILTER (WHERE b.aisle <> ''))::int,
  count(*)::int, (count(*) FILTER (WHERE b.active))::int,
  (count(*) FILTER (WHERE b.x_mm IS NOT NULL AND b.y_mm IS NOT NULL))::int,
  (count(*) FILTER (WHERE EXISTS (
    SELECT FROM stock_balance s WHERE s.bin_id = b.bin_id AND s.present)))::int
FROM bin b
JOIN site t USING (site_id)
LEFT JOIN zone z USING (zone_id)
WHERE t.code = %s AND NOT b.virtual
GROUP BY z.zone_id, b.kind
ORDER BY 1, 3
