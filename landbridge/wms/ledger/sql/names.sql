-- name: find_items
SELECT given.place, i.item_id
FROM unnest((string_to_array(%s, chr(31)))[2:], (string_to_array(%s, chr(31)))[2:])
  WITH ORDINALITY AS given (owner, item, place)
JOIN stock_item i ON i.owner = given.owner AND i.item = given.item

-- name: add_items
INSERT INTO stock_item (owner, item)
SELECT owner, item
FROM unnest((string_to_array(%s, chr(31)))[2:], (string_to_array(%s, chr(31)))[2:])
  AS given (owner, item)
ORDER BY owner, item
ON CONFLICT (owner, item) DO NOTHING

-- name: find_bins
SELECT given.place, b.bin_id, b.site_id, b.virtual, b.active
FROM unnest((string_to_array(%s, chr(31)))[2:], (string_to_array(%s, chr(31)))[2:])
  WITH ORDINALITY AS given (site, bin, place)
JOIN site s ON s.code = given.site
JOIN bin b ON b.site_id = s.site_id AND b.code = given.bin

-- name: hold_balances_by_key
SELECT given.place, b.balance_id, b.item_id, b.on_hand, b.reserved, b.virtual, b.received_at,
  b.last_move
FROM unnest(
    %(item_ids)s::int4[], %(bin_ids)s::int4[], (string_to_array(%(lots)s, chr(31)))[2:],
    (string_to_array(%(serials)s, chr(31)))[2:], (string_to_array(%(statuses)s, chr(31)))[2:],
    (string_to_array(%(lpns)s, chr(31)))[2:])
  WITH ORDINALITY AS given (item_id, bin_id, lot, serial, status, lpn, place)
JOIN stock_balance b ON b.item_id = given.item_id AND b.bin_id = given.bin_id
  AND b.lot = given.lot AND b.serial = given.serial AND b.status = given.status
  AND b.lpn = given.lpn
ORDER BY b.balance_id
FOR NO KEY UPDATE OF b

-- name: hold_balances_by_key_or_id
SELECT given.place, b.balance_id, b.item_id, b.on_hand, b.reserved, b.virtual, b.received_at,
  b.last_move
FROM (
  SELECT given.place, b.balance_id
  FROM unnest(
      %(item_ids)s::int4[], %(bin_ids)s::int4[], (string_to_array(%(lots)s, chr(31)))[2:],
      (string_to_array(%(serials)s, chr(31)))[2:],
      (string_to_array(%(statuses)s, chr(31)))[2:], (string_to_array(%(lpns)s, chr(31)))[2:])
    WITH ORDINALITY AS given (item_id, bin_id, lot, serial, status, lpn, place)
  JOIN stock_balance b ON b.item_id = given.item_id AND b.bin_id = given.bin_id
    AND b.lot = given.lot AND b.serial = given.serial AND b.status = given.status
    AND b.lpn = given.lpn
  UNION ALL
  SELECT NULL, balance_id FROM unnest(%(balance_ids)s::bigint[]) AS balance_id
) given
JOIN stock_balance b USING (balance_id)
ORDER BY b.balance_id
FOR NO KEY UPDATE OF b

-- name: draw_balance_ids
-- The sequence is looked up once, not for each number.
SELECT nextval(s.id)
FROM (SELECT pg_get_serial_sequence('stock_balance', 'balance_id')::regclass AS id OFFSET 0) s,
  generate_series(1, %s)

-- name: add_lots
INSERT INTO lot (item_id, lot, received_at)
SELECT given.item_id, given.lot, %s
FROM unnest(%s::int4[], (string_to_array(%s, chr(31)))[2:]) AS given (item_id, lot)
ORDER BY given.item_id, given.lot
ON CONFLICT (item_id, lot) DO NOTHING

-- name: hold_lots
-- While new balances copy their use-by day, nobody changes it.
SELECT l.item_id, l.lot, l.use_by_on
FROM unnest(%s::int4[], (string_to_array(%s, chr(31)))[2:]) AS given (item_id, lot)
JOIN lot l USING (item_id, lot)
ORDER BY l.item_id, l.lot
FOR SHARE OF l
