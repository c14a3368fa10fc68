-- How often rules that are set elsewhere than in wms.rule (policies, templates, cut-offs) decided:
-- a row for each rule, day and server process that counts, so that no two ever write the same row
-- and nobody waits for a counter, however many lines a run of allocation has.
CREATE TABLE wms.rule_count (
  kind text COLLATE "C" NOT NULL CHECK (kind <> ''),
  site_id int NOT NULL,
  rule text COLLATE "C" NOT NULL CHECK (rule <> ''),
  day date NOT NULL,
  process int NOT NULL,
  use_count bigint NOT NULL CHECK (use_count > 0),
  last_at timestamptz NOT NULL,
  PRIMARY KEY (kind, site_id, rule, day, process)
) WITH (fillfactor = 50);
