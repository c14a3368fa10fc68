-- name: moves_of_posting
SELECT * FROM stock_move_row
WHERE move_id >= %(posting_id)s::bigint * 65536
  AND move_id < (%(posting_id)s::bigint + 1) * 65536
ORDER BY move_id

-- name: settlements_of_posting
SELECT reservation_id, quantity, keep_rest FROM settlement WHERE posting_id = %s

-- name: moves_by_id
-- By id, in a statement of its own: then the many joins of the view start from these few moves.
SELECT * FROM stock_move_row WHERE move_id = ANY (%s::bigint[]) ORDER BY move_id DESC

-- name: find_newest
SELECT move_id FROM stock_move WHERE move_id < %(before)s ORDER BY move_id DESC LIMIT %(limit)s

-- name: find_of_document
-- Newest first, within the postings that touched the document.
SELECT m.move_id
FROM posting_document d
JOIN stock_move m ON m.move_id >= d.posting_id * 65536
  AND m.move_id < (d.posting_id + 1) * 65536
WHERE d.document_number = %(number)s AND m.document_number = %(number)s
  AND m.move_id < %(before)s
ORDER BY m.move_id DESC
LIMIT %(limit)s

-- name: find_of_balances
-- History is a chain per balance, walked backwards from its newest move. Only balances whose
-- newest move may be on the page are walked, and none below the page's last possible move.
WITH RECURSIVE heads AS MATERIALIZED (
  SELECT b.balance_id, b.last_move
  FROM stock_balance b
  JOIN stock_item i USING (item_id)
  JOIN bin n USING (bin_id)
  JOIN site s ON s.site_id = b.site_id
  WHERE b.last_move > 0 AND {where}
), floor AS (
  -- The limit-th newest move of all balances that has not been shown: nothing older is needed.
  SELECT coalesce((
    SELECT DISTINCT last_move FROM heads WHERE last_move < %(before)s
    ORDER BY last_move DESC OFFSET %(limit)s - 1 LIMIT 1), 0) AS move_id
), chain AS (
  -- `shown` counts the moves of this page's range: a chain never gives more than a page.
  SELECT h.balance_id, h.last_move AS move_id, (h.last_move < %(before)s)::int AS shown
  FROM heads h, floor
  WHERE h.last_move >= floor.move_id
  UNION ALL
  SELECT c.balance_id, older.move_id, c.shown + (older.move_id < %(before)s)::int
  FROM chain c
  JOIN stock_move m USING (move_id)
  CROSS JOIN LATERAL (
    SELECT CASE WHEN m.source_id = c.balance_id THEN m.source_previous
      ELSE m.target_previous END AS move_id
  ) older
  CROSS JOIN floor
  WHERE older.move_id >= greatest(floor.move_id, 1) AND c.shown < %(limit)s
)
SELECT DISTINCT move_id FROM chain WHERE move_id < %(before)s
ORDER BY move_id DESC
LIMIT %(limit)s
