-- name: standing
-- In the order of balances, so that two who change the same stock cannot wait for each other.
SELECT si.owner, si.item, s.lot, s.serial, s.lpn, b.code AS bin, s.on_hand - s.reserved AS free,
  s.reserved
FROM stock_balance s
JOIN stock_item si USING (item_id)
JOIN bin b USING (bin_id)
WHERE s.site_id = %(site_id)s AND s.present AND s.status = %(status)s
  AND (%(item)s = '' OR (si.owner = %(owner)s AND si.item = %(item)s))
  AND (%(lot)s = '' OR s.lot = %(lot)s)
  AND (%(bin_id)s::int IS NULL OR s.bin_id = %(bin_id)s)
ORDER BY s.balance_id LIMIT %(limit)s
