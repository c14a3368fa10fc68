-- name: ask
INSERT INTO level_study (site_id, days, service, lead_days, review_days, asked_at, asked_by)
VALUES (%(site_id)s, %(days)s, %(service)s, %(lead_days)s, %(review_days)s, %(at)s, %(actor)s)
RETURNING level_study_id

-- name: open_of_site
SELECT level_study_id FROM level_study WHERE site_id = %(site_id)s AND done_at IS NULL LIMIT 1

-- name: take
-- The oldest that nobody works out; one that was begun long ago lost its worker.
UPDATE level_study SET begun_at = %(now)s WHERE level_study_id = (
  SELECT level_study_id FROM level_study
  WHERE done_at IS NULL AND (begun_at IS NULL OR begun_at < %(lost)s)
  ORDER BY level_study_id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING level_study_id, site_id, days, service, lead_days, review_days, begun_at

-- name: faces
-- Pick bins, with what was picked from each on which day; the first of them with the days on which
-- the site picked anything. All of it is one walk along the index of what was picked.
WITH picks AS MATERIALIZED (
  SELECT bin, item_id, (closed_at AT TIME ZONE %(zone)s)::date AS on_day, sum(done) AS quantity,
    count(*) AS picks
  FROM task
  WHERE site_id = %(site_id)s AND kind = 'pick' AND closed_at IS NOT NULL AND done > 0
    AND closed_at >= %(since)s AND closed_at < %(until)s
  GROUP BY 1, 2, 3
), faces AS MATERIALIZED (
  SELECT p.bin_id, b.code AS bin, p.item_id, p.quantity_min, p.quantity_max,
    b.length_mm::bigint * b.width_mm * b.height_mm AS volume_mm3
  FROM pick_bin p JOIN bin b USING (bin_id)
  WHERE p.site_id = %(site_id)s AND b.active
), given AS (
  SELECT bin, item_id, array_agg(on_day ORDER BY on_day) AS days,
    array_agg(quantity ORDER BY on_day) AS quantities, sum(picks)::int AS picks
  FROM picks JOIN faces USING (bin, item_id) GROUP BY bin, item_id
), elsewhere AS (
  SELECT x.item_id, sum(x.picks)::int AS picks
  FROM picks x LEFT JOIN faces f USING (bin, item_id)
  WHERE f.bin_id IS NULL GROUP BY x.item_id
)
SELECT f.bin_id, f.bin, f.item_id, f.quantity_min, f.quantity_max, f.volume_mm3,
  coalesce(g.days, '{}') AS days, coalesce(g.quantities, '{}') AS quantities,
  coalesce(g.picks, 0) AS picks, coalesce(e.picks, 0) AS elsewhere,
  CASE WHEN row_number() OVER (ORDER BY f.bin, f.item_id) = 1
    THEN (SELECT array_agg(DISTINCT on_day) FROM picks) END AS site_days
FROM faces f
LEFT JOIN given g USING (bin, item_id)
LEFT JOIN elsewhere e USING (item_id)
ORDER BY f.bin, f.item_id

-- name: finish
UPDATE level_study SET done_at = %(at)s, text = %(text)s, failed = %(failed)s,
  bin_count = %(bin_count)s, day_count = %(day_count)s
WHERE level_study_id = %(level_study_id)s AND begun_at = %(begun_at)s AND done_at IS NULL
RETURNING level_study_id

-- name: insert_proposals
INSERT INTO level_proposal (level_study_id, place, item_id, bin_id, now_min, now_max, quantity_min,
  quantity_max, method, per_day, why)
SELECT %(level_study_id)s, place, item_id, bin_id, now_min, now_max, quantity_min, quantity_max,
  method, per_day, why
FROM json_to_recordset(%(rows)s) AS w (place int, item_id bigint, bin_id int, now_min numeric,
  now_max numeric, quantity_min numeric, quantity_max numeric, method text, per_day numeric,
  why text)

-- name: studies
SELECT x.level_study_id, s.code AS site, x.days, x.service, x.lead_days, x.review_days, x.asked_at,
  x.asked_by, x.begun_at, x.done_at, x.text, x.failed, x.bin_count, x.day_count
FROM level_study x JOIN site s USING (site_id)
WHERE (%(level_study_id)s::bigint IS NULL OR x.level_study_id = %(level_study_id)s)
  AND (%(site_id)s::int IS NULL OR x.site_id = %(site_id)s)
ORDER BY x.level_study_id DESC LIMIT %(limit)s

-- name: proposals
SELECT p.level_proposal_id, p.place, i.owner, i.code AS item, i.description, i.base_uom AS uom,
  b.code AS bin, p.now_min, p.now_max, p.quantity_min, p.quantity_max, p.method, p.per_day, p.why,
  p.state, p.said, p.accepted_at, p.accepted_by
FROM level_proposal p JOIN item i USING (item_id) JOIN bin b USING (bin_id)
WHERE p.level_study_id = %(level_study_id)s
ORDER BY p.place LIMIT 500

-- name: lock_proposals
SELECT level_proposal_id, state FROM level_proposal
WHERE level_study_id = %(level_study_id)s
  AND (%(every)s OR level_proposal_id = ANY(%(ids)s::bigint[]))
ORDER BY level_proposal_id FOR UPDATE

-- name: lock_bins
-- In the order in which whoever plans their filling locks them.
SELECT FROM pick_bin k JOIN level_proposal p USING (bin_id, item_id)
WHERE p.level_proposal_id = ANY(%(ids)s::bigint[])
ORDER BY k.pick_bin_id FOR UPDATE OF k

-- name: put_levels
-- Where the levels are still those that were looked at.
UPDATE pick_bin k SET quantity_min = p.quantity_min, quantity_max = p.quantity_max,
  changed_at = %(at)s, changed_by = %(actor)s
FROM level_proposal p
WHERE p.level_proposal_id = ANY(%(ids)s::bigint[]) AND k.bin_id = p.bin_id
  AND k.item_id = p.item_id AND k.quantity_min = p.now_min AND k.quantity_max = p.now_max
RETURNING p.level_proposal_id

-- name: settle
UPDATE level_proposal p SET accepted_at = %(at)s, accepted_by = %(actor)s,
  state = CASE WHEN t.taken THEN 'accepted' ELSE 'dropped' END,
  said = CASE WHEN t.taken THEN '' ELSE %(said)s END
FROM (
  SELECT level_proposal_id, level_proposal_id = ANY(%(taken)s::bigint[]) AS taken
  FROM level_proposal WHERE level_proposal_id = ANY(%(ids)s::bigint[])
) t JOIN level_proposal q USING (level_proposal_id) JOIN bin b USING (bin_id)
WHERE p.level_proposal_id = t.level_proposal_id
RETURNING p.level_proposal_id, b.code
