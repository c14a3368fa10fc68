-- name: find_reservations
SELECT reservation_id, balance_id, promise_id, quantity, settled, state
FROM reservation
WHERE reservation_id = ANY (%s::bigint[])
ORDER BY reservation_id

-- name: hold_promises
SELECT promise_id, promised
FROM item_promise
WHERE promise_id = ANY (%s::bigint[])
ORDER BY promise_id
FOR NO KEY UPDATE

-- name: change_reservations
UPDATE reservation r
SET settled = given.settled, state = given.state,
    closed_at = CASE WHEN given.state = 'open' THEN NULL ELSE %(closed_at)s END,
    closed_by = CASE WHEN given.state = 'open' THEN NULL ELSE %(closed_by)s END
FROM unnest(%(ids)s::bigint[], %(settled)s::numeric[], %(states)s::text[])
  AS given (reservation_id, settled, state)
-- coalesce: by the primary key, and not by the index of all that is open.
WHERE r.reservation_id = given.reservation_id AND coalesce(r.state, '') = 'open'

-- name: lower_promises
UPDATE item_promise p
SET promised = p.promised - given.released
FROM unnest(%s::bigint[], %s::numeric[]) AS given (promise_id, released)
WHERE p.promise_id = given.promise_id

-- name: hold_balances
SELECT balance_id, item_id, on_hand, reserved, virtual, received_at, last_move
FROM stock_balance
WHERE balance_id = ANY (%s::bigint[])
ORDER BY balance_id
FOR NO KEY UPDATE
