-- name: add_request
INSERT INTO reservation_request (key, digest, recorded_at, actor, shortfalls)
VALUES (%s, '\x00', %s, %s, '{}')
RETURNING request_id

-- name: find_sites
-- With the day it is there: what must be used before that day is not given out any more.
SELECT site_id, (%s AT TIME ZONE timezone)::date FROM site WHERE site_id = ANY (%s::int4[])

-- name: hold_promises
-- The lock that makes those who reserve the same item take turns.
SELECT p.item_id, p.site_id, p.promise_id, p.promised
FROM unnest(%s::int4[], %s::int4[]) AS given (item_id, site_id)
JOIN item_promise p ON p.item_id = given.item_id AND p.site_id = given.site_id
  AND p.status = 'available'
ORDER BY p.promise_id
FOR NO KEY UPDATE OF p

-- name: add_promises
INSERT INTO item_promise (item_id, site_id, status)
SELECT item_id, site_id, 'available' FROM unnest(%s::int4[], %s::int4[]) AS given (item_id, site_id)
ORDER BY item_id, site_id
ON CONFLICT (item_id, site_id, status) DO NOTHING

-- name: supplies_by_day
-- First expired, first out, along the index; what never expires comes last, oldest receipt first.
-- Each question is given the stock before which its wish is not yet filled.
-- The day as an expression: with an OR the planner would sort all stock of an item instead.
SELECT given.place, s.balance_id, s.seen
FROM (SELECT *, CASE WHEN strict THEN '-infinity'::date ELSE 'infinity'::date END AS day_of_none
  FROM unnest(%(item_ids)s::int4[], %(site_ids)s::int4[],
    (string_to_array(%(lots)s, chr(31)))[2:], (string_to_array(%(serials)s, chr(31)))[2:],
    %(use_by_on_min)s::date[], %(strict)s::boolean[], %(wanted)s::numeric[])
  WITH ORDINALITY AS g (item_id, site_id, lot, serial, use_by_on_min, strict, wanted, place)
) given
CROSS JOIN LATERAL (
  SELECT b.balance_id, row_number() OVER best AS seen,
    sum(b.free_quantity) OVER best - b.free_quantity AS before
  FROM (
    SELECT b.balance_id, b.on_hand - b.reserved AS free_quantity, b.use_by_on, b.received_at
    FROM stock_balance b
    JOIN bin n ON n.bin_id = b.bin_id AND n.kind = 'storage' AND n.active
    WHERE b.free
      AND b.item_id = given.item_id AND b.site_id = given.site_id AND b.status = 'available'
      AND (given.lot = '' OR b.lot = given.lot)
      AND (given.serial = '' OR b.serial = given.serial)
      AND coalesce(b.use_by_on, given.day_of_none) >= given.use_by_on_min
    ORDER BY b.use_by_on, b.received_at, b.balance_id
    LIMIT %(limit)s
  ) b
  WINDOW best AS (ORDER BY b.use_by_on, b.received_at, b.balance_id ROWS UNBOUNDED PRECEDING)
) s
WHERE s.before < given.wanted
ORDER BY given.place, s.seen

-- name: supplies_by_way
-- All free stock of the items, in the order of the policy that each question stands under.
SELECT given.place, b.balance_id, row_number() OVER (PARTITION BY given.place) AS seen
FROM unnest(%(item_ids)s::int4[], %(site_ids)s::int4[],
    (string_to_array(%(lots)s, chr(31)))[2:], (string_to_array(%(serials)s, chr(31)))[2:],
    %(use_by_on_min)s::date[], %(strict)s::boolean[], (string_to_array(%(ways)s, chr(31)))[2:])
  WITH ORDINALITY AS given (item_id, site_id, lot, serial, use_by_on_min, strict, way, place)
CROSS JOIN LATERAL (
  SELECT b.balance_id, b.use_by_on, b.received_at,
    sum(b.on_hand - b.reserved) OVER (PARTITION BY b.lot) AS lot_quantity
  FROM stock_balance b
  JOIN bin n ON n.bin_id = b.bin_id AND n.kind = 'storage' AND n.active
  WHERE b.free
    AND b.item_id = given.item_id AND b.site_id = given.site_id AND b.status = 'available'
    AND (given.lot = '' OR b.lot = given.lot)
    AND (given.serial = '' OR b.serial = given.serial)
    AND (b.use_by_on >= given.use_by_on_min OR (b.use_by_on IS NULL AND NOT given.strict))
) b
ORDER BY given.place,
  CASE given.way WHEN 'small_lots' THEN b.lot_quantity END,
  CASE given.way WHEN 'lifo' THEN b.received_at END DESC,
  CASE given.way WHEN 'fifo' THEN b.received_at END,
  b.use_by_on, b.received_at, b.balance_id

-- name: hold_supplies
SELECT b.balance_id, b.on_hand, b.reserved, b.lpn <> ''
FROM stock_balance b
WHERE b.balance_id = ANY (%s::bigint[])
ORDER BY b.balance_id
FOR NO KEY UPDATE

-- name: draw_reservation_ids
-- The sequence is looked up once, not for each number.
SELECT nextval(s.id)
FROM (SELECT pg_get_serial_sequence('reservation', 'reservation_id')::regclass AS id OFFSET 0) s,
  generate_series(1, %s)
