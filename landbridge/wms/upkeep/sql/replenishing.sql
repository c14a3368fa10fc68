-- name: put_pick_bin
INSERT INTO pick_bin (site_id, bin_id, item_id, quantity_min, quantity_max, changed_at, changed_by)
VALUES (%(site_id)s, %(bin_id)s, %(item_id)s, %(quantity_min)s, %(quantity_max)s, %(at)s, %(actor)s)
ON CONFLICT (bin_id, item_id) DO UPDATE SET quantity_min = excluded.quantity_min,
  quantity_max = excluded.quantity_max, changed_at = excluded.changed_at,
  changed_by = excluded.changed_by

-- name: remove_pick_bin
DELETE FROM pick_bin WHERE bin_id = %(bin_id)s AND item_id = %(item_id)s

-- name: lock_pick_bins
-- Who plans the same bins at once takes turns, so nothing is fetched twice.
SELECT p.pick_bin_id, p.item_id, b.code AS bin, p.quantity_min, p.quantity_max
FROM pick_bin p JOIN bin b USING (bin_id)
WHERE p.site_id = %(site_id)s AND b.active
ORDER BY p.pick_bin_id FOR UPDATE OF p

-- name: levels
-- On hand, promised to picks, and on its way, of each pick bin.
SELECT p.pick_bin_id, s.code AS site, coalesce(z.code, '') AS zone, b.code AS bin, i.owner,
  i.code AS item, i.description, i.base_uom AS uom, p.quantity_min, p.quantity_max,
  coalesce(h.on_hand, 0) AS on_hand, coalesce(h.reserved, 0) AS promised,
  coalesce((SELECT sum(t.quantity - t.done) FROM task t
    WHERE t.site_id = p.site_id AND t.target_bin = b.code AND t.item_id = p.item_id
      AND t.kind = 'replenishment' AND t.closed_at IS NULL), 0) AS coming
FROM pick_bin p
JOIN site s USING (site_id)
JOIN bin b USING (bin_id)
LEFT JOIN zone z USING (zone_id)
JOIN item i ON i.item_id = p.item_id
LEFT JOIN stock_item si ON si.owner = i.owner AND si.item = i.code
LEFT JOIN LATERAL (
  SELECT sum(sb.on_hand) AS on_hand, sum(sb.reserved) AS reserved FROM stock_balance sb
  WHERE sb.item_id = si.item_id AND sb.bin_id = b.bin_id AND sb.present
    AND sb.status = 'available'
) h ON true
WHERE (%(site_id)s::int IS NULL OR p.site_id = %(site_id)s) AND p.pick_bin_id > %(after)s
ORDER BY p.pick_bin_id LIMIT %(limit)s

-- name: sources
-- Free stock elsewhere: first expired, first out; of equal age whole plates first.
SELECT n.code AS bin, sb.lot, sb.lpn, sb.on_hand - sb.reserved AS free, sb.on_hand,
  sb.use_by_on
FROM stock_balance sb
JOIN stock_item si USING (item_id)
JOIN bin n ON n.bin_id = sb.bin_id AND n.kind = 'storage' AND n.active
WHERE si.owner = %(owner)s AND si.item = %(item)s AND sb.site_id = %(site_id)s AND sb.free
  AND sb.status = 'available' AND sb.serial = ''
  AND (sb.use_by_on IS NULL OR sb.use_by_on >= %(today)s)
  AND NOT EXISTS (SELECT FROM pick_bin p
                  WHERE p.bin_id = sb.bin_id AND p.item_id = %(item_id)s)
ORDER BY sb.use_by_on, sb.received_at, (sb.lpn = ''), n.pick_sequence, sb.balance_id
LIMIT 20

-- name: stale
-- Tasks nobody has begun whose bin or whose promise is no longer what it was.
SELECT t.task_id, t.reservation_ids FROM task t
LEFT JOIN bin b ON b.site_id = t.site_id AND b.code = t.target_bin
LEFT JOIN pick_bin p ON p.bin_id = b.bin_id AND p.item_id = t.item_id
WHERE t.site_id = %(site_id)s AND t.kind = 'replenishment' AND t.closed_at IS NULL
  AND (t.claimed_by = '' OR t.claimed_until <= %(now)s)
  AND (p.pick_bin_id IS NULL OR NOT b.active OR EXISTS (
    SELECT FROM reservation r
    WHERE r.reservation_id = ANY (t.reservation_ids) AND r.state <> 'open'))
ORDER BY t.task_id FOR UPDATE OF t

-- name: held
SELECT r.reservation_id, r.quantity - r.settled AS quantity FROM reservation r
WHERE r.reservation_id = ANY (%(ids)s::bigint[]) AND r.state = 'open' ORDER BY r.reservation_id
