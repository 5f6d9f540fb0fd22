/** finance: the general ledger, budgets and energy purchases. */
import { columnComments, comment, insert } from '../sql-text.ts'

export function finance(): readonly string[] {
  return [...tables, ...rows, ...views]
}

const tables = [
  'CREATE SCHEMA finance',
  comment('SCHEMA finance', 'General ledger, budgets, energy purchases.'),
  "CREATE DOMAIN finance.iban AS varchar(34) CHECK (VALUE ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]+$')",
  `CREATE TABLE finance.accounts (
  number char(4) PRIMARY KEY,
  name text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('asset', 'liability', 'income', 'expense')),
  bank_account finance.iban
)`,
  `CREATE TABLE finance.cost_centers (
  code varchar(10) PRIMARY KEY,
  department_id integer REFERENCES hr.departments,
  open_from date NOT NULL DEFAULT '2020-01-01'
)`,
  `CREATE TABLE finance.journal_entries (
  company smallint NOT NULL DEFAULT 1,
  year smallint NOT NULL,
  number integer NOT NULL,
  booked_on date NOT NULL,
  invoice_id bigint,
  invoice_issued_on date,
  note text,
  PRIMARY KEY (company, year, number),
  FOREIGN KEY (invoice_id, invoice_issued_on) REFERENCES billing.invoices (id, issued_on)
)`,
  comment('TABLE finance.journal_entries', 'Numbered per company and year: the key is three columns.'),
  `CREATE TABLE finance.journal_lines (
  company smallint NOT NULL,
  year smallint NOT NULL,
  number integer NOT NULL,
  line smallint NOT NULL,
  account_number char(4) NOT NULL REFERENCES finance.accounts,
  cost_center_code varchar(10) REFERENCES finance.cost_centers,
  debit billing.amount NOT NULL DEFAULT 0,
  credit billing.amount NOT NULL DEFAULT 0,
  PRIMARY KEY (company, year, number, line),
  FOREIGN KEY (company, year, number) REFERENCES finance.journal_entries,
  CHECK (debit = 0 OR credit = 0)
)`,
  ...columnComments('finance.journal_lines', { debit: 'Soll.', credit: 'Haben.' }),
  `CREATE TABLE finance.exchange_rates (
  base char(3),
  quote char(3),
  day date,
  rate numeric(18, 8) NOT NULL,
  PRIMARY KEY (base, quote, day)
)`,
  `CREATE TABLE finance.budgets (
  cost_center_code varchar(10) REFERENCES finance.cost_centers,
  year smallint,
  months numeric(12, 2)[] NOT NULL CHECK (array_length(months, 1) = 12),
  PRIMARY KEY (cost_center_code, year)
)`,
  `CREATE TABLE finance.energy_purchases (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  delivered tstzrange NOT NULL,
  megawatt_hours numeric(12, 4) NOT NULL,
  price_eur numeric(10, 4) NOT NULL,
  cost_eur numeric GENERATED ALWAYS AS (megawatt_hours * price_eur) STORED,
  exchange jsonb
)`,
  comment(
    'TABLE finance.energy_purchases',
    'Bought on the day-ahead market; `exchange` keeps the raw confirmation.',
  ),
]

const rows = [
  insert(
    'finance.accounts',
    ['number', 'name', 'kind', 'bank_account'],
    [
      ['1500', 'Receivables', 'asset', null],
      ['1920', 'Bank', 'asset', 'NO9386011117947'],
      ['3000', 'Energy sales', 'income', null],
      ['4000', 'Energy purchases', 'expense', null],
    ],
  ),
  insert(
    'finance.cost_centers',
    ['code', 'department_id'],
    [
      ['CC-2000', 2],
      ['CC-3000', 3],
    ],
  ),
]

const views = [
  `CREATE VIEW finance.trial_balance AS
SELECT a.number, a.name, sum(l.debit) AS debit, sum(l.credit) AS credit,
  sum(sum(l.debit - l.credit)) OVER (ORDER BY a.number) AS running_balance
FROM finance.accounts a LEFT JOIN finance.journal_lines l ON l.account_number = a.number
GROUP BY a.number, a.name`,
  `CREATE VIEW finance.revenue_by_segment AS
WITH billed AS (
  SELECT customer_id, date_trunc('quarter', issued_on::timestamp)::date AS quarter, sum(net) AS net
  FROM billing.invoices WHERE status <> 'draft' GROUP BY 1, 2
)
SELECT a.segment, b.quarter, sum(b.net) AS net, round(avg(b.net), 2) AS average
FROM billed b JOIN crm.active_customers a ON a.id = b.customer_id
GROUP BY ROLLUP (a.segment, b.quarter)`,
  comment('VIEW finance.revenue_by_segment', 'Per segment and quarter, with subtotals.'),
  `CREATE VIEW finance.receivables AS
SELECT 'open invoices' AS source, sum(balance) AS amount FROM billing.customer_balance
UNION ALL
SELECT 'ledger', sum(debit - credit) FROM finance.trial_balance WHERE number = '1500'`,
  `CREATE MATERIALIZED VIEW finance.monthly_revenue AS
SELECT date_trunc('month', issued_on::timestamp)::date AS month, sum(net) AS net, sum(gross) AS gross
FROM billing.invoices GROUP BY 1 WITH NO DATA`,
  comment('MATERIALIZED VIEW finance.monthly_revenue', 'Not populated until the first month-end.'),
]
