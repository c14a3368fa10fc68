-- name: hold_balances
-- Before the lots, as a posting locks them.
SELECT FROM stock_balance b
WHERE (b.item_id, b.lot) IN (SELECT * FROM unnest(%s::int4[], (string_to_array(%s, chr(31)))[2:]))
ORDER BY b.balance_id
FOR NO KEY UPDATE

-- name: put_lots
INSERT INTO lot AS l (item_id, lot, expiry_on, best_before_on, production_on, received_at)
SELECT given.item_id, given.lot, given.expiry_on, given.best_before_on, given.production_on,
  given.received_at
FROM unnest(%(item_ids)s::int4[], (string_to_array(%(lots)s, chr(31)))[2:],
    %(expiry_on)s::date[], %(best_before_on)s::date[], %(production_on)s::date[],
    %(received_at)s::timestamptz[])
  AS given (item_id, lot, expiry_on, best_before_on, production_on, received_at)
ORDER BY given.item_id, given.lot
ON CONFLICT (item_id, lot) DO UPDATE
SET expiry_on = coalesce(excluded.expiry_on, l.expiry_on),
  best_before_on = coalesce(excluded.best_before_on, l.best_before_on),
  production_on = coalesce(excluded.production_on, l.production_on),
  received_at = coalesce(excluded.received_at, l.received_at)

-- name: copy_use_by
-- A new statement, so that it sees balances that were made until the lots were ours.
UPDATE stock_balance b
SET use_by_on = l.use_by_on
FROM lot l
WHERE (l.item_id, l.lot) IN (SELECT * FROM unnest(%s::int4[], (string_to_array(%s, chr(31)))[2:]))
  AND b.item_id = l.item_id AND b.lot = l.lot
  AND b.use_by_on IS DISTINCT FROM l.use_by_on

-- name: find_lots
SELECT i.owner, i.item, l.lot, l.expiry_on, l.best_before_on, l.production_on, l.received_at
FROM unnest((string_to_array(%s, chr(31)))[2:], (string_to_array(%s, chr(31)))[2:],
    (string_to_array(%s, chr(31)))[2:])
  AS given (owner, item, lot)
JOIN stock_item i ON i.owner = given.owner AND i.item = given.item
JOIN lot l ON l.item_id = i.item_id AND l.lot = given.lot
ORDER BY i.owner, i.item, l.lot

-- name: lot_day
SELECT l.use_by_on FROM stock_item i JOIN lot l USING (item_id)
WHERE i.owner = %s AND i.item = %s AND l.lot = %s
