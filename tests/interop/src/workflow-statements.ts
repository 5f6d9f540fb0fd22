/** What runs on the source of the workflow tests: enough for lineage by column, for usage and for joins. */
export const statements = {
  tables: [
    'create table finance.revenue_by_customer (customer_id bigint, full_name text, revenue numeric)',
    'create table finance.paying_customers (customer_id bigint, full_name text)',
  ],
  analyst: [
    `insert into finance.revenue_by_customer (customer_id, full_name, revenue)
     select c.id, c.full_name, sum(i.net) from billing.invoices i join crm.customers c on c.id = i.customer_id group by c.id, c.full_name`,
    `insert into finance.paying_customers (customer_id, full_name)
     select r.customer_id, r.full_name from finance.revenue_by_customer r where r.revenue > 0`,
    'create table staging.customer_copy as select c.id, c.full_name, c.email from crm.customers c',
    'select c.full_name, p.name from crm.customers c join crm.campaign_members m on m.customer_id = c.id join crm.campaigns p on p.id = m.campaign_id',
    'select s.code, s.label from crm.segments s',
  ],
} as const
