-- name: order_of_task
SELECT order_id FROM task WHERE task_id = %(task_id)s

-- name: line_of_task
SELECT l.outbound_line_id, l.line_id, l.serials, l.item_id FROM outbound_line l
WHERE l.outbound_line_id = %(line_id)s

-- name: held
-- What a task's reservations still hold, by serial.
SELECT r.reservation_id, r.quantity - r.settled AS quantity, b.serial
FROM reservation r JOIN stock_balance b USING (balance_id)
-- coalesce: by the primary key, and not by the index of all that is open.
WHERE r.reservation_id = ANY(%(reservation_ids)s) AND coalesce(r.state, '') = 'open'
ORDER BY r.reservation_id

-- name: serial_place
-- Where a serial lies and which open task it is promised to.
SELECT n.code AS bin, b.lot, b.status, b.lpn, b.reserved, r.reservation_id,
  r.document_number, r.document_line
FROM stock_balance b
JOIN stock_item si USING (item_id)
JOIN bin n USING (bin_id)
LEFT JOIN reservation r ON r.balance_id = b.balance_id AND r.state = 'open'
WHERE si.owner = %(owner)s AND si.item = %(item)s AND b.serial = %(serial)s AND b.present
  AND b.site_id = %(site_id)s

-- name: lock_task_of_reservation
SELECT t.task_id, t.order_id, l.line_id, l.serials, o.number
FROM task t
JOIN outbound_line l ON l.outbound_line_id = t.outbound_line_id
JOIN outbound_order o ON o.order_id = t.order_id
WHERE t.closed_at IS NULL AND t.kind = 'pick' AND t.item_id = %(item_id)s
  AND t.reservation_ids @> ARRAY[%(reservation_id)s::bigint]
FOR UPDATE OF t

-- name: insert_picks
INSERT INTO pick (task_id, order_id, outbound_line_id, item_id, quantity, lot, serial, source_bin,
  bin, picked_at, picked_by)
SELECT %(task_id)s, %(order_id)s, %(line_id)s, %(item_id)s, quantity, %(lot)s, serial,
  %(source_bin)s, %(bin)s, %(at)s, %(actor)s
FROM json_to_recordset(%(rows)s) AS w (quantity numeric, serial text)

-- name: open_pick_count
SELECT count(*)::int FROM task
WHERE order_id = %(order_id)s AND kind = 'pick' AND closed_at IS NULL

-- name: order_sums
SELECT coalesce(sum(picked), 0), coalesce(sum(packed), 0), coalesce(sum(shipped), 0),
  coalesce(sum(released), 0)
FROM outbound_line WHERE order_id = %(order_id)s

-- name: free_beside
-- Locked, so that nobody reserves it before the ledger moves it.
SELECT b.serial, b.on_hand - b.reserved
FROM stock_balance b
JOIN stock_item si USING (item_id)
JOIN bin n USING (bin_id)
WHERE si.owner = %(owner)s AND si.item = %(item)s AND n.site_id = %(site_id)s
  AND n.code = %(bin)s AND b.lot = %(lot)s AND b.lpn = %(lpn)s AND b.status = %(status)s AND b.free
ORDER BY b.balance_id FOR UPDATE OF b

-- name: hold_promise
-- The ledger locks an item's promise before its balances. Who reserves after having moved within
-- one transaction takes it first, or would deadlock with those who only reserve.
SELECT FROM item_promise p JOIN stock_item si USING (item_id)
WHERE si.owner = %(owner)s AND si.item = %(item)s AND p.site_id = %(site_id)s
ORDER BY p.promise_id FOR NO KEY UPDATE OF p

-- name: pool_of_task
-- Open picks of the same tour of a pooled wave that take the same goods from the same place.
SELECT t.task_id, t.order_id
FROM task f
JOIN cluster c ON c.cluster_id = f.cluster_id
JOIN wave w ON w.wave_id = c.wave_id AND w.picking = 'pooled'
JOIN task t ON t.cluster_id = f.cluster_id AND t.kind = 'pick' AND t.closed_at IS NULL
  AND (t.bin, t.item_id, t.lot, t.lpn, t.status) = (f.bin, f.item_id, f.lot, f.lpn, f.status)
WHERE f.task_id = %(task_id)s AND f.kind = 'pick'
ORDER BY t.priority, t.order_id, t.task_id

-- name: pool_shares
-- Its orders with what each still wants of it; nothing of goods with serials.
SELECT t.order_id, o.number AS order_number, t.quantity - t.done AS quantity
FROM task f
JOIN item i ON i.item_id = f.item_id AND NOT i.serial_controlled
JOIN cluster c ON c.cluster_id = f.cluster_id
JOIN wave w ON w.wave_id = c.wave_id AND w.picking = 'pooled'
JOIN task t ON t.cluster_id = f.cluster_id AND t.kind = 'pick' AND t.closed_at IS NULL
  AND (t.bin, t.item_id, t.lot, t.lpn, t.status) = (f.bin, f.item_id, f.lot, f.lpn, f.status)
JOIN outbound_order o ON o.order_id = t.order_id
WHERE f.task_id = %(task_id)s AND f.kind = 'pick'
ORDER BY t.priority, t.order_id, t.task_id
