-- name: make_picks
-- A pick for each bin, lot and licence plate that is held for a line.
WITH held AS MATERIALIZED (
  SELECT l.outbound_line_id, l.order_id, l.item_id, h.reservation_id
  FROM outbound_line l CROSS JOIN unnest(l.held) AS h (reservation_id)
  WHERE l.order_id = ANY(%(order_ids)s) AND l.held <> '{}'
    AND (%(line_ids)s::bigint[] IS NULL OR l.outbound_line_id = ANY(%(line_ids)s))
)
INSERT INTO task (kind, site_id, zone, bin, item_id, lot, serials, status, lpn, quantity, priority,
  sequence, order_id, outbound_line_id, reservation_ids, created_at, ready_by)
SELECT 'pick', o.site_id, p.zone, p.bin, h.item_id, p.lot,
  array_remove(array_agg(p.serial ORDER BY h.reservation_id), ''), p.status, p.lpn,
  sum(p.quantity), o.priority, p.pick_sequence, h.order_id, h.outbound_line_id,
  array_agg(h.reservation_id ORDER BY h.reservation_id), %(at)s, w.ready_by
FROM held h
JOIN outbound_order o USING (order_id)
LEFT JOIN unnest(%(timed)s::bigint[], %(ready_by)s::timestamptz[]) AS w (order_id, ready_by)
  USING (order_id)
-- One by one along the primary keys: from the size of the arrays the planner guesses too much.
CROSS JOIN LATERAL (
  SELECT r.quantity - r.settled AS quantity, b.lot, b.lpn, b.serial, b.status, n.code AS bin,
    n.pick_sequence, coalesce(z.code, '') AS zone
  FROM reservation r
  JOIN stock_balance b ON b.balance_id = r.balance_id
  JOIN bin n ON n.bin_id = b.bin_id
  LEFT JOIN zone z ON z.zone_id = n.zone_id
  -- coalesce: not by the index of what is open, of which there may be a day's worth.
  WHERE r.reservation_id = h.reservation_id AND coalesce(r.state, '') = 'open'
  OFFSET 0
) p
GROUP BY o.priority, h.outbound_line_id, p.bin, p.zone, p.lot, p.lpn, p.status, p.pick_sequence,
  h.order_id, h.item_id, o.site_id, w.ready_by
ORDER BY o.priority, h.outbound_line_id, p.bin, p.lot, p.lpn
RETURNING task_id, bin, order_id, outbound_line_id, quantity

-- name: count_released
-- What was held is with pick tasks now.
UPDATE outbound_line l SET released = l.released + w.quantity, held = '{}'
FROM (
  SELECT line_id, sum(quantity) AS quantity
  FROM unnest(%(line_ids)s::bigint[], %(quantities)s::numeric[]) AS given (line_id, quantity)
  GROUP BY line_id
) w
WHERE l.outbound_line_id = w.line_id

-- name: held_of_lines
-- Newest first: what is let go first.
SELECT l.outbound_line_id, h.reservation_id, r.quantity
FROM outbound_line l CROSS JOIN unnest(l.held) AS h (reservation_id)
CROSS JOIN LATERAL (
  SELECT quantity - settled AS quantity FROM reservation
  WHERE reservation_id = h.reservation_id AND coalesce(state, '') = 'open' OFFSET 0
) r
WHERE l.outbound_line_id = ANY(%(line_ids)s)
ORDER BY h.reservation_id DESC

-- name: hold_no_more
UPDATE outbound_line SET held = ARRAY(
  SELECT id FROM unnest(held) WITH ORDINALITY AS h (id, place)
  WHERE id <> ALL(%(reservation_ids)s) ORDER BY place)
WHERE outbound_line_id = ANY(%(line_ids)s) AND held && %(reservation_ids)s::bigint[]
