/** billing: tariffs, contracts, invoices and payments. */
import type { Draw } from '../draw.ts'
import { columnComments, comment, insert } from '../sql-text.ts'
import { customerCount } from './crm.ts'

export function billing(draw: Draw): readonly string[] {
  return [...tables, ...routines, ...rows(draw), ...views]
}

const tables = [
  'CREATE SCHEMA billing',
  comment(
    'SCHEMA billing',
    'From tariff to payment. Amounts are in **NOK** and net of VAT unless named *gross*.',
  ),
  'CREATE DOMAIN billing.amount AS numeric(14, 2)',
  "CREATE TYPE billing.invoice_status AS ENUM ('draft', 'sent', 'paid', 'overdue', 'written off')",
  `CREATE TABLE billing.tariffs (
  code varchar(20) PRIMARY KEY,
  name text NOT NULL,
  green boolean NOT NULL DEFAULT true,
  features text[][]
)`,
  `CREATE TABLE billing.tariff_prices (
  tariff_code varchar(20) NOT NULL REFERENCES billing.tariffs,
  valid daterange NOT NULL,
  price_per_kwh numeric(8, 5) NOT NULL,
  monthly_fee billing.amount NOT NULL DEFAULT 49,
  PRIMARY KEY (tariff_code, valid)
)`,
  `CREATE TABLE billing.contracts (
  number varchar(16) PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES crm.customers,
  tariff_code varchar(20) NOT NULL REFERENCES billing.tariffs ON UPDATE CASCADE,
  term tstzrange NOT NULL,
  notice_period interval NOT NULL DEFAULT '1 month',
  signed_document bytea,
  UNIQUE (customer_id, number)
)`,
  `CREATE TABLE billing.invoices (
  id bigint NOT NULL,
  issued_on date NOT NULL,
  customer_id bigint NOT NULL REFERENCES crm.customers,
  contract_number varchar(16),
  status billing.invoice_status NOT NULL DEFAULT 'draft',
  net billing.amount NOT NULL,
  vat_rate numeric(4, 3) NOT NULL DEFAULT 0.25,
  gross numeric GENERATED ALWAYS AS (net * (1 + vat_rate)) STORED,
  due_on date NOT NULL,
  PRIMARY KEY (id, issued_on),
  FOREIGN KEY (customer_id, contract_number) REFERENCES billing.contracts (customer_id, number)
) PARTITION BY RANGE (issued_on)`,
  "CREATE TABLE billing.invoices_2024 PARTITION OF billing.invoices FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
  "CREATE TABLE billing.invoices_2025 PARTITION OF billing.invoices FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
  comment(
    'TABLE billing.invoices',
    '## Invoices\n\nOne partition per year of `issued_on`.\n\n| status | meaning |\n| --- | --- |\n| sent | the customer has it |\n| overdue | `due_on` has passed |',
  ),
  ...columnComments('billing.invoices', {
    gross: 'Computed: `net * (1 + vat_rate)`.',
    due_on: 'Fourteen days after `issued_on` unless agreed otherwise.',
  }),
  `CREATE TABLE billing.invoice_lines (
  invoice_id bigint NOT NULL,
  issued_on date NOT NULL,
  line smallint NOT NULL,
  text varchar(200) NOT NULL,
  quantity numeric NOT NULL DEFAULT 1,
  unit_price numeric(12, 5) NOT NULL,
  meter_serial varchar(20) REFERENCES metering.meters,
  PRIMARY KEY (invoice_id, issued_on, line),
  FOREIGN KEY (invoice_id, issued_on) REFERENCES billing.invoices ON DELETE CASCADE
)`,
  `CREATE TABLE billing.payments (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  invoice_id bigint NOT NULL,
  issued_on date NOT NULL,
  received_at timestamptz NOT NULL,
  amount billing.amount NOT NULL,
  card_fee money,
  FOREIGN KEY (invoice_id, issued_on) REFERENCES billing.invoices
)`,
  `CREATE TABLE billing.reminders (
  invoice_id bigint NOT NULL,
  issued_on date NOT NULL,
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 3),
  sent_at timestamptz,
  sent_by integer REFERENCES hr.employees,
  PRIMARY KEY (invoice_id, issued_on, level),
  FOREIGN KEY (invoice_id, issued_on) REFERENCES billing.invoices
)`,
]

