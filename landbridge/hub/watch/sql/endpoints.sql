-- name: streams
SELECT endpoint_id, name, cursor, state, why, since, failures, due_at, moved_at, polled_at,
       swept_at, pulled_count, accepted_count, duplicate_count, announced_count
  FROM stream
 WHERE endpoint_id = ANY(%(ids)s)
 ORDER BY endpoint_id, name

-- name: health
SELECT first_at, last_at, checks_count, ok, text, version, took_ms
  FROM health_check
 WHERE endpoint_id = %(id)s
 ORDER BY first_at DESC
 LIMIT %(limit)s

-- name: audit
SELECT at, step, result, actor, why, detail
  FROM event
 WHERE endpoint_id = %(id)s AND step = 'person'
 ORDER BY id DESC
 LIMIT %(limit)s
