-- name: last_posting
SELECT coalesce(max(posting_id), 0) FROM posting

-- name: changed_items
SELECT DISTINCT si.item
FROM stock_move m
JOIN stock_balance b ON b.balance_id = m.source_id
JOIN stock_item si ON si.item_id = b.item_id
WHERE m.move_id >= (%(after)s::bigint + 1) * 65536 AND (%(owner)s = '' OR si.owner = %(owner)s)
