-- name: stock
SELECT b.balance_id, i.owner, i.item, s.code, n.code, b.lot, b.serial, b.status, b.lpn, n.kind,
  b.on_hand, b.reserved, b.use_by_on, b.received_at
FROM stock_balance b
JOIN stock_item i USING (item_id)
JOIN bin n USING (bin_id)
JOIN site s ON s.site_id = b.site_id
WHERE {where}
  AND b.balance_id > %(after)s
ORDER BY b.balance_id
LIMIT %(limit)s

-- name: stock_by
SELECT {group}, sum(b.on_hand), sum(b.reserved), count(*), min(b.use_by_on)
FROM stock_balance b
JOIN stock_item i USING (item_id)
JOIN bin n USING (bin_id)
JOIN site s ON s.site_id = b.site_id
WHERE {where} AND {after}
GROUP BY {group}
ORDER BY {group}
LIMIT %(limit)s

-- name: promised
SELECT s.code, i.owner, i.item, sum(p.promised)
FROM item_promise p
JOIN stock_item i USING (item_id)
JOIN site s USING (site_id)
WHERE p.promised > 0 AND {where} AND i.item = ANY (%(items)s)
GROUP BY s.code, i.owner, i.item

-- name: census
SELECT s.code, i.owner, i.item, b.lot, b.status, {bin}, sum(b.on_hand), sum(b.reserved)
FROM stock_balance b
JOIN stock_item i USING (item_id)
JOIN bin n USING (bin_id)
JOIN site s ON s.site_id = b.site_id
WHERE {where}
GROUP BY s.code, i.owner, i.item, b.lot, b.status, {bin}
ORDER BY s.code, i.owner, i.item, b.lot, b.status, {bin}
