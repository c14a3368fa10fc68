-- A look at how full the pick bins of a site should be. Worked out in the background by a worker.
-- service: in which share of cases the minimum shall last over lead_days and review_days.
CREATE TABLE wms.level_study (
  level_study_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  days int NOT NULL CHECK (days > 0),
  service numeric NOT NULL CHECK (service > 0 AND service < 1),
  lead_days int NOT NULL CHECK (lead_days >= 0),
  review_days int NOT NULL CHECK (review_days > 0),
  asked_at timestamptz NOT NULL,
  asked_by text NOT NULL,
  begun_at timestamptz,
  done_at timestamptz,
  text text NOT NULL DEFAULT '',
  failed boolean NOT NULL DEFAULT false,
  bin_count int NOT NULL DEFAULT 0,
  day_count int NOT NULL DEFAULT 0
);
CREATE INDEX level_study_open ON wms.level_study (level_study_id) WHERE done_at IS NULL;
CREATE INDEX level_study_site ON wms.level_study (site_id, level_study_id);

-- now_min, now_max: as the bin was when it was looked at.  per_day: units expected on a day.
CREATE TABLE wms.level_proposal (
  level_proposal_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  level_study_id bigint NOT NULL REFERENCES wms.level_study,
  place int NOT NULL,
  item_id bigint NOT NULL REFERENCES wms.item,
  bin_id int NOT NULL REFERENCES wms.bin,
  now_min numeric NOT NULL,
  now_max numeric NOT NULL,
  quantity_min numeric NOT NULL CHECK (quantity_min >= 0),
  quantity_max numeric NOT NULL CHECK (quantity_max > quantity_min),
  method text NOT NULL,
  per_day numeric NOT NULL,
  why text NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'proposed'
    CHECK (state IN ('proposed', 'accepted', 'dropped')),
  said text NOT NULL DEFAULT '',
  accepted_at timestamptz,
  accepted_by text NOT NULL DEFAULT '',
  UNIQUE (level_study_id, place)
);

-- What was picked is read from the index alone, amounts too.
DROP INDEX wms.task_picked;
CREATE INDEX task_picked ON wms.task (site_id, closed_at) INCLUDE (bin, item_id, done)
  WHERE kind = 'pick' AND closed_at IS NOT NULL AND done > 0;
