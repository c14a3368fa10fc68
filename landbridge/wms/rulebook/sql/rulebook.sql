-- name: hold_list
-- Two who change one list take turns.
SELECT pg_advisory_xact_lock(hashtextextended(%(kind)s || '/' || %(site_id)s::text, 32))

-- name: rules
SELECT rule_id, position, name, conditions, actions, enabled, note FROM rule
WHERE kind = %(kind)s AND site_id = %(site_id)s ORDER BY position, rule_id

-- name: drop_rules
DELETE FROM rule WHERE kind = %(kind)s AND site_id = %(site_id)s
  AND NOT rule_id = ANY (%(kept)s::bigint[])

-- name: add_rule
INSERT INTO rule (kind, site_id, position, name, conditions, actions, enabled, note, changed_at,
  changed_by)
VALUES (%(kind)s, %(site_id)s, %(position)s, %(name)s, %(conditions)s, %(actions)s, %(enabled)s,
  %(note)s, %(at)s, %(actor)s)
RETURNING rule_id

-- name: change_rule
UPDATE rule SET position = %(position)s, name = %(name)s, conditions = %(conditions)s,
  actions = %(actions)s, enabled = %(enabled)s, note = %(note)s, changed_at = %(at)s,
  changed_by = %(actor)s
WHERE rule_id = %(rule_id)s

-- name: tests
SELECT test_id, name, given, event, expected FROM rule_test
WHERE kind = %(kind)s AND site_id = %(site_id)s ORDER BY name

-- name: tested_sites
SELECT DISTINCT site_id FROM rule_test
WHERE kind = %(kind)s AND (%(site_id)s::int IS NULL OR site_id = %(site_id)s) ORDER BY site_id

-- name: put_test
INSERT INTO rule_test (kind, site_id, name, given, event, expected, changed_at, changed_by)
VALUES (%(kind)s, %(site_id)s, %(name)s, %(given)s, %(event)s, %(expected)s, %(at)s, %(actor)s)
ON CONFLICT (kind, site_id, name) DO UPDATE SET given = excluded.given, event = excluded.event,
  expected = excluded.expected, changed_at = excluded.changed_at, changed_by = excluded.changed_by
RETURNING test_id

-- name: drop_test
DELETE FROM rule_test WHERE kind = %(kind)s AND site_id = %(site_id)s AND test_id = %(test_id)s

-- name: add_change
INSERT INTO rule_change (kind, site_id, at, actor, what, rules, passed_count, failed_count)
VALUES (%(kind)s, %(site_id)s, %(at)s, %(actor)s, %(what)s, %(rules)s, %(passed)s, %(failed)s)

-- name: changes
SELECT at, actor, what, passed_count, failed_count FROM rule_change
WHERE kind = %(kind)s AND site_id = %(site_id)s ORDER BY change_id DESC LIMIT 20

-- name: uses
SELECT rule_id, count(*)::int, max(used_at) FROM rule_use
WHERE rule_id = ANY (%(rule_ids)s::bigint[]) AND used_at >= %(since)s
GROUP BY rule_id

-- name: use_rule
INSERT INTO rule_use (rule_id, used_at) VALUES (%s, %s)

-- name: counted_uses
SELECT rule, sum(use_count)::bigint, max(last_at) FROM rule_count
WHERE kind = %(kind)s AND site_id = %(site_id)s AND day >= %(since)s::date
GROUP BY rule

-- name: count_uses
INSERT INTO rule_count AS c (kind, site_id, rule, day, process, use_count, last_at)
SELECT %(kind)s, w.site_id, w.rule, %(day)s, pg_backend_pid(), w.use_count, %(at)s
FROM json_to_recordset(%(rows)s) AS w (site_id int, rule text, use_count bigint)
ON CONFLICT (kind, site_id, rule, day, process) DO UPDATE
  SET use_count = c.use_count + excluded.use_count, last_at = greatest(c.last_at, excluded.last_at)
