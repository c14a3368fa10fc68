-- What the warehouse answered to each version of an outbound order, for ever.
CREATE TABLE wms.order_answer (
  order_id bigint NOT NULL REFERENCES wms.outbound_order,
  version bigint NOT NULL,
  request text COLLATE "C" NOT NULL,
  answer text COLLATE "C" NOT NULL,
  content text NOT NULL,
  answered_at timestamptz NOT NULL,
  PRIMARY KEY (order_id, version)
);
REVOKE UPDATE, DELETE, TRUNCATE ON wms.order_answer FROM landbridge_wms;

-- Goods that go back to a storage bin although no receipt brought them: picked for an order that
-- wants them no longer, or returned and found good. The task tells where they stand.
CREATE TABLE wms.put_back (
  task_id bigint PRIMARY KEY REFERENCES wms.task,
  document_kind text COLLATE "C" NOT NULL,
  document_number text COLLATE "C" NOT NULL,
  document_line text COLLATE "C" NOT NULL,
  why text NOT NULL
);
CREATE INDEX put_back_document ON wms.put_back (document_kind, document_number);
