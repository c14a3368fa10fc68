-- name: drifted_balances
-- Each balance is what its moves add up to.
SELECT b.balance_id, b.on_hand, coalesce(m.amount, 0)
FROM stock_balance b
LEFT JOIN (
  SELECT balance_id, sum(amount) AS amount
  FROM (
    SELECT source_id AS balance_id, -quantity AS amount FROM stock_move
    UNION ALL
    SELECT target_id, quantity FROM stock_move
  ) sides
  GROUP BY balance_id
) m USING (balance_id)
WHERE b.on_hand <> coalesce(m.amount, 0)
ORDER BY b.balance_id
LIMIT %s

-- name: drifted_reserved
SELECT b.balance_id, b.reserved, coalesce(r.amount, 0)
FROM stock_balance b
FULL JOIN (
  SELECT balance_id, sum(quantity - settled) AS amount
  FROM reservation WHERE state = 'open' AND balance_id IS NOT NULL
  GROUP BY balance_id
) r USING (balance_id)
WHERE coalesce(b.reserved, 0) <> coalesce(r.amount, 0)
ORDER BY 1
LIMIT %s

-- name: drifted_promises
SELECT p.promise_id, p.promised, coalesce(r.amount, 0)
FROM item_promise p
FULL JOIN (
  SELECT promise_id, sum(quantity - settled) AS amount
  FROM reservation WHERE state = 'open' AND promise_id IS NOT NULL
  GROUP BY promise_id
) r USING (promise_id)
WHERE coalesce(p.promised, 0) <> coalesce(r.amount, 0)
ORDER BY 1
LIMIT %s

-- name: broken_chains
-- What a move left behind is what the move before it left, more or less its quantity.
WITH sides AS (
  SELECT move_id, source_id AS balance_id, source_previous AS previous, source_after AS after,
    -quantity AS amount FROM stock_move
  UNION ALL
  SELECT move_id, target_id, target_previous, target_after, quantity FROM stock_move
)
SELECT s.balance_id, s.move_id
FROM sides s
LEFT JOIN stock_move p ON p.move_id = s.previous
  AND s.balance_id IN (p.source_id, p.target_id)
WHERE s.after <> s.amount + CASE
    WHEN s.previous = 0 THEN 0
    WHEN p.source_id = s.balance_id THEN p.source_after
    ELSE p.target_after
  END
  OR (s.previous <> 0 AND p.move_id IS NULL)
ORDER BY s.move_id
LIMIT %s

-- name: broken_heads
SELECT b.balance_id, b.last_move
FROM stock_balance b
LEFT JOIN stock_move m ON m.move_id = b.last_move
WHERE b.on_hand <> CASE
    WHEN b.last_move = 0 THEN 0
    WHEN m.source_id = b.balance_id THEN m.source_after
    WHEN m.target_id = b.balance_id THEN m.target_after
    ELSE 'NaN'
  END
ORDER BY b.balance_id
LIMIT %s
