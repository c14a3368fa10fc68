-- A look at which item should lie in which pick bin. Planned in the background by a worker.
CREATE TABLE wms.slotting_study (
  slotting_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  zone text COLLATE "C" NOT NULL,
  days int NOT NULL CHECK (days > 0),
  asked_at timestamptz NOT NULL,
  asked_by text NOT NULL,
  begun_at timestamptz,
  done_at timestamptz,
  text text NOT NULL DEFAULT '',
  failed boolean NOT NULL DEFAULT false,
  item_count int NOT NULL DEFAULT 0,
  trip_count int NOT NULL DEFAULT 0,
  day_count int NOT NULL DEFAULT 0,
  now_m numeric,
  planned_m numeric
);
CREATE INDEX slotting_study_open ON wms.slotting_study (slotting_id) WHERE done_at IS NULL;
CREATE INDEX slotting_study_site ON wms.slotting_study (site_id, slotting_id);

-- place: the one that pays most first. other_item_id: who lies in to_bin comes back for it.
CREATE TABLE wms.slotting_move (
  slotting_move_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  slotting_id bigint NOT NULL REFERENCES wms.slotting_study,
  place int NOT NULL,
  item_id bigint NOT NULL REFERENCES wms.item,
  from_bin_id int NOT NULL REFERENCES wms.bin,
  to_bin_id int NOT NULL REFERENCES wms.bin,
  other_item_id bigint REFERENCES wms.item,
  saved_m numeric NOT NULL,
  why text NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'proposed'
    CHECK (state IN ('proposed', 'accepted', 'done', 'dropped')),
  said text NOT NULL DEFAULT '',
  accepted_at timestamptz,
  accepted_by text NOT NULL DEFAULT '',
  done_at timestamptz,
  UNIQUE (slotting_id, place)
);
CREATE INDEX slotting_move_open ON wms.slotting_move (from_bin_id, to_bin_id)
  WHERE state = 'accepted';

CREATE TABLE wms.slotting_task (
  task_id bigint PRIMARY KEY REFERENCES wms.task,
  slotting_move_id bigint NOT NULL REFERENCES wms.slotting_move
);
CREATE INDEX slotting_task_move ON wms.slotting_task (slotting_move_id);
