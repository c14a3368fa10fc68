-- Upkeep that begins by itself: at a time on the wall of the site, on some days of the week.
-- done_on: the site's day on which it was begun last.
CREATE TABLE wms.upkeep_schedule (
  site_id int NOT NULL REFERENCES wms.site,
  work text COLLATE "C" NOT NULL CHECK (work IN ('counts', 'replenishment')),
  at time NOT NULL,
  weekdays int[] NOT NULL CHECK (cardinality(weekdays) > 0),
  done_on date,
  done_text text NOT NULL DEFAULT '',
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (site_id, work, at)
);
