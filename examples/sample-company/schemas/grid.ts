/** grid: the network that energy travels through, and its outages. */
import { comment, insert } from '../sql-text.ts'

export function grid(): readonly string[] {
  return [...tables, ...rows, ...views]
}

const tables = [
  'CREATE SCHEMA grid',
  comment('SCHEMA grid', 'Substations, feeders, delivery points and outages.'),
  `CREATE TABLE grid.operators (
  id smallint PRIMARY KEY,
  name text NOT NULL,
  area polygon,
  control_network cidr
)`,
  `CREATE TABLE grid.substations (
  operator_id smallint NOT NULL REFERENCES grid.operators,
  number integer NOT NULL,
  name varchar(80) NOT NULL,
  kilovolts real NOT NULL,
  controller inet,
  PRIMARY KEY (operator_id, number),
  UNIQUE (operator_id, name)
)`,
  comment('TABLE grid.substations', 'Numbered per operator: the key is *two* columns.'),
  `CREATE TABLE grid.feeders (
  id integer PRIMARY KEY,
  operator_id smallint NOT NULL,
  substation_number integer NOT NULL,
  length_km double precision,
  FOREIGN KEY (operator_id, substation_number) REFERENCES grid.substations (operator_id, number)
)`,
  `CREATE TABLE grid.delivery_points (
  id char(18) PRIMARY KEY,
  feeder_id integer NOT NULL REFERENCES grid.feeders,
  customer_id bigint,
  address_position smallint,
  installed_power numeric(8, 3) NOT NULL DEFAULT 0,
  FOREIGN KEY (customer_id, address_position) REFERENCES crm.addresses (customer_id, position)
)`,
  comment('COLUMN grid.delivery_points.id', 'GSRN, 18 digits.'),
  comment('COLUMN grid.delivery_points.installed_power', 'Kilowatts.'),
  `CREATE TABLE grid.outages (
  id bigint GENERATED ALWAYS AS IDENTITY,
  severity text NOT NULL,
  period tstzrange NOT NULL,
  reported_by integer REFERENCES hr.employees,
  report xml,
  PRIMARY KEY (id, severity)
) PARTITION BY LIST (severity)`,
  comment('TABLE grid.outages', 'Partitioned by severity; minor outages are kept for one year only.'),
  "CREATE TABLE grid.outages_minor PARTITION OF grid.outages FOR VALUES IN ('notice', 'minor')",
  "CREATE TABLE grid.outages_major PARTITION OF grid.outages FOR VALUES IN ('major', 'critical')",
  'CREATE TABLE grid.outages_other PARTITION OF grid.outages DEFAULT',
  `CREATE TABLE grid.outage_feeders (
  outage_id bigint NOT NULL,
  severity text NOT NULL,
  feeder_id integer NOT NULL REFERENCES grid.feeders,
  PRIMARY KEY (outage_id, feeder_id),
  FOREIGN KEY (outage_id, severity) REFERENCES grid.outages (id, severity)
)`,
]

const rows = [
  insert(
    'grid.operators',
    ['id', 'name', 'control_network'],
    [
      [1, 'Vestnett', '10.20.0.0/16'],
      [2, 'Nordlys Nett', '2001:db8:20::/48'],
    ],
  ),
  insert(
    'grid.substations',
    ['operator_id', 'number', 'name', 'kilovolts', 'controller'],
    [
      [1, 1, 'Bergen Nord', 132, '10.20.1.5'],
      [1, 2, 'Voss', 66, '10.20.2.5'],
      [2, 1, 'Tromsø', 132, '2001:db8:20::5'],
    ],
  ),
  insert(
    'grid.feeders',
    ['id', 'operator_id', 'substation_number', 'length_km'],
    [
      [1, 1, 1, 12.5],
      [2, 1, 2, 48.25],
      [3, 2, 1, 7.75],
    ],
  ),
]

const views = [
  `CREATE VIEW grid.outage_minutes AS
SELECT o.severity, s.name AS substation, count(DISTINCT o.id) AS outages,
  sum(extract(epoch FROM upper(o.period) - lower(o.period)) / 60) AS minutes
FROM grid.outages o
JOIN grid.outage_feeders USING (severity)
JOIN grid.feeders f ON f.id = outage_feeders.feeder_id
JOIN grid.substations s ON (s.operator_id, s.number) = (f.operator_id, f.substation_number)
WHERE outage_feeders.outage_id = o.id
GROUP BY GROUPING SETS ((o.severity, s.name), (o.severity), ())`,
]
