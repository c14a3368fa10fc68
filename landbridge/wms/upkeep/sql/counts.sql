-- name: policies
SELECT s.code AS site, p.tolerance_percent, p.posts_small, p.days_a, p.days_b, p.days_c
FROM count_policy p JOIN site s USING (site_id) ORDER BY s.code

-- name: policy
SELECT s.code AS site, p.tolerance_percent, p.posts_small, p.days_a, p.days_b, p.days_c
FROM count_policy p JOIN site s USING (site_id) WHERE site_id = %(site_id)s

-- name: put_policy
INSERT INTO count_policy (site_id, tolerance_percent, posts_small, days_a, days_b, days_c,
  changed_at, changed_by)
VALUES (%(site_id)s, %(tolerance_percent)s, %(posts_small)s, %(days_a)s, %(days_b)s, %(days_c)s,
  %(at)s, %(actor)s)
ON CONFLICT (site_id) DO UPDATE SET tolerance_percent = excluded.tolerance_percent,
  posts_small = excluded.posts_small, days_a = excluded.days_a, days_b = excluded.days_b,
  days_c = excluded.days_c, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: bins_named
-- Storage bins of a zone or by name; with an item only those that hold it.
SELECT b.bin_id FROM bin b LEFT JOIN zone z USING (zone_id)
WHERE b.site_id = %(site_id)s AND b.active AND NOT b.virtual
  AND (b.kind = 'storage' OR b.code = ANY (%(bins)s::text[]))
  AND (%(zone)s = '' OR z.code = %(zone)s)
  AND (cardinality(%(bins)s::text[]) = 0 OR b.code = ANY (%(bins)s::text[]))
  AND (%(item)s = '' OR EXISTS (
    SELECT FROM stock_balance sb JOIN stock_item si USING (item_id)
    WHERE sb.bin_id = b.bin_id AND sb.present AND si.owner = %(owner)s AND si.item = %(item)s))
ORDER BY b.pick_sequence, b.code LIMIT %(limit)s

-- name: bins_due
-- Bins whose fastest item was not counted for longer than its class allows; the longest first.
SELECT bin_id FROM (
  SELECT b.bin_id, b.pick_sequence, b.code,
    min(CASE coalesce(v.abc, 'C') WHEN 'A' THEN %(days_a)s WHEN 'B' THEN %(days_b)s
        ELSE %(days_c)s END) AS days,
    (SELECT max(c.completed_at) FROM cycle_count c
     WHERE c.bin_id = b.bin_id AND c.item_id IS NULL AND c.outcome IN ('matched', 'adjusted'))
    AS last_at
  FROM bin b
  LEFT JOIN zone z USING (zone_id)
  JOIN stock_balance sb ON sb.bin_id = b.bin_id AND sb.present
  JOIN stock_item si ON si.item_id = sb.item_id
  JOIN item i ON i.owner = si.owner AND i.code = si.item
  LEFT JOIN item_velocity v ON v.site_id = b.site_id AND v.item_id = i.item_id
  WHERE b.site_id = %(site_id)s AND b.kind = 'storage' AND b.active
    AND (%(zone)s = '' OR z.code = %(zone)s)
    AND NOT EXISTS (SELECT FROM cycle_count c
                    WHERE c.bin_id = b.bin_id AND c.state <> 'completed' AND c.item_id IS NULL)
  GROUP BY b.bin_id, b.pick_sequence, b.code
) x
WHERE last_at IS NULL OR last_at < %(now)s - days * interval '1 day'
ORDER BY days, last_at NULLS FIRST, pick_sequence, code LIMIT %(limit)s

-- name: insert_counts
INSERT INTO cycle_count (number, site_id, bin_id, item_id, cause, why, priority, requested_at,
  requested_by)
SELECT 'C' || lpad(nextval('count_number')::text, 8, '0'), %(site_id)s, bin_id, %(item_id)s,
  %(cause)s, %(why)s, %(priority)s, %(at)s, %(actor)s
