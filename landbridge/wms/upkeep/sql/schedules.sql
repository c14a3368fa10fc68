-- name: put
INSERT INTO upkeep_schedule AS u (site_id, work, at, weekdays, done_on, changed_at, changed_by)
VALUES (%(site_id)s, %(work)s, %(at_time)s, %(weekdays)s, %(done_on)s, %(at)s, %(actor)s)
ON CONFLICT (site_id, work, at) DO UPDATE SET weekdays = excluded.weekdays,
  changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: remove
DELETE FROM upkeep_schedule
WHERE site_id = %(site_id)s AND work = %(work)s AND at = %(at_time)s

-- name: schedules
SELECT s.code AS site, u.work, u.at, u.weekdays, u.done_on, u.done_text, s.timezone
FROM upkeep_schedule u JOIN site s USING (site_id)
WHERE s.active AND (%(site_id)s::int IS NULL OR u.site_id = %(site_id)s)
ORDER BY s.code, u.work, u.at

-- name: done
UPDATE upkeep_schedule u SET done_on = %(done_on)s, done_text = %(done_text)s
FROM site s
WHERE s.site_id = u.site_id AND s.code = %(site)s AND u.work = %(work)s AND u.at = %(at_time)s
  AND (u.done_on IS NULL OR u.done_on < %(done_on)s)
