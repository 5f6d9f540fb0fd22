/** metering: meters, what they measured and what was made of it. */
import type { Draw } from '../draw.ts'
import { columnComments, comment, insert } from '../sql-text.ts'
import { customerCount } from './crm.ts'

export function metering(draw: Draw): readonly string[] {
  return [...tables, ...rows(draw), ...views]
}

const quarters = [1, 2, 3, 4].map((quarter) => {
  const from = `2025-${String(quarter * 3 - 2).padStart(2, '0')}-01`
  const to = quarter === 4 ? '2026-01-01' : `2025-${String(quarter * 3 + 1).padStart(2, '0')}-01`
  return `CREATE TABLE metering.readings_2025_q${quarter} PARTITION OF metering.readings FOR VALUES FROM ('${from}') TO ('${to}')`
})

const hashPartitions = [0, 1, 2].map(
  (remainder) =>
    `CREATE TABLE metering.meter_events_${remainder} PARTITION OF metering.meter_events FOR VALUES WITH (MODULUS 3, REMAINDER ${remainder})`,
)

const tables = [
  'CREATE SCHEMA metering',
  comment('SCHEMA metering', 'Meters and readings. Values are in **kWh** unless a column says otherwise.'),
  `CREATE TABLE metering.meter_models (
  manufacturer varchar(40),
  model varchar(40),
  digits smallint NOT NULL DEFAULT 6,
  firmware bytea,
  data_sheet xml,
  PRIMARY KEY (manufacturer, model)
)`,
  `CREATE TABLE metering.meters (
  serial varchar(20) PRIMARY KEY,
  manufacturer varchar(40) NOT NULL,
  model varchar(40) NOT NULL,
  customer_id bigint REFERENCES crm.customers,
  delivery_point_id char(18) REFERENCES grid.delivery_points,
  installed_on date,
  FOREIGN KEY (manufacturer, model) REFERENCES metering.meter_models
)`,
  `CREATE TABLE metering.smart_meters (
  sim_card varchar(22) UNIQUE,
  mac_address macaddr8,
  last_seen inet,
  PRIMARY KEY (serial)
) INHERITS (metering.meters)`,
  comment('TABLE metering.smart_meters', 'Inherits from `metering.meters`: its rows appear there too.'),
  `CREATE TABLE metering.readings (
  meter_serial varchar(20) NOT NULL REFERENCES metering.meters,
  read_at timestamptz NOT NULL,
  register smallint NOT NULL DEFAULT 1,
  kwh numeric(12, 3) NOT NULL,
  quality "char" NOT NULL DEFAULT 'm',
  PRIMARY KEY (meter_serial, read_at, register)
) PARTITION BY RANGE (read_at)`,
  ...quarters,
  'CREATE TABLE metering.readings_default PARTITION OF metering.readings DEFAULT',
  comment('TABLE metering.readings', 'Counter values, one partition per quarter.'),
  ...columnComments('metering.readings', {
    kwh: 'Counter value, not consumption.',
    quality: '`m` measured, `e` estimated, `c` corrected.',
  }),
  `CREATE TABLE metering.meter_events (
  id uuid NOT NULL,
  meter_serial varchar(20) NOT NULL,
  happened_at timestamptz NOT NULL,
  payload jsonb,
  flags bit varying(32),
  PRIMARY KEY (id, meter_serial)
) PARTITION BY HASH (meter_serial)`,
  ...hashPartitions,
  `CREATE TABLE metering.corrections (
  meter_serial varchar(20),
  read_at timestamptz,
  register smallint,
  old_kwh numeric(12, 3),
  new_kwh numeric(12, 3),
  difference numeric GENERATED ALWAYS AS (new_kwh - old_kwh) STORED,
  corrected_by integer REFERENCES hr.employees,
  FOREIGN KEY (meter_serial, read_at, register) REFERENCES metering.readings
)`,
  `CREATE FUNCTION metering.consumption_between(serial varchar, from_day date, to_day date)
RETURNS TABLE (day date, kwh numeric) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT r.read_at::date, max(r.kwh) - min(r.kwh)
    FROM metering.readings r
    WHERE r.meter_serial = serial AND r.read_at >= from_day AND r.read_at < to_day
    GROUP BY 1;
END $$`,
]

function rows(draw: Draw): string[] {
  const meters = Array.from({ length: 40 }, (_, index) => `FL-${String(index + 1).padStart(6, '0')}`)
  return [
    insert(
      'metering.meter_models',
      ['manufacturer', 'model', 'digits'],
      [
        ['Kamstrup', 'Omnipower', 7],
        ['Aidon', '6534', 6],
      ],
    ),
    insert(
      'metering.meters',
      ['serial', 'manufacturer', 'model', 'customer_id', 'installed_on'],
      meters.map((serial) => [
        serial,
        ...draw.one<readonly [string, string]>([
          ['Kamstrup', 'Omnipower'],
          ['Aidon', '6534'],
        ]),
        draw.whole(1, customerCount),
        '2023-05-01',
      ]),
    ),
    insert(
      'metering.readings',
      ['meter_serial', 'read_at', 'kwh'],
      meters.slice(0, 20).flatMap((serial) => {
        let kwh = draw.whole(1_000, 50_000)
        return [1, 3, 5, 7, 9, 11].map((month) => {
          kwh += draw.whole(100, 900)
          return [serial, `2025-${String(month).padStart(2, '0')}-01 00:00:00+00`, kwh]
        })
      }),
    ),
  ]
}

const views = [
  `CREATE VIEW metering.consumption AS
SELECT r.meter_serial, r.register, r.read_at,
  r.kwh - lag(r.kwh) OVER (PARTITION BY r.meter_serial, r.register ORDER BY r.read_at) AS kwh
FROM metering.readings r`,
  comment(
    'VIEW metering.consumption',
    'Difference to the reading before: `kwh` is `NULL` for the first one.',
  ),
  `CREATE VIEW metering.monthly_consumption AS
WITH measured AS (SELECT * FROM metering.consumption WHERE kwh IS NOT NULL)
SELECT m.customer_id, date_trunc('month', c.read_at)::date AS month, sum(c.kwh) AS kwh, count(*) AS readings
FROM measured c JOIN metering.meters m ON m.serial = c.meter_serial
GROUP BY m.customer_id, date_trunc('month', c.read_at)::date`,
  `CREATE VIEW metering.top_consumers AS
SELECT ranked.customer_id, a.full_name, ranked.kwh, ranked.place
FROM (
  SELECT customer_id, sum(kwh) AS kwh, rank() OVER (ORDER BY sum(kwh) DESC) AS place
  FROM metering.monthly_consumption GROUP BY customer_id
) ranked JOIN crm.active_customers a ON a.id = ranked.customer_id
WHERE ranked.place <= 10`,
  comment(
    'VIEW metering.top_consumers',
    'Three views deep: **consumption → monthly_consumption → top_consumers**.',
  ),
  `CREATE MATERIALIZED VIEW metering.latest_readings AS
SELECT DISTINCT ON (r.meter_serial) r.meter_serial, r.read_at, r.kwh, m.customer_id
FROM metering.readings r JOIN metering.meters m ON m.serial = r.meter_serial
ORDER BY r.meter_serial, r.read_at DESC`,
  'CREATE UNIQUE INDEX latest_readings_serial ON metering.latest_readings (meter_serial)',
  comment('MATERIALIZED VIEW metering.latest_readings', 'Refreshed every night.'),
]
