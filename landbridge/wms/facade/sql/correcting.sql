-- name: free
-- What lies free of an item, locked; the named bin first, then the oldest. An empty lot is any.
SELECT n.code, b.lot, b.serial, b.lpn, b.on_hand - b.reserved
FROM stock_balance b
JOIN stock_item si USING (item_id)
JOIN bin n USING (bin_id)
WHERE si.owner = %(owner)s AND si.item = %(item)s AND b.site_id = %(site_id)s
  AND b.status = %(status)s AND b.free AND (%(lot)s = '' OR b.lot = %(lot)s)
  AND (cardinality(%(serials)s::text[]) = 0 OR b.serial = ANY(%(serials)s::text[]))
ORDER BY (n.code = %(bin)s) DESC, b.received_at, b.balance_id FOR UPDATE OF b
