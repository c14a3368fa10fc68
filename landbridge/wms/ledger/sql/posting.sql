-- name: hold_key
-- Two calls with one key take turns, so the second finds what the first has done.
SELECT pg_advisory_xact_lock(hashtextextended(%s, 4711))

-- name: find_posting
SELECT posting_id, digest FROM posting WHERE key = %s

-- name: posting_positions
SELECT epoch, xid::text::bigint, entry_id FROM journal WHERE posting_id = %s
ORDER BY epoch, xid, entry_id

-- name: posting_on_hand
WITH moves AS (
  SELECT * FROM stock_move
  WHERE move_id >= %(posting_id)s::bigint * 65536 AND move_id < (%(posting_id)s::bigint + 1) * 65536
), sides AS (
  SELECT move_id, source_id AS balance_id, source_after AS on_hand FROM moves
  UNION ALL
  SELECT move_id, target_id, target_after FROM moves
), last AS (
  SELECT DISTINCT ON (balance_id) balance_id, on_hand
  FROM sides ORDER BY balance_id, move_id DESC
)
SELECT i.owner, i.item, s.code, n.code, b.lot, b.serial, b.status, b.lpn, last.on_hand
FROM last
JOIN stock_balance b USING (balance_id)
JOIN stock_item i USING (item_id)
JOIN bin n USING (bin_id)
JOIN site s ON s.site_id = b.site_id

-- name: draw_posting_id
SELECT nextval(pg_get_serial_sequence('posting', 'posting_id'))

-- name: add_posting
INSERT INTO posting (posting_id, key, digest, at, recorded_at, actor)
VALUES (%s, %s, %s, %s, %s, %s)

-- name: add_documents
INSERT INTO posting_document (document_number, posting_id)
SELECT number, %s FROM unnest((string_to_array(%s, chr(31)))[2:]) AS number

-- name: add_balances
-- Rows of one key at a time are made by one: whoever comes second gets no row back.
INSERT INTO stock_balance (
  balance_id, item_id, bin_id, site_id, virtual, on_hand, received_at, last_move, use_by_on,
  lot, serial, status, lpn)
SELECT *
FROM unnest(
    %(balance_ids)s::bigint[], %(item_ids)s::int4[], %(bin_ids)s::int4[], %(site_ids)s::int4[],
    %(virtuals)s::boolean[], %(on_hand)s::numeric[], %(received_at)s::timestamptz[],
    %(last_moves)s::bigint[], %(use_by_on)s::date[],
    (string_to_array(%(lots)s, chr(31)))[2:], (string_to_array(%(serials)s, chr(31)))[2:],
    (string_to_array(%(statuses)s, chr(31)))[2:], (string_to_array(%(lpns)s, chr(31)))[2:])
  AS given (balance_id, item_id, bin_id, site_id, virtual, on_hand, received_at, last_move,
    use_by_on, lot, serial, status, lpn)
-- One order for all, so that two makers of the same keys cannot wait for each other.
ORDER BY item_id, bin_id, lot, serial, status, lpn
ON CONFLICT ON CONSTRAINT stock_balance_key DO NOTHING

-- name: change_balances
UPDATE stock_balance b
SET on_hand = given.on_hand, reserved = given.reserved, received_at = given.received_at,
  last_move = given.last_move
FROM unnest(%s::bigint[], %s::numeric[], %s::numeric[], %s::timestamptz[], %s::bigint[])
  AS given (balance_id, on_hand, reserved, received_at, last_move)
WHERE b.balance_id = given.balance_id

-- name: find_serials_elsewhere
SELECT i.item, b.serial, n.code
FROM unnest(%(item_ids)s::int4[], (string_to_array(%(serials)s, chr(31)))[2:])
  AS given (item_id, serial)
JOIN stock_balance b ON b.item_id = given.item_id AND b.serial = given.serial
  AND b.present AND b.serial <> '' AND b.balance_id <> ALL (%(balance_ids)s::bigint[])
JOIN stock_item i ON i.item_id = b.item_id
JOIN bin n ON n.bin_id = b.bin_id
LIMIT 1

-- name: add_settlements
INSERT INTO settlement (posting_id, reservation_id, quantity, keep_rest)
SELECT %s, * FROM unnest(%s::bigint[], %s::numeric[], %s::boolean[])
