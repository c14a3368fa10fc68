-- name: one_endpoint
SELECT id, name, title, connector, config, options, state, why, since, revision
  FROM endpoint
 WHERE name = %(name)s

-- name: locked_endpoint
SELECT id, name, title, connector, config, options, state, why, since, revision
  FROM endpoint
 WHERE name = %(name)s
   FOR UPDATE

-- name: all_endpoints
SELECT id, name, title, connector, config, options, state, why, since, revision
  FROM endpoint
 ORDER BY state = 'disabled', id

-- name: add_endpoint
INSERT INTO endpoint (name, title, connector, config, options, state, since, created_at)
VALUES (%(name)s, %(title)s, %(connector)s, %(config)s, %(options)s, 'active', %(at)s, %(at)s)
    ON CONFLICT (name) DO NOTHING
RETURNING id

-- name: change_endpoint
UPDATE endpoint
   SET title = %(title)s, config = %(config)s, options = %(options)s, state = %(state)s,
       why = %(why)s, since = CASE WHEN state = %(state)s THEN since ELSE %(at)s END,
       revision = revision + 1
 WHERE id = %(id)s

-- name: add_routes
INSERT INTO route (source_id, kind, target_id, condition)
SELECT source.id, new.kind, target.id, %(condition)s
  FROM unnest(%(sources)s::text[], %(kinds)s::text[], %(targets)s::text[])
       AS new (source, kind, target)
  JOIN endpoint source ON source.name = new.source
  JOIN endpoint target ON target.name = new.target
    ON CONFLICT (source_id, kind, target_id, condition) DO UPDATE SET enabled = true
 WHERE NOT route.enabled
RETURNING kind

-- name: remove_routes
DELETE FROM route
 USING endpoint source, endpoint target
 WHERE source.id = route.source_id AND target.id = route.target_id
   AND source.name = %(source)s AND target.name = %(target)s AND route.kind = %(kind)s
RETURNING route.kind

-- name: routes
SELECT source.name AS source, route.kind, target.name AS target, route.condition, route.enabled
  FROM route
  JOIN endpoint source ON source.id = route.source_id
  JOIN endpoint target ON target.id = route.target_id
 ORDER BY source.id, target.id, route.kind

-- name: repeat_check
UPDATE health_check
   SET last_at = %(at)s, checks_count = checks_count + 1, took_ms = %(took_ms)s
 WHERE endpoint_id = %(endpoint_id)s
   AND first_at = (SELECT max(first_at) FROM health_check WHERE endpoint_id = %(endpoint_id)s)
   AND ok = %(ok)s AND text = %(text)s AND version = %(version)s AND needs_login = %(needs_login)s

-- name: add_check
INSERT INTO health_check
       (endpoint_id, first_at, last_at, ok, text, version, needs_login, took_ms)
VALUES (%(endpoint_id)s, %(at)s, %(at)s, %(ok)s, %(text)s, %(version)s, %(needs_login)s,
        %(took_ms)s)
    ON CONFLICT (endpoint_id, first_at) DO UPDATE
   SET ok = excluded.ok, text = excluded.text, version = excluded.version,
       needs_login = excluded.needs_login, took_ms = excluded.took_ms

-- name: forget_old_checks
DELETE FROM health_check
 WHERE endpoint_id = %(endpoint_id)s
   AND first_at < (SELECT first_at FROM health_check WHERE endpoint_id = %(endpoint_id)s
                    ORDER BY first_at DESC OFFSET %(kept)s LIMIT 1)
