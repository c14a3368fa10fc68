-- Until when an order leaves on the same day: a wall-clock time of the site, on weekdays 1 (Monday)
-- to 7. '' means any carrier or service; the closest row holds.
CREATE TABLE wms.cutoff (
  cutoff_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  carrier_code text COLLATE "C" NOT NULL DEFAULT '',
  service_code text COLLATE "C" NOT NULL DEFAULT '',
  weekdays int[] NOT NULL
    CHECK (cardinality(weekdays) > 0 AND weekdays <@ ARRAY[1, 2, 3, 4, 5, 6, 7]),
  at time NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  UNIQUE (site_id, carrier_code, service_code)
);

ALTER TABLE wms.release_policy
  ADD COLUMN open_picks_max int NOT NULL DEFAULT 500 CHECK (open_picks_max > 0);

-- Which orders go to the floor together, and how they are picked. Empty lists mean any.
CREATE TABLE wms.wave_template (
  template_id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id int NOT NULL REFERENCES wms.site,
  code text COLLATE "C" NOT NULL CHECK (code <> ''),
  picking text COLLATE "C" NOT NULL CHECK (picking IN ('single', 'cluster', 'zone', 'pooled')),
  owners text[] COLLATE "C" NOT NULL DEFAULT '{}',
  carrier_codes text[] COLLATE "C" NOT NULL DEFAULT '{}',
  priority_max int,
  cutoff_within_min int CHECK (cutoff_within_min > 0),
  orders_max int NOT NULL DEFAULT 200 CHECK (orders_max BETWEEN 1 AND 5000),
  orders_per_trip int NOT NULL DEFAULT 8 CHECK (orders_per_trip BETWEEN 1 AND 100),
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  UNIQUE (site_id, code)
);

CREATE SEQUENCE wms.wave_number;
CREATE TABLE wms.wave (
  wave_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  site_id int NOT NULL REFERENCES wms.site,
  template text COLLATE "C" NOT NULL,
  picking text COLLATE "C" NOT NULL,
  orders_per_trip int NOT NULL,
  state text COLLATE "C" NOT NULL CHECK (state IN ('planned', 'released', 'cancelled')),
  created_at timestamptz NOT NULL,
  created_by text NOT NULL,
  released_at timestamptz,
  -- Metres as the orders came, as planned, and what no plan can go below.
  before_m numeric,
  planned_m numeric,
  bound_m numeric,
  plan_text text NOT NULL DEFAULT ''
);
CREATE INDEX wave_newest ON wms.wave (site_id, wave_id DESC);

ALTER TABLE wms.outbound_order ADD COLUMN wave_id bigint;
CREATE INDEX outbound_order_wave ON wms.outbound_order (wave_id) WHERE wave_id IS NOT NULL;

-- Orders picked together on one tour.
CREATE TABLE wms.cluster (
  cluster_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  wave_id bigint NOT NULL REFERENCES wms.wave,
  zone text COLLATE "C" NOT NULL,
  place int NOT NULL,
  order_count int NOT NULL,
  length_m numeric
);
CREATE INDEX cluster_wave ON wms.cluster (wave_id, place);

-- began_at: when its worker was sent to it.  closed_by: who ended it.
-- expected_s: walking and handling a standard worker needs.  waited_s: of the time it took, what
-- the system let the worker wait.
ALTER TABLE wms.task
  ADD COLUMN cluster_id bigint,
  ADD COLUMN began_at timestamptz,
  ADD COLUMN closed_by text NOT NULL DEFAULT '',
  ADD COLUMN expected_s numeric,
  ADD COLUMN waited_s numeric NOT NULL DEFAULT 0;
CREATE INDEX task_cluster ON wms.task (cluster_id, sequence) WHERE cluster_id IS NOT NULL;
CREATE INDEX task_closed_by ON wms.task (closed_by, closed_at) WHERE closed_by <> '';

-- What somebody must be able to do, or have, for tasks of a kind in a zone ('' means any).
CREATE TABLE wms.task_need (
  site_id int NOT NULL REFERENCES wms.site,
  kind text COLLATE "C" NOT NULL DEFAULT '',
  zone text COLLATE "C" NOT NULL DEFAULT '',
  needs text[] COLLATE "C" NOT NULL CHECK (cardinality(needs) > 0),
  PRIMARY KEY (site_id, kind, zone)
);
-- Skills and equipment of people.
CREATE TABLE wms.worker_profile (
  actor text COLLATE "C" PRIMARY KEY CHECK (actor <> ''),
  abilities text[] COLLATE "C" NOT NULL DEFAULT '{}',
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);