FROM unnest(%(bin_ids)s::int[]) WITH ORDINALITY AS w (bin_id, n)
ORDER BY n
ON CONFLICT (bin_id, coalesce(item_id, 0)) WHERE state <> 'completed' DO NOTHING
RETURNING count_id, number

-- name: open_of_bin
SELECT count_id FROM cycle_count
WHERE bin_id = %(bin_id)s AND item_id IS NULL AND state <> 'completed'

-- name: add_event
INSERT INTO count_event (count_id, at, actor, state, text)
SELECT count_id, %(at)s, %(actor)s, %(state)s, %(text)s
FROM unnest(%(count_ids)s::bigint[]) AS count_id

-- name: lock_count
SELECT c.count_id, c.number, c.site_id, s.code AS site, c.bin_id, b.code AS bin, b.kind AS bin_kind,
  c.item_id, c.cause, c.state, c.round, c.blocked
FROM cycle_count c JOIN site s USING (site_id) JOIN bin b USING (bin_id)
WHERE c.count_id = %(count_id)s FOR UPDATE OF c

-- name: rounds
SELECT round, counted_by, started_at, active_at, finished_at FROM count_round
WHERE count_id = %(count_id)s ORDER BY round

-- name: insert_round
INSERT INTO count_round (count_id, round, counted_by, started_at, active_at)
VALUES (%(count_id)s, %(round)s, %(actor)s, %(at)s, %(at)s)

-- name: touch_round
UPDATE count_round SET active_at = %(at)s WHERE count_id = %(count_id)s AND round = %(round)s

-- name: drop_round
DELETE FROM count_round WHERE count_id = %(count_id)s AND round = %(round)s

-- name: finish_round
UPDATE count_round SET active_at = %(at)s, finished_at = %(at)s
WHERE count_id = %(count_id)s AND round = %(round)s

-- name: set_state
UPDATE cycle_count SET state = %(state)s, round = %(round)s, blocked = %(blocked)s
WHERE count_id = %(count_id)s

-- name: set_counted
UPDATE cycle_count SET counted_at = %(at)s WHERE count_id = %(count_id)s

-- name: set_reviewed
UPDATE cycle_count SET reviewed_at = %(at)s, reviewed_by = %(actor)s
WHERE count_id = %(count_id)s

-- name: complete
UPDATE cycle_count SET state = 'completed', outcome = %(outcome)s, completed_at = %(at)s,
  blocked = '', adjustments = %(adjustments)s
WHERE count_id = %(count_id)s

-- name: groups
-- What the books say is in a bin, by item and lot: amount, balances and their last moves.
SELECT i.item_id, sb.lot, sum(sb.on_hand) AS book,
  array_agg(sb.balance_id ORDER BY sb.balance_id) AS balance_ids,
  array_agg(sb.last_move ORDER BY sb.balance_id) AS last_moves,
  coalesce(array_agg(sb.serial ORDER BY sb.serial) FILTER (WHERE sb.serial <> ''), '{}') AS serials
FROM stock_balance sb
JOIN stock_item si USING (item_id)
JOIN item i ON i.owner = si.owner AND i.code = si.item
WHERE sb.bin_id = %(bin_id)s AND sb.present
  AND (%(item_id)s::bigint IS NULL OR i.item_id = %(item_id)s)
GROUP BY i.item_id, sb.lot

-- name: see
INSERT INTO count_seen (count_id, round, item_id, lot, balance_ids, last_moves)
VALUES (%(count_id)s, %(round)s, %(item_id)s, %(lot)s, %(balance_ids)s, %(last_moves)s)
ON CONFLICT (count_id, round, item_id, lot) DO UPDATE
SET balance_ids = excluded.balance_ids, last_moves = excluded.last_moves

-- name: seen
SELECT item_id, lot, balance_ids, last_moves FROM count_seen
WHERE count_id = %(count_id)s AND round = %(round)s

-- name: in_hand
-- Who is just taking goods of an item out of the bin, or bringing some: what they hold is not
-- where the books have it.
SELECT DISTINCT t.claimed_by, t.kind FROM task t
WHERE t.site_id = %(site_id)s AND t.item_id = %(item_id)s AND t.closed_at IS NULL
  AND t.claimed_by <> '' AND t.claimed_until > %(now)s
  AND (t.bin = %(bin)s OR t.target_bin = %(bin)s)
