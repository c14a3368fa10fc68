CREATE TABLE wms.site (
  site_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  code text COLLATE "C" NOT NULL UNIQUE CHECK (code <> ''),
  name text NOT NULL,
  timezone text NOT NULL,
  gln text NOT NULL DEFAULT '',
  active boolean NOT NULL DEFAULT true
);

CREATE TABLE wms.zone (
  zone_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  code text COLLATE "C" NOT NULL CHECK (code <> ''),
  name text NOT NULL DEFAULT '',
  UNIQUE (site_id, code)
);

CREATE TABLE wms.bin (
  bin_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  code text COLLATE "C" NOT NULL CHECK (code <> ''),
  kind text NOT NULL
    CHECK (kind IN ('storage', 'receiving', 'staging', 'packing', 'shipping', 'virtual')),
  virtual boolean NOT NULL GENERATED ALWAYS AS (kind = 'virtual') STORED,
  zone_id int REFERENCES wms.zone,
  aisle text NOT NULL DEFAULT '',
  bay text NOT NULL DEFAULT '',
  level text NOT NULL DEFAULT '',
  x_mm int,
  y_mm int,
  z_mm int,
  pick_sequence int NOT NULL DEFAULT 0,
  length_mm int CHECK (length_mm > 0),
  width_mm int CHECK (width_mm > 0),
  height_mm int CHECK (height_mm > 0),
  weight_max_g numeric CHECK (weight_max_g > 0),
  check_digits text NOT NULL DEFAULT '',
  active boolean NOT NULL DEFAULT true,
  UNIQUE (site_id, code),
  -- A code alone tells whether a bin is within the walls; rules rely on it.
  CHECK ((kind = 'virtual') = (left(code, 1) = '@'))
);

CREATE INDEX bin_walk ON wms.bin (site_id, kind, pick_sequence, code);

-- The virtual flag is copied into balances, so a bin never changes sides; it is never deleted.
REVOKE DELETE, TRUNCATE ON wms.site, wms.zone, wms.bin FROM landbridge_wms;
