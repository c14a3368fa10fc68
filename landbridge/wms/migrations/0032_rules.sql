-- Ordered lists of rules that people keep: putaway, and what else decides on the floor. No row for
-- a kind and site: the defaults of the code.
CREATE TABLE wms.rule (
  rule_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text COLLATE "C" NOT NULL CHECK (kind <> ''),
  site_id int NOT NULL REFERENCES wms.site,
  position int NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  conditions json NOT NULL,
  actions json NOT NULL,
  enabled boolean NOT NULL,
  note text NOT NULL DEFAULT '',
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);
CREATE INDEX rule_list ON wms.rule (kind, site_id, position, rule_id);

CREATE TABLE wms.rule_test (
  test_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text COLLATE "C" NOT NULL CHECK (kind <> ''),
  site_id int NOT NULL REFERENCES wms.site,
  name text NOT NULL CHECK (name <> ''),
  given json NOT NULL,
  event json NOT NULL,
  expected json NOT NULL,
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL,
  UNIQUE (kind, site_id, name)
);

-- Who changed which list how, with what the tests said; append-only.
CREATE TABLE wms.rule_change (
  change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  site_id int NOT NULL REFERENCES wms.site,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  what text NOT NULL,
  rules json NOT NULL,
  passed_count int NOT NULL,
  failed_count int NOT NULL
);
CREATE INDEX rule_change_list ON wms.rule_change (kind, site_id, change_id);
REVOKE UPDATE, DELETE, TRUNCATE ON wms.rule_change FROM landbridge_wms;

-- Each time a rule decided; rows only, so that nobody waits for a counter.
CREATE TABLE wms.rule_use (
  rule_id bigint NOT NULL,
  used_at timestamptz NOT NULL
);
CREATE INDEX rule_use_rule ON wms.rule_use (rule_id, used_at);

-- How fast items move at a site: A are the few that make most picks.
CREATE TABLE wms.item_velocity (
  site_id int NOT NULL REFERENCES wms.site,
  item_id bigint NOT NULL REFERENCES wms.item,
  abc text COLLATE "C" NOT NULL CHECK (abc IN ('A', 'B', 'C')),
  pick_count bigint NOT NULL,
  counted_at timestamptz NOT NULL,
  PRIMARY KEY (site_id, item_id)
);
