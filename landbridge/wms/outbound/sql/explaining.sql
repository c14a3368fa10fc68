-- name: lines_to_explain
SELECT l.outbound_line_id, l.line_id, i.code AS item, i.owner, i.item_class, i.base_uom AS uom,
  l.ordered, l.allocated, l.waiting, l.lot, i.expiry_controlled,
  greatest(coalesce(l.shelf_life_remaining_days_min, 0),
           coalesce(p.shelf_life_remaining_days_min, 0)) AS days_min,
  l.item_id, si.item_id AS stock_item_id
FROM outbound_line l
JOIN outbound_order o USING (order_id)
JOIN item i ON i.item_id = l.item_id
LEFT JOIN stock_item si ON si.owner = i.owner AND si.item = i.code
LEFT JOIN party p ON p.owner = o.owner AND p.code = o.customer
WHERE l.order_id = %(order_id)s ORDER BY l.position, l.outbound_line_id LIMIT 500

-- name: order_to_explain
SELECT o.order_id, o.owner, o.number, o.site_id, s.code AS site, s.timezone, o.ship_on,
  o.ship_complete
FROM outbound_order o JOIN site s USING (site_id) WHERE o.order_id = %(order_id)s

-- name: given
-- What was reserved for lines of the order; what was let go again is not told.
SELECT r.document_line AS line_id, b.balance_id, n.code AS bin, b.lot, b.lpn, b.use_by_on,
  b.received_at, sum(r.quantity) AS quantity, bool_or(r.state = 'open') AS is_held
FROM reservation r
JOIN stock_balance b USING (balance_id)
JOIN stock_item i ON i.item_id = b.item_id AND i.owner = %(owner)s
JOIN bin n ON n.bin_id = b.bin_id
WHERE r.document_number = %(number)s AND r.document_kind = 'outbound_order'
  AND r.state IN ('open', 'settled')
GROUP BY r.document_line, b.balance_id, n.code, b.lot, b.lpn, b.use_by_on, b.received_at
ORDER BY r.document_line, b.use_by_on, b.received_at, b.balance_id

-- name: beside
-- Stock of the items as it stands now, what is free first; enough of each item to tell why.
SELECT s.*
FROM unnest(%(stock_item_ids)s::int[]) AS g (item_id)
CROSS JOIN LATERAL (
  SELECT b.item_id AS stock_item_id, b.balance_id, n.code AS bin, n.kind AS bin_kind,
    n.active AS bin_active, b.lot, b.serial, b.lpn, b.status, b.use_by_on, b.received_at,
    b.on_hand, b.reserved
  FROM stock_balance b JOIN bin n ON n.bin_id = b.bin_id
  WHERE b.present AND b.item_id = g.item_id AND b.site_id = %(site_id)s
  ORDER BY b.free DESC, b.use_by_on, b.received_at, b.balance_id LIMIT %(limit)s
) s
ORDER BY s.stock_item_id, s.use_by_on, s.received_at, s.balance_id
