-- name: put_plate
INSERT INTO license_plate (site_id, lpn, bin_id, package_type, created_at, created_by)
VALUES (%(site_id)s, %(lpn)s, %(bin_id)s, %(package_type)s, %(at)s, %(actor)s)
ON CONFLICT (site_id, lpn) DO NOTHING
RETURNING plate_id

-- name: add_event
INSERT INTO plate_event (plate_id, at, actor, what, detail)
SELECT plate_id, %(at)s, %(actor)s, %(what)s, %(detail)s
FROM unnest(%(plate_ids)s::bigint[]) AS plate_id

-- name: is_carton
SELECT EXISTS (SELECT FROM carton WHERE sscc = %(lpn)s)

-- name: stock_bin
SELECT b.bin_id FROM stock_balance s JOIN bin b USING (bin_id)
WHERE s.lpn = %(lpn)s AND s.present AND s.site_id = %(site_id)s LIMIT 1

-- name: lock_plates
SELECT p.plate_id, p.lpn, p.bin_id, b.code AS bin, b.kind, p.parent_id, p.package_type
FROM license_plate p JOIN bin b USING (bin_id)
WHERE p.site_id = %(site_id)s AND p.lpn = ANY (%(lpns)s::text[])
ORDER BY p.plate_id FOR UPDATE OF p

-- name: lock_tree
-- A plate and all that stand on it, however deep.
WITH RECURSIVE tree AS (
  SELECT plate_id FROM license_plate WHERE plate_id = %(plate_id)s
  UNION
  SELECT p.plate_id FROM license_plate p JOIN tree t ON p.parent_id = t.plate_id
)
SELECT p.plate_id, p.lpn, p.bin_id, b.code AS bin, b.kind, p.parent_id, p.package_type
FROM license_plate p JOIN bin b USING (bin_id)
WHERE p.plate_id IN (SELECT plate_id FROM tree)
ORDER BY p.plate_id FOR UPDATE OF p

-- name: above
-- The plates a plate stands on, the nearest first.
WITH RECURSIVE up AS (
  SELECT plate_id, parent_id, 0 AS depth FROM license_plate WHERE plate_id = %(plate_id)s
  UNION ALL
  SELECT p.plate_id, p.parent_id, up.depth + 1
  FROM license_plate p JOIN up ON p.plate_id = up.parent_id WHERE up.depth < 50
)
SELECT plate_id FROM up ORDER BY depth

-- name: set_parent
UPDATE license_plate SET parent_id = %(parent_id)s WHERE plate_id = %(plate_id)s

-- name: set_bin
UPDATE license_plate SET bin_id = %(bin_id)s WHERE plate_id = ANY (%(plate_ids)s::bigint[])

-- name: stock_of
SELECT si.owner, si.item, s.lot, s.serial, s.status, s.lpn, b.code AS bin, s.on_hand, s.reserved
FROM stock_balance s
JOIN stock_item si USING (item_id)
JOIN bin b USING (bin_id)
WHERE s.lpn = ANY (%(lpns)s::text[]) AND s.site_id = %(site_id)s AND s.present
ORDER BY s.balance_id

-- name: open_tasks
SELECT task_id, kind, item_id FROM task
WHERE site_id = %(site_id)s AND closed_at IS NULL AND lpn = ANY (%(lpns)s::text[])
ORDER BY task_id FOR UPDATE

-- name: finish_tasks
UPDATE task SET done = quantity, closed_at = %(at)s, outcome = 'done', closed_by = %(actor)s
WHERE task_id = ANY (%(task_ids)s::bigint[]) AND closed_at IS NULL

-- name: carry_tasks
UPDATE task SET bin = %(bin)s WHERE task_id = ANY (%(task_ids)s::bigint[]) AND closed_at IS NULL

-- name: items_of
SELECT DISTINCT i.item_id FROM item i
JOIN unnest(%(owners)s::text[], %(codes)s::text[]) AS w (owner, code) USING (owner, code)

-- name: rows
SELECT p.plate_id, s.code AS site, p.lpn, coalesce(here.code, b.code) AS bin,
  coalesce(up.lpn, '') AS parent_lpn, p.package_type, coalesce(here.lines, 0)::int AS line_count,
  (SELECT count(*) FROM license_plate c WHERE c.parent_id = p.plate_id)::int AS child_count,
  p.created_at, p.created_by
FROM license_plate p
JOIN site s USING (site_id)
JOIN bin b ON b.bin_id = p.bin_id
LEFT JOIN license_plate up ON up.plate_id = p.parent_id
LEFT JOIN LATERAL (
  SELECT count(*) AS lines, min(n.code) AS code
  FROM stock_balance x JOIN bin n USING (bin_id)
  WHERE x.lpn = p.lpn AND x.present AND x.site_id = p.site_id
) here ON true
WHERE p.plate_id = ANY (%(plate_ids)s::bigint[])
ORDER BY p.plate_id DESC

-- name: page_ids
SELECT p.plate_id FROM license_plate p JOIN site s USING (site_id)
WHERE (%(site)s = '' OR s.code = %(site)s)
  AND (%(text)s = '' OR p.lpn LIKE %(start)s OR upper(p.lpn) LIKE upper(%(start)s))
  AND p.plate_id < %(before)s
ORDER BY p.plate_id DESC LIMIT %(limit)s

-- name: id_by_lpn
SELECT p.plate_id FROM license_plate p JOIN site s USING (site_id)
WHERE p.lpn = %(lpn)s AND (%(site)s = '' OR s.code = %(site)s)
ORDER BY p.plate_id DESC LIMIT 1

-- name: children
SELECT plate_id FROM license_plate WHERE parent_id = %(plate_id)s ORDER BY plate_id LIMIT 500

-- name: contents
SELECT si.owner, si.item, coalesce(i.description, '') AS description,
  coalesce(i.base_uom, '') AS uom, s.lot, s.serial, s.status, s.use_by_on AS expiry_on,
  s.on_hand, s.reserved
FROM stock_balance s
JOIN stock_item si USING (item_id)
JOIN site t ON t.site_id = s.site_id
LEFT JOIN item i ON i.owner = si.owner AND i.code = si.item
WHERE s.lpn = %(lpn)s AND t.code = %(site)s AND s.present
ORDER BY si.item, s.lot, s.serial LIMIT 1000

-- name: events
SELECT at, actor, what, detail FROM plate_event WHERE plate_id = %(plate_id)s
ORDER BY event_id DESC LIMIT 100

-- name: known_by_stock
-- A plate that only its goods know of; nobody has done anything with it yet.
SELECT 0::bigint AS plate_id, t.code AS site, s.lpn, min(b.code) AS bin, '' AS parent_lpn,
  '' AS package_type, count(*)::int AS line_count, 0 AS child_count,
  min(s.received_at) AS created_at, '' AS created_by
FROM stock_balance s JOIN site t USING (site_id) JOIN bin b USING (bin_id)
WHERE s.lpn = %(lpn)s AND s.present AND (%(site)s = '' OR t.code = %(site)s)
  AND NOT EXISTS (SELECT FROM carton c WHERE c.sscc = s.lpn)
GROUP BY t.code, s.lpn ORDER BY t.code LIMIT 1