ORDER BY 1, 2

-- name: put_line
INSERT INTO count_line (count_id, round, item_id, lot, expiry_on, counted, book, serials,
  serials_new, serials_gone, balance_ids, last_moves, found, counted_at, counted_by)
VALUES (%(count_id)s, %(round)s, %(item_id)s, %(lot)s, %(expiry_on)s, %(counted)s, %(book)s,
  %(serials)s, %(serials_new)s, %(serials_gone)s, %(balance_ids)s, %(last_moves)s, %(found)s,
  %(at)s, %(actor)s)
ON CONFLICT (count_id, round, item_id, lot) DO UPDATE
SET expiry_on = excluded.expiry_on, counted = excluded.counted, book = excluded.book,
  serials = excluded.serials, serials_new = excluded.serials_new,
  serials_gone = excluded.serials_gone, balance_ids = excluded.balance_ids,
  last_moves = excluded.last_moves, found = excluded.found, counted_at = excluded.counted_at,
  counted_by = excluded.counted_by

-- name: lines
SELECT l.round, l.item_id, l.lot, l.expiry_on, l.counted, l.book, l.difference, l.serials,
  l.serials_new, l.serials_gone, l.balance_ids, l.last_moves, l.found, l.counted_at, l.counted_by
FROM count_line l WHERE l.count_id = %(count_id)s AND l.round = %(round)s
ORDER BY l.item_id, l.lot

-- name: lot_use_by
SELECT l.use_by_on FROM lot l JOIN stock_item si USING (item_id)
WHERE si.owner = %(owner)s AND si.item = %(item)s AND l.lot = %(lot)s

-- name: corrected_since
-- Whether stock of an item and lot in the bin went out of the books, or into them, after it was
-- counted. Balances that were there are walked back to where they stood then.
WITH RECURSIVE heads AS (
  SELECT sb.balance_id, sb.last_move AS move_id, coalesce(w.last_move, 0) AS cut
  FROM stock_balance sb
  JOIN stock_item si USING (item_id)
  LEFT JOIN unnest(%(balance_ids)s::bigint[], %(last_moves)s::bigint[])
    AS w (balance_id, last_move) USING (balance_id)
  WHERE si.owner = %(owner)s AND si.item = %(item)s AND sb.bin_id = %(bin_id)s
    AND sb.lot = %(lot)s
), chain AS (
  SELECT balance_id, move_id, cut FROM heads WHERE move_id > cut
  UNION ALL
  SELECT c.balance_id, older.move_id, c.cut
  FROM chain c
  JOIN stock_move m USING (move_id)
  JOIN posting p ON p.posting_id = m.move_id / 65536
  CROSS JOIN LATERAL (
    SELECT CASE WHEN m.source_id = c.balance_id THEN m.source_previous
      ELSE m.target_previous END AS move_id
  ) older
  WHERE older.move_id > c.cut AND p.recorded_at >= %(counted_at)s
)
SELECT p.actor, p.recorded_at FROM chain c
JOIN stock_move m USING (move_id)
JOIN posting p ON p.posting_id = m.move_id / 65536
WHERE p.recorded_at >= %(counted_at)s
  AND m.reason IN ('adjustment', 'count', 'opening', 'scrap')
LIMIT 1

-- name: to_take
-- Where a loss is booked: first what nobody could find before, last what stands on plates.
SELECT sb.serial, sb.status, sb.lpn, sb.on_hand - sb.reserved AS free
FROM stock_balance sb JOIN stock_item si USING (item_id)
WHERE si.owner = %(owner)s AND si.item = %(item)s AND sb.bin_id = %(bin_id)s AND sb.lot = %(lot)s
  AND sb.free
ORDER BY sb.status <> 'quarantine', sb.status <> 'available', sb.lpn, sb.status, sb.serial

