-- Movable units with an identity. What is on them is stock with their lpn; a row here says what
-- stock does not: which plate stands on which, and where an empty one is.
CREATE TABLE wms.license_plate (
  plate_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  lpn text COLLATE "C" NOT NULL CHECK (lpn <> ''),
  bin_id int NOT NULL REFERENCES wms.bin,
  parent_id bigint REFERENCES wms.license_plate,
  package_type text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  UNIQUE (site_id, lpn),
  CHECK (parent_id <> plate_id)
);
CREATE INDEX license_plate_parent ON wms.license_plate (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX license_plate_lpn ON wms.license_plate (lpn);
REVOKE DELETE, TRUNCATE ON wms.license_plate FROM landbridge_wms;

CREATE TABLE wms.plate_event (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  plate_id bigint NOT NULL REFERENCES wms.license_plate,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  what text COLLATE "C" NOT NULL,
  detail text NOT NULL
);
CREATE INDEX plate_event_plate ON wms.plate_event (plate_id, event_id);
REVOKE UPDATE, DELETE, TRUNCATE ON wms.plate_event FROM landbridge_wms;

CREATE INDEX task_lpn ON wms.task (site_id, lpn) WHERE closed_at IS NULL AND lpn <> '';