const routines = [
  `CREATE FUNCTION billing.gross_amount(net numeric, vat_rate numeric DEFAULT 0.25) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT round(net * (1 + vat_rate), 2) $$`,
  comment('FUNCTION billing.gross_amount(numeric, numeric)', 'Net amount plus VAT, rounded to *øre*.'),
  `CREATE PROCEDURE billing.mark_overdue(day date)
LANGUAGE plpgsql AS $$
BEGIN
  UPDATE billing.invoices SET status = 'overdue' WHERE status = 'sent' AND due_on < day;
END $$`,
  comment('PROCEDURE billing.mark_overdue(date)', 'Runs every night before reminders are written.'),
]

function rows(draw: Draw): string[] {
  const invoices = Array.from({ length: 80 }, (_, index) => {
    const month = String((index % 12) + 1).padStart(2, '0')
    return {
      id: 1_000 + index,
      issuedOn: `${index % 3 === 0 ? 2024 : 2025}-${month}-05`,
      dueOn: `${index % 3 === 0 ? 2024 : 2025}-${month}-19`,
      customer: draw.whole(1, customerCount),
      net: draw.whole(200, 4_000),
    }
  })
  return [
    insert(
      'billing.tariffs',
      ['code', 'name', 'green'],
      [
        ['spot', 'Spot price', true],
        ['fixed-12', 'Fixed for twelve months', true],
        ['basic', 'Basic supply', false],
      ],
    ),
    insert(
      'billing.tariff_prices',
      ['tariff_code', 'valid', 'price_per_kwh'],
      [
        ['spot', '[2024-01-01,2025-01-01)', 0.812],
        ['spot', '[2025-01-01,)', 0.79455],
        ['fixed-12', '[2024-01-01,)', 0.951],
        ['basic', '[2024-01-01,)', 1.2],
      ],
    ),
    insert(
      'billing.invoices',
      ['id', 'issued_on', 'customer_id', 'status', 'net', 'due_on'],
      invoices.map(({ id, issuedOn, dueOn, customer, net }) => [
        id,
        issuedOn,
        customer,
        draw.one(['sent', 'paid', 'paid', 'overdue']),
        net,
        dueOn,
      ]),
    ),
    insert(
      'billing.invoice_lines',
      ['invoice_id', 'issued_on', 'line', 'text', 'quantity', 'unit_price'],
      invoices.flatMap(({ id, issuedOn, net }) => [
        [id, issuedOn, 1, 'Energy', net - 49, 1],
        [id, issuedOn, 2, 'Monthly fee', 1, 49],
      ]),
    ),
  ]
}

const views = [
  `CREATE VIEW billing.open_invoices AS
SELECT i.id, i.issued_on, i.customer_id, i.gross, coalesce(p.paid, 0) AS paid, i.gross - coalesce(p.paid, 0) AS open
FROM billing.invoices i
LEFT JOIN LATERAL (
  SELECT sum(amount) AS paid FROM billing.payments
  WHERE payments.invoice_id = i.id AND payments.issued_on = i.issued_on
) p ON true
WHERE i.status IN ('sent', 'overdue')`,
  `CREATE VIEW billing.customer_balance AS
SELECT c.id AS customer_id, c.full_name, count(o.id) AS open_invoices, coalesce(sum(o.open), 0) AS balance
FROM crm.active_customers c LEFT JOIN billing.open_invoices o ON o.customer_id = c.id
GROUP BY c.id, c.full_name`,
  `CREATE VIEW billing.reminder_candidates AS
SELECT b.customer_id, b.full_name, b.balance,
  CASE WHEN b.balance > 5000 THEN 'call' WHEN b.balance > 0 THEN 'letter' END AS action
FROM billing.customer_balance b
WHERE b.balance > 0
EXCEPT
SELECT b.customer_id, b.full_name, b.balance, 'call' FROM billing.customer_balance b
JOIN billing.reminders r ON r.invoice_id IN (SELECT id FROM billing.open_invoices o WHERE o.customer_id = b.customer_id)`,
]
