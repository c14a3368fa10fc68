-- name: take_due
DELETE FROM allocation_due WHERE due_id IN (
  SELECT due_id FROM allocation_due
  WHERE %(site_id)s::int IS NULL OR site_id = %(site_id)s
  ORDER BY due_id LIMIT 1000 FOR UPDATE SKIP LOCKED)
RETURNING site_id, item_id, after_priority, after_line_id

-- name: any_due
SELECT EXISTS (SELECT FROM allocation_due
               WHERE %(site_id)s::int IS NULL OR site_id = %(site_id)s)

-- name: give_due
INSERT INTO allocation_due (site_id, item_id, after_priority, after_line_id)
SELECT * FROM json_to_recordset(%(rows)s)
  AS w (site_id int, item_id bigint, after_priority int, after_line_id bigint)

-- name: due_lines
-- Waiting lines of items that have free stock, by priority and age.
WITH due AS MATERIALIZED (
  SELECT d.* FROM json_to_recordset(%(rows)s)
    AS d (site_id int, item_id bigint, after_priority int, after_line_id bigint)
  JOIN item i USING (item_id)
  WHERE EXISTS (
    SELECT FROM stock_item si
    JOIN stock_balance b ON b.item_id = si.item_id AND b.site_id = d.site_id
      AND b.status = 'available' AND b.free
    WHERE si.owner = i.owner AND si.item = i.code)
), lines AS MATERIALIZED (
  -- By itself, so that it goes along the index of waiting lines whatever the statistics say.
  SELECT d.*, l.outbound_line_id, l.order_id
  FROM due d JOIN outbound_line l ON l.item_id = d.item_id AND l.is_waiting
)
SELECT o.priority, l.outbound_line_id, l.order_id, l.site_id, l.item_id
FROM lines l
JOIN outbound_order o ON o.order_id = l.order_id AND o.site_id = l.site_id
  AND o.closed_at IS NULL
WHERE (o.priority, l.outbound_line_id) > (l.after_priority, l.after_line_id)
ORDER BY o.priority, l.outbound_line_id LIMIT %(limit)s

-- name: lock_orders
SELECT order_id FROM outbound_order
WHERE order_id = ANY(%(order_ids)s) AND closed_at IS NULL
ORDER BY order_id FOR UPDATE

-- name: waiting_lines
-- Of locked orders: the lines asked for, and all lines of orders that ship complete.
SELECT l.outbound_line_id, l.order_id, l.line_id, l.waiting, l.lot, l.serials, o.owner, o.number,
  o.site_id, s.code AS site, s.timezone, o.priority, o.ship_on, o.ship_complete, i.item_id,
  i.code AS item, i.expiry_controlled,
  greatest(coalesce(l.shelf_life_remaining_days_min, 0),
           coalesce(p.shelf_life_remaining_days_min, 0)) AS days_min
FROM outbound_line l
JOIN outbound_order o USING (order_id)
JOIN site s USING (site_id)
JOIN item i ON i.item_id = l.item_id
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
WHERE l.order_id = ANY(%(order_ids)s) AND l.is_waiting
  AND (o.ship_complete OR %(line_ids)s::bigint[] IS NULL
       OR l.outbound_line_id = ANY(%(line_ids)s))
ORDER BY o.priority, l.outbound_line_id

-- name: serials_given
SELECT DISTINCT t.outbound_line_id, x.serial
FROM task t CROSS JOIN unnest(t.serials) AS x (serial)
WHERE t.outbound_line_id = ANY(%(line_ids)s) AND t.outcome <> 'cancelled'

-- name: waiting_of_order
SELECT coalesce(sum(waiting), 0) FROM outbound_line WHERE order_id = %(order_id)s
