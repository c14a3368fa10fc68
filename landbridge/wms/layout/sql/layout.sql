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
INSERT INTO zone (site_id, code, name)
SELECT %s, given.code, given.name
FROM unnest(%s::text[], %s::text[]) AS given (code, name)
ORDER BY given.code
ON CONFLICT (site_id, code) DO UPDATE SET name = excluded.name

-- name: add_zones
INSERT INTO zone (site_id, code)
SELECT %s, code FROM unnest(%s::text[]) AS code
ON CONFLICT (site_id, code) DO NOTHING

-- name: zones
SELECT z.zone_id, z.code, z.name
FROM zone z JOIN site s USING (site_id)
WHERE s.code = %s
ORDER BY z.code

-- name: put_bins
-- Rows that are already as given are left alone and not returned.
INSERT INTO bin AS b (
  site_id, code, kind, zone_id, aisle, bay, level, x_mm, y_mm, z_mm, pick_sequence,
  length_mm, width_mm, height_mm, weight_max_g, check_digits, active)
SELECT %(site_id)s, g.code, g.kind, z.zone_id, g.aisle, g.bay, g.level, g.x_mm, g.y_mm, g.z_mm,
  g.pick_sequence, g.length_mm, g.width_mm, g.height_mm, g.weight_max_g, g.check_digits, g.active
FROM json_to_recordset(%(rows)s::json) AS g (
  code text, kind text, zone text, aisle text, bay text, level text, x_mm int, y_mm int,
  z_mm int, pick_sequence int, length_mm int, width_mm int, height_mm int,
  weight_max_g numeric, check_digits text, active boolean)
LEFT JOIN zone z ON z.site_id = %(site_id)s AND z.code = g.zone
ON CONFLICT (site_id, code) DO UPDATE
SET kind = excluded.kind, zone_id = excluded.zone_id, aisle = excluded.aisle,
  bay = excluded.bay, level = excluded.level, x_mm = excluded.x_mm, y_mm = excluded.y_mm,
  z_mm = excluded.z_mm, pick_sequence = excluded.pick_sequence,
  length_mm = excluded.length_mm, width_mm = excluded.width_mm,
  height_mm = excluded.height_mm, weight_max_g = excluded.weight_max_g,
  check_digits = excluded.check_digits, active = excluded.active
WHERE (b.kind, b.zone_id, b.aisle, b.bay, b.level, b.x_mm, b.y_mm, b.z_mm, b.pick_sequence,
    b.length_mm, b.width_mm, b.height_mm, b.weight_max_g, b.check_digits, b.active)
  IS DISTINCT FROM (excluded.kind, excluded.zone_id, excluded.aisle, excluded.bay,
    excluded.level, excluded.x_mm, excluded.y_mm, excluded.z_mm, excluded.pick_sequence,
    excluded.length_mm, excluded.width_mm, excluded.height_mm, excluded.weight_max_g,
    excluded.check_digits, excluded.active)
-- A row that was just inserted has no deleting transaction.
RETURNING b.xmax = 0

-- name: bins
SELECT b.code, b.kind, coalesce(z.code, ''), b.aisle, b.bay, b.level, b.x_mm, b.y_mm, b.z_mm,
  b.pick_sequence, b.length_mm, b.width_mm, b.height_mm, b.weight_max_g, b.check_digits,
  b.active, b.bin_id
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
SELECT b.code, b.kind, coalesce(z.code, ''), b.aisle, b.bay, b.level, b.x_mm, b.y_mm, b.z_mm,
  b.pick_sequence, b.length_mm, b.width_mm, b.height_mm, b.weight_max_g, b.check_digits,
  b.active, b.bin_id
FROM bin b
JOIN site s USING (site_id)
LEFT JOIN zone z USING (zone_id)
WHERE s.code = %(site)s AND b.code = %(code)s
