-- name: hold_key
-- Two calls with one key take turns, so the second finds what the first has done.
SELECT pg_advisory_xact_lock(hashtextextended(%s, 4712))

-- name: find_request
SELECT request_id, digest, shortfalls FROM reservation_request WHERE key = %s

-- name: add_request
INSERT INTO reservation_request (key, digest, recorded_at, actor, shortfalls)
VALUES (%s, %s, %s, %s, %s)
RETURNING request_id

-- name: find_sites
-- With the day it is there: what must be used before that day is not given out any more.
SELECT code, site_id, (%s AT TIME ZONE timezone)::date FROM site WHERE code = ANY (%s)

-- name: add_promises
INSERT INTO item_promise (item_id, site_id, status)
SELECT * FROM unnest(%s::int4[], %s::int4[], (string_to_array(%s, chr(31)))[2:])
  AS given (item_id, site_id, status)
ORDER BY item_id, site_id, status
ON CONFLICT (item_id, site_id, status) DO NOTHING

-- name: hold_promises
-- The lock that makes those who reserve the same item take turns.
SELECT p.item_id, p.site_id, p.status, p.promise_id, p.promised
FROM unnest(%s::int4[], %s::int4[], (string_to_array(%s, chr(31)))[2:])
  AS given (item_id, site_id, status)
JOIN item_promise p USING (item_id, site_id, status)
ORDER BY p.promise_id
FOR NO KEY UPDATE OF p

-- name: free_totals
SELECT given.promise_id, coalesce(sum(b.on_hand - b.reserved), 0)
FROM unnest(%s::bigint[], %s::date[]) AS given (promise_id, today)
JOIN item_promise p USING (promise_id)
LEFT JOIN (
  stock_balance b JOIN bin n ON n.bin_id = b.bin_id AND n.kind = 'storage' AND n.active
) ON b.free AND b.item_id = p.item_id AND b.site_id = p.site_id AND b.status = p.status
  AND (b.use_by_on >= given.today OR b.use_by_on IS NULL)
GROUP BY given.promise_id

-- name: find_supplies
-- First expired, first out; what never expires comes last, oldest receipt first.
SELECT given.place, b.balance_id, b.on_hand - b.reserved
FROM unnest(%(item_ids)s::int4[], %(site_ids)s::int4[],
    (string_to_array(%(statuses)s, chr(31)))[2:], (string_to_array(%(lots)s, chr(31)))[2:],
    (string_to_array(%(serials)s, chr(31)))[2:], %(use_by_on_min)s::date[],
    %(strict)s::boolean[])
  WITH ORDINALITY AS given (item_id, site_id, status, lot, serial, use_by_on_min, strict, place)
CROSS JOIN LATERAL (
  SELECT b.balance_id, b.on_hand, b.reserved
  FROM stock_balance b
  JOIN bin n ON n.bin_id = b.bin_id AND n.kind = 'storage' AND n.active
  WHERE b.free
    AND b.item_id = given.item_id AND b.site_id = given.site_id AND b.status = given.status
    AND (given.lot = '' OR b.lot = given.lot)
    AND (given.serial = '' OR b.serial = given.serial)
    AND (b.use_by_on >= given.use_by_on_min OR (b.use_by_on IS NULL AND NOT given.strict))
  ORDER BY b.use_by_on, b.received_at, b.balance_id
  LIMIT %(limit)s
) b
ORDER BY given.place

-- name: find_balances
SELECT given.place, b.balance_id
FROM unnest((string_to_array(%(owners)s, chr(31)))[2:], (string_to_array(%(items)s, chr(31)))[2:],
    (string_to_array(%(sites)s, chr(31)))[2:], (string_to_array(%(bins)s, chr(31)))[2:],
    (string_to_array(%(lots)s, chr(31)))[2:], (string_to_array(%(serials)s, chr(31)))[2:],
    (string_to_array(%(statuses)s, chr(31)))[2:], (string_to_array(%(lpns)s, chr(31)))[2:])
  WITH ORDINALITY AS given (owner, item, site, bin, lot, serial, status, lpn, place)
JOIN stock_item i ON i.owner = given.owner AND i.item = given.item
JOIN site s ON s.code = given.site
JOIN bin n ON n.site_id = s.site_id AND n.code = given.bin
JOIN stock_balance b ON b.item_id = i.item_id AND b.bin_id = n.bin_id AND b.lot = given.lot
  AND b.serial = given.serial AND b.status = given.status AND b.lpn = given.lpn
  AND NOT b.virtual

-- name: add_reservations
INSERT INTO reservation (
  request_id, balance_id, promise_id, quantity, expires_at,
  document_kind, document_number, document_line)
SELECT %(request_id)s, given.balance_id, given.promise_id, given.quantity, %(expires_at)s,
  given.kind, given.number, given.line
FROM unnest(%(balance_ids)s::bigint[], %(promise_ids)s::bigint[], %(quantities)s::numeric[],
    (string_to_array(%(kinds)s, chr(31)))[2:], (string_to_array(%(document_numbers)s, chr(31)))[2:],
    (string_to_array(%(document_lines)s, chr(31)))[2:])
  WITH ORDINALITY AS given (balance_id, promise_id, quantity, kind, number, line, place)
ORDER BY given.place

-- name: raise_promises
UPDATE item_promise p
SET promised = p.promised + given.amount
FROM unnest(%s::bigint[], %s::numeric[]) AS given (promise_id, amount)
WHERE p.promise_id = given.promise_id

-- name: raise_reserved
UPDATE stock_balance b
SET reserved = b.reserved + given.amount
FROM unnest(%s::bigint[], %s::numeric[]) AS given (balance_id, amount)
WHERE b.balance_id = given.balance_id

-- name: reservations_of_request
SELECT * FROM reservation_row WHERE request_id = %s ORDER BY reservation_id

-- name: reservations_by_id
SELECT * FROM reservation_row WHERE reservation_id = ANY (%s::bigint[]) ORDER BY reservation_id

-- name: reservations_of_document
SELECT * FROM reservation_row
WHERE document_number = %(number)s AND (state = 'open' OR NOT %(open_only)s)
ORDER BY reservation_id

-- name: expired
SELECT reservation_id FROM reservation
WHERE state = 'open' AND expires_at <= %s
ORDER BY expires_at
LIMIT %s
