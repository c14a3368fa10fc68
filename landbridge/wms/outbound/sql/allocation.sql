-- name: take_due
-- The oldest, and with each all other nudges for the same item. Those who take side by side pass
-- over what another one took.
WITH oldest AS MATERIALIZED (
  SELECT site_id, item_id FROM allocation_due
  WHERE %(site_id)s::int IS NULL OR site_id = %(site_id)s
  ORDER BY due_id LIMIT %(items)s FOR UPDATE SKIP LOCKED
), taken AS MATERIALIZED (
  SELECT d.place
  FROM (SELECT DISTINCT site_id, item_id FROM oldest) o
  CROSS JOIN LATERAL (
    -- Item by item along the index, whatever the statistics say of a table that comes and goes.
    SELECT ctid AS place FROM allocation_due
    WHERE item_id = o.item_id AND site_id = o.site_id
    FOR UPDATE SKIP LOCKED
  ) d
)
DELETE FROM allocation_due WHERE ctid = ANY (ARRAY(SELECT place FROM taken))
RETURNING site_id, item_id, after_priority, after_line_id

-- name: any_due
SELECT EXISTS (SELECT FROM allocation_due
               WHERE %(site_id)s::int IS NULL OR site_id = %(site_id)s)

-- name: give_due
INSERT INTO allocation_due (site_id, item_id, after_priority, after_line_id)
SELECT * FROM json_to_recordset(%(rows)s)
  AS w (site_id int, item_id bigint, after_priority int, after_line_id bigint)

-- name: due_lines
-- Waiting lines of items that have free stock, by priority and age. `seen` tells later whether
-- somebody has changed the line since.
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
  -- By itself, so that it goes along the index of open lines whatever the statistics say.
  SELECT d.site_id, d.after_priority, d.after_line_id, l.outbound_line_id, l.order_id, l.item_id,
    l.line_id, l.waiting, l.lot, nullif(l.serials, '{}') AS serials,
    coalesce(l.shelf_life_remaining_days_min, 0) AS days_min, l.xmin::text AS seen
  FROM due d JOIN outbound_line l ON l.item_id = d.item_id AND l.open > 0 AND l.is_waiting
), orders AS MATERIALIZED (
  -- All in one walk along the primary key: a look for each line took as long as reading the lines.
  SELECT order_id, site_id, priority FROM outbound_order
  WHERE order_id = ANY (ARRAY(SELECT DISTINCT order_id FROM lines)) AND closed_at IS NULL
)
SELECT l.outbound_line_id, l.order_id, l.item_id, l.line_id, l.waiting, l.lot, l.serials,
  l.days_min, l.seen, o.priority
FROM lines l JOIN orders o ON o.order_id = l.order_id AND o.site_id = l.site_id
WHERE (o.priority, l.outbound_line_id) > (l.after_priority, l.after_line_id)
ORDER BY o.priority, l.outbound_line_id LIMIT %(limit)s

-- name: releases_at_once
SELECT EXISTS (
  SELECT FROM unnest(%(site_ids)s::int[]) AS asked (site_id)
  LEFT JOIN release_policy r USING (site_id)
  WHERE coalesce(r.mode, 'at_once') = 'at_once')

-- name: open_orders
-- With what all their lines have in common, and whether their sites release what is allocated at
-- once. The caller adds how they are locked.
SELECT o.order_id, o.priority, o.owner, o.number, o.site_id, s.timezone, o.ship_on,
  o.ship_complete, coalesce(p.shelf_life_remaining_days_min, 0) AS customer_days_min,
  coalesce(r.mode, 'at_once') = 'at_once' AS at_once
FROM outbound_order o
JOIN site s USING (site_id)
LEFT JOIN release_policy r USING (site_id)
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
WHERE o.order_id = ANY(%(order_ids)s::bigint[]) AND o.closed_at IS NULL
ORDER BY o.order_id

-- name: lock_lines
SELECT FROM outbound_line WHERE order_id = ANY(%(order_ids)s::bigint[])
ORDER BY outbound_line_id FOR UPDATE

-- name: waiting_lines
-- Of locked orders: the lines asked for, and all lines of those orders that are asked for whole.
-- Line by line along the primary key, whatever else is waiting.
WITH asked AS MATERIALIZED (
  SELECT unnest(%(line_ids)s::bigint[]) AS outbound_line_id
  UNION
  SELECT outbound_line_id FROM outbound_line
  WHERE order_id = ANY(%(whole_order_ids)s::bigint[]) AND is_waiting
)
SELECT l.outbound_line_id, l.order_id, l.item_id, l.line_id, l.waiting, l.lot,
  nullif(l.serials, '{}') AS serials,
  coalesce(l.shelf_life_remaining_days_min, 0) AS days_min, l.seen
FROM asked
CROSS JOIN LATERAL (
  -- One by one: else all that is waiting would be read to find these.
  SELECT *, xmin::text AS seen
  FROM outbound_line WHERE outbound_line_id = asked.outbound_line_id AND is_waiting
  OFFSET 0
) l

-- name: goods
-- Items with the number that the ledger has for them, if anything of them ever was here.
SELECT i.item_id, si.item_id, i.item_class, i.expiry_controlled
FROM unnest(%(item_ids)s::bigint[]) AS asked (item_id)
JOIN item i USING (item_id)
LEFT JOIN stock_item si ON si.owner = i.owner AND si.item = i.code

-- name: packs_of_items
SELECT item_id, uom, numerator, denominator FROM item_uom WHERE item_id = ANY(%(item_ids)s)

-- name: units_of_lines
SELECT outbound_line_id, uom FROM outbound_line WHERE outbound_line_id = ANY(%(line_ids)s)

-- name: hold_for_lines
-- Lines that are as they were seen; their number tells whether all were.
UPDATE outbound_line l SET allocated = l.allocated + given.quantity,
  held = l.held || given.first || given.rest::bigint[]
FROM unnest(%(line_ids)s::bigint[], %(quantities)s::numeric[], %(firsts)s::bigint[],
    (string_to_array(%(rests)s, chr(31), '{}'))[2:], %(seen)s::xid[])
  AS given (line_id, quantity, first, rest, seen)
WHERE l.outbound_line_id = given.line_id AND (given.seen IS NULL OR l.xmin = given.seen)

-- name: serials_given
SELECT DISTINCT t.outbound_line_id, x.serial
FROM task t CROSS JOIN unnest(t.serials) AS x (serial)
WHERE t.outbound_line_id = ANY(%(line_ids)s) AND t.outcome <> 'cancelled'
UNION
SELECT l.outbound_line_id, b.serial
FROM outbound_line l CROSS JOIN unnest(l.held) AS h (reservation_id)
JOIN reservation r USING (reservation_id)
JOIN stock_balance b USING (balance_id)
WHERE l.outbound_line_id = ANY(%(line_ids)s) AND b.serial <> ''

-- name: policies
SELECT owner, item_class, way, packs_only, whole_lines, shelf_life_remaining_days_min
FROM allocation_policy

-- name: waiting_of_order
SELECT coalesce(sum(waiting), 0) FROM outbound_line WHERE order_id = %(order_id)s

-- name: orders_at_once
-- Orders of sites that release what is allocated at once.
SELECT array_agg(o.order_id ORDER BY o.order_id)
FROM outbound_order o LEFT JOIN release_policy p USING (site_id)
WHERE o.order_id = ANY(%(order_ids)s::bigint[]) AND coalesce(p.mode, 'at_once') = 'at_once'
