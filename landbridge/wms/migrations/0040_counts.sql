-- How a site counts. No row: the defaults of upkeep/counts/contracts.py.
CREATE TABLE wms.count_policy (
  site_id int PRIMARY KEY REFERENCES wms.site,
  tolerance_percent numeric NOT NULL CHECK (tolerance_percent BETWEEN 0 AND 100),
  posts_small boolean NOT NULL,
  days_a int NOT NULL CHECK (days_a > 0),
  days_b int NOT NULL CHECK (days_b > 0),
  days_c int NOT NULL CHECK (days_c > 0),
  changed_at timestamptz NOT NULL,
  changed_by text NOT NULL
);

-- One bin to be counted, or one item in it. outcome: what came of a completed one.
CREATE SEQUENCE wms.count_number;
CREATE TABLE wms.cycle_count (
  count_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number text COLLATE "C" NOT NULL UNIQUE,
  site_id int NOT NULL REFERENCES wms.site,
  bin_id int NOT NULL REFERENCES wms.bin,
  item_id bigint REFERENCES wms.item,
  cause text COLLATE "C" NOT NULL,
  why text NOT NULL,
  priority int NOT NULL,
  state text COLLATE "C" NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'counting',
    'counted', 'investigating', 'ready_to_review', 'reviewed', 'completed')),
  outcome text COLLATE "C" NOT NULL DEFAULT ''
    CHECK (outcome IN ('', 'matched', 'adjusted', 'rejected', 'withdrawn')),
  round int NOT NULL DEFAULT 0,
  blocked text NOT NULL DEFAULT '',
  requested_at timestamptz NOT NULL,
  requested_by text NOT NULL,
  counted_at timestamptz,
  reviewed_at timestamptz,
  reviewed_by text NOT NULL DEFAULT '',
  completed_at timestamptz,
  adjustments text[] NOT NULL DEFAULT '{}',
  CHECK ((state = 'completed') = (completed_at IS NOT NULL)),
  CHECK ((state = 'completed') = (outcome <> ''))
) WITH (fillfactor = 85);
-- A bin is not asked for twice: what is open already counts for everyone who asks.
CREATE UNIQUE INDEX cycle_count_open ON wms.cycle_count (bin_id, coalesce(item_id, 0))
  WHERE state <> 'completed';
CREATE INDEX cycle_count_todo ON wms.cycle_count (site_id, priority, count_id)
  WHERE state <> 'completed';
CREATE INDEX cycle_count_bin ON wms.cycle_count (bin_id, completed_at);
REVOKE DELETE, TRUNCATE ON wms.cycle_count FROM landbridge_wms;

-- One person counting it through. active_at: when they last said something.
CREATE TABLE wms.count_round (
  count_id bigint NOT NULL REFERENCES wms.cycle_count,
  round int NOT NULL CHECK (round > 0),
  counted_by text NOT NULL,
  started_at timestamptz NOT NULL,
  active_at timestamptz NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (count_id, round)
) WITH (fillfactor = 80);

-- What the books said of an item and lot in the bin when its counter began to look: the last move
-- of each balance. Another last move when the amount is said means that goods moved meanwhile.
CREATE TABLE wms.count_seen (
  count_id bigint NOT NULL,
  round int NOT NULL,
  item_id bigint NOT NULL REFERENCES wms.item,
  lot text COLLATE "C" NOT NULL,
  balance_ids bigint[] NOT NULL,
  last_moves bigint[] NOT NULL,
  PRIMARY KEY (count_id, round, item_id, lot),
  FOREIGN KEY (count_id, round) REFERENCES wms.count_round ON DELETE CASCADE
);

-- What was counted. book: the ledger's amount at that moment; balances as in count_seen.
CREATE TABLE wms.count_line (
  count_id bigint NOT NULL,
  round int NOT NULL,
  item_id bigint NOT NULL REFERENCES wms.item,
  lot text COLLATE "C" NOT NULL,
  expiry_on date,
  counted numeric NOT NULL CHECK (counted >= 0),
  book numeric NOT NULL,
  difference numeric NOT NULL GENERATED ALWAYS AS (counted - book) STORED,
  serials text[] NOT NULL,
  serials_new text[] NOT NULL,
  serials_gone text[] NOT NULL,
  balance_ids bigint[] NOT NULL,
  last_moves bigint[] NOT NULL,
  found boolean NOT NULL,
  counted_at timestamptz NOT NULL,
  counted_by text NOT NULL,
  PRIMARY KEY (count_id, round, item_id, lot),
  FOREIGN KEY (count_id, round) REFERENCES wms.count_round ON DELETE CASCADE
);

CREATE TABLE wms.count_event (
  event_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  count_id bigint NOT NULL REFERENCES wms.cycle_count,
  at timestamptz NOT NULL,
  actor text NOT NULL,
  state text COLLATE "C" NOT NULL,
  text text NOT NULL
);
CREATE INDEX count_event_count ON wms.count_event (count_id, event_id);
REVOKE UPDATE, DELETE, TRUNCATE ON wms.count_event FROM landbridge_wms;