-- name: said_missing
-- What pickers did not find, under the status it waits in.
SELECT sb.status, sb.lpn, sb.serial, sb.on_hand - sb.reserved AS free
FROM stock_balance sb
JOIN stock_item si USING (item_id)
JOIN stock_move m ON m.move_id = sb.last_move
WHERE si.owner = %(owner)s AND si.item = %(item)s AND sb.bin_id = %(bin_id)s AND sb.lot = %(lot)s
  AND sb.free AND sb.status = 'quarantine' AND m.reason_code = 'missing'
ORDER BY sb.balance_id

-- name: promised_to
SELECT DISTINCT r.document_number FROM reservation r
JOIN stock_balance sb USING (balance_id)
JOIN stock_item si ON si.item_id = sb.item_id
WHERE si.owner = %(owner)s AND si.item = %(item)s AND sb.bin_id = %(bin_id)s AND sb.lot = %(lot)s
  AND r.state = 'open'
ORDER BY 1 LIMIT 5

-- name: page
SELECT c.count_id FROM cycle_count c JOIN bin b USING (bin_id) LEFT JOIN zone z USING (zone_id)
WHERE (%(site_id)s::int IS NULL OR c.site_id = %(site_id)s)
  AND (%(state)s = '' OR c.state = %(state)s OR (%(state)s = 'open' AND c.state <> 'completed'))
  AND (%(zone)s = '' OR z.code = %(zone)s)
  AND (%(text)s = '' OR c.number ILIKE %(part)s OR b.code ILIKE %(part)s)
  AND (%(a)s::bigint IS NULL OR c.count_id < %(a)s)
ORDER BY c.count_id DESC LIMIT %(limit)s

-- name: views
SELECT c.count_id, c.number, s.code AS site, coalesce(z.code, '') AS zone, b.code AS bin,
  coalesce(i.owner, '') AS owner, coalesce(i.code, '') AS item, c.cause, c.why, c.priority,
  c.state, c.outcome, c.round, c.blocked, c.requested_at, c.requested_by, c.counted_at,
  c.reviewed_at, c.reviewed_by, c.completed_at, c.adjustments,
  coalesce(r.counted_by, '') AS counted_by,
  (SELECT count(*) FROM count_line l WHERE l.count_id = c.count_id AND l.round = c.round
    AND (l.difference <> 0 OR l.serials_new <> '{}'))::int AS difference_count
FROM cycle_count c
JOIN site s USING (site_id)
JOIN bin b USING (bin_id)
LEFT JOIN zone z USING (zone_id)
LEFT JOIN item i ON i.item_id = c.item_id
LEFT JOIN count_round r ON r.count_id = c.count_id AND r.round = c.round
WHERE c.count_id = ANY (%(count_ids)s)

-- name: all_lines
SELECT l.round, i.owner, i.code AS item, i.description, i.base_uom AS uom, l.lot, l.counted,
  l.book, l.difference, l.serials_new, l.serials_gone, l.found, l.counted_at, l.counted_by
FROM count_line l JOIN item i USING (item_id)
WHERE l.count_id = %(count_id)s ORDER BY l.round DESC, i.code, l.lot

-- name: events
SELECT at, actor, state, text FROM count_event WHERE count_id = %(count_id)s
ORDER BY event_id DESC

-- name: next_count
-- Mine first; then by priority, along the walk. Not to who counted last if another must look.
SELECT c.count_id FROM cycle_count c
JOIN bin b USING (bin_id)
LEFT JOIN zone z USING (zone_id)
LEFT JOIN count_round r ON r.count_id = c.count_id AND r.round = c.round
WHERE c.site_id = %(site_id)s AND (%(zone)s = '' OR z.code = %(zone)s)
  AND NOT c.count_id = ANY (%(passed)s::bigint[])
  AND ((c.state = 'counting' AND r.counted_by = %(actor)s)
    OR c.state = 'requested'
    OR (c.state = 'investigating' AND r.counted_by IS DISTINCT FROM %(actor)s))
ORDER BY c.state <> 'counting', c.priority, b.pick_sequence, b.code, c.count_id LIMIT 1

-- name: todo_count
SELECT count(*)::int FROM cycle_count
WHERE site_id = %(site_id)s AND state IN ('requested', 'investigating')
