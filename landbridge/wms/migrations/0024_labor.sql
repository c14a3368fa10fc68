CREATE INDEX task_ended ON wms.task (site_id, closed_at) WHERE closed_by <> '';

-- How many people work how long on a day of the site.
CREATE TABLE wms.shift (
  site_id int NOT NULL REFERENCES wms.site,
  on_day date NOT NULL,
  people_count int NOT NULL CHECK (people_count >= 0),
  hours numeric NOT NULL CHECK (hours > 0 AND hours <= 24),
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  PRIMARY KEY (site_id, on_day)
);
