/** staging: what other systems deliver, as it arrives. */
import { comment } from '../sql-text.ts'

export function staging(): readonly string[] {
  return [
    'CREATE SCHEMA staging',
    comment('SCHEMA staging', 'Raw deliveries. *Nothing here is cleaned or complete.*'),
    `CREATE TABLE staging.load_batches (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  finished_at timestamptz,
  row_count integer
)`,
    `CREATE UNLOGGED TABLE staging.raw_readings (
  batch_id bigint REFERENCES staging.load_batches,
  line text
)`,
    `CREATE TABLE staging.raw_customers (LIKE crm.customers INCLUDING DEFAULTS)`,
    'ALTER TABLE staging.raw_customers ADD COLUMN batch_id bigint REFERENCES staging.load_batches',
    `CREATE TABLE staging.market_messages (
  batch_id bigint NOT NULL REFERENCES staging.load_batches,
  number integer NOT NULL,
  message xml,
  headers jsonb NOT NULL DEFAULT '{}',
  checksum bytea,
  PRIMARY KEY (batch_id, number)
)`,
    `CREATE TABLE staging.rejected_rows (
  batch_id bigint REFERENCES staging.load_batches,
  content json,
  reasons text[]
)`,
    // A table without a single column is legal, and a catalog has to show it.
    'CREATE TABLE staging.no_columns ()',
    `CREATE VIEW staging.unfinished_batches AS
SELECT b.id, b.source, b.started_at, count(r.batch_id) AS rejected
FROM staging.load_batches b LEFT JOIN staging.rejected_rows r ON r.batch_id = b.id
WHERE b.finished_at IS NULL GROUP BY b.id`,
    `CREATE VIEW staging.message_headers AS
SELECT m.batch_id, m.number, h.key, h.value ->> 0 AS first_value
FROM staging.market_messages m CROSS JOIN LATERAL jsonb_each(m.headers) AS h`,
    'CREATE SCHEMA archive',
    comment('SCHEMA archive', 'Empty on purpose: closed years will move here.'),
  ]
}
