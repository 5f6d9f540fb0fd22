/** A Looker server for tests: a small company's content in the shapes of API 4.0, behind its sign-in. https://cloud.google.com/looker/docs/reference/looker-api/latest */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: LookML has its own
import type { IncomingMessage, RequestListener } from 'node:http'
import { answering } from '../testing-http.ts'

export const lookerKey = { clientId: 'key-of-a-robot', clientSecret: 'hush & hush=1' }

const field = (name: string, type: string, sql: string | null, more: object = {}) => ({
  name,
  type,
  sql,
  view: name.replace(/\..*$/, ''),
  label: name.replace(/[._]/g, ' '),
  hidden: false,
  category: 'dimension',
  measure: false,
  description: null,
  ...more,
})
const measure = (name: string, type: string, sql: string | null, more: object = {}) =>
  field(name, type, sql, { category: 'measure', measure: true, ...more })

const explore = (model: string, name: string, more: object) => ({
  id: `${model}::${name}`,
  name,
  model_name: model,
  view_name: name,
  project_name: 'shop',
  title: null,
  label: name,
  description: null,
  can_see_lookml: true,
  hidden: false,
  joins: [],
  ...more,
})

const explores: Readonly<Record<string, object>> = {
  'ecommerce/orders': explore('ecommerce', 'orders', {
    title: 'All orders',
    description: 'Who bought what',
    connection_name: 'warehouse',
    sql_table_name: 'orders AS orders',
    joins: [
      {
        name: 'users',
        type: 'left_outer',
        relationship: 'many_to_one',
        sql_on: '${orders.user_id} = ${users.id}',
      },
      { name: 'seller', from: 'users', relationship: 'many_to_one', sql_table_name: null },
      { name: 'items', relationship: 'one_to_many', sql_table_name: '"stock"."items"' },
      { name: 'daily_facts', relationship: 'many_to_one', sql_table_name: null },
    ],
    fields: {
      dimensions: [
        field('orders.id', 'number', '${TABLE}.id ', { primary_key: true }),
        field('orders.created_date', 'date_date', '${TABLE}.created_at', {
          dimension_group: 'orders.created',
        }),
        field('orders.is_large', 'yesno', '${amount} > 100'),
        field('orders.amount', 'number', '${TABLE}."amount"', { hidden: true, description: 'In kroner' }),
        field('orders.status', 'string', '{% if x %} ${TABLE}.status {% else %} ${TABLE}.state {% endif %}'),
        field('users.city', 'string', '${TABLE}.address.city'),
        field('seller.name', 'string', "${TABLE}.first_name || ' ' || ${TABLE}.last_name"),
        field('daily_facts.rank', 'number', '${TABLE}.rank'),
        field('orders.left', 'number', '${orders.right}'),
        field('orders.right', 'number', '${orders.left} + ${TABLE}.id'),
      ],
      measures: [
        measure('orders.count', 'count', null),
        measure('orders.total', 'sum', '${orders.amount} * ${items.quantity}', { description: 'Turnover' }),
        measure('items.quantity', 'sum', '${TABLE}.quantity', { hidden: true }),
      ],
      filters: [field('orders.period', 'date', null, { category: 'filter' })],
      parameters: [],
    },
  }),
  'ecommerce/users': explore('ecommerce', 'users', {
    connection_name: 'warehouse',
    sql_table_name: 'shop.crm.users',
    fields: { dimensions: [field('users.city', 'string', '${TABLE}.address.city')], measures: [] },
  }),
  'finance/revenue': explore('finance', 'revenue', {
    view_name: 'opportunity',
    connection_name: 'lake',
    sql_table_name: 'CRM.opportunity',
    can_see_lookml: false,
    fields: { dimensions: [field('opportunity.id', 'string', null)], measures: [] },
  }),
  'finance/targets': explore('finance', 'targets', {
    connection_name: 'hidden',
    sql_table_name: 'plan.targets',
    fields: { dimensions: [], measures: [] },
  }),
  'finance/budget': explore('finance', 'budget', {
    connection_name: 'tunnelled',
    sql_table_name: 'plan.budget',
    joins: [
      { name: 'scratch', sql_table_name: '${scratch_source.SQL_TABLE_NAME}' },
      { name: 'regional', sql_table_name: 'plan.{% parameter region %}' },
    ],
    fields: { dimensions: [field('budget.year', 'number', '${TABLE}.year')], measures: [] },
  }),
}

const models = [
  {
    name: 'ecommerce',
    label: 'Shop',
    project_name: 'shop',
    has_content: true,
    explores: navigation('orders', 'users'),
  },
  {
    name: 'finance',
    label: 'Finance',
    project_name: 'shop',
    has_content: true,
    explores: navigation('revenue', 'targets', 'budget', 'broken'),
  },
]

function navigation(...names: string[]) {
  return names.map((name) => ({ name, label: name, hidden: false, description: null, group_label: 'All' }))
}

const connections: Readonly<Record<string, object>> = {
  warehouse: {
    name: 'warehouse',
    dialect_name: 'postgres',
    dialect: { name: 'postgres', label: 'PostgreSQL 9.5+' },
    host: 'db.fjordlight.example',
    port: '5432',
    database: 'shop',
    schema: null,
    tunnel_id: null,
  },
  lake: {
    name: 'lake',
    dialect_name: 'snowflake',
    host: 'fjordlight.snowflakecomputing.com',
    port: '443',
    database: 'ANALYTICS',
    schema: 'PUBLIC',
  },
  tunnelled: {
    name: 'tunnelled',
    dialect_name: 'redshift',
    host: 'localhost',
    port: '20001',
    database: 'plans',
    tunnel_id: '9',
  },
}

const query = (model: string, view: string, type: string) => ({
  id: `${view}-${type}`,
  model,
  view,
  fields: [`${view}.id`],
  vis_config: { type },
})
const look = {
  id: '7',
  title: 'Customers by city',
  description: 'Where they live',
  user_id: '5',
  deleted: false,
  query_id: '70',
  folder: { id: '3', name: 'Marketing' },
  query: query('ecommerce', 'users', 'looker_pie'),
}
const salesFolder = { id: '2', name: 'Sales', parent_id: '1' }
const dashboards: Readonly<Record<string, object>> = {
  '1': {
    id: '1',
    title: 'Sales today',
    description: 'Watched every morning',
    user_id: '5',
    folder: salesFolder,
    deleted: false,
    dashboard_elements: [
      {
        id: '11',
        dashboard_id: '1',
        type: 'vis',
        title: 'Turnover',
        query_id: '90',
        query: query('ecommerce', 'orders', 'looker_line'),
      },
      { id: '12', dashboard_id: '1', type: 'vis', title: 'Customers', look_id: '7', look },
      {
        id: '13',
        dashboard_id: '1',
        type: 'vis',
        title: 'Plan and reality',
        note_text: 'Merged by month',
        merge_result_id: 'm1',
        result_maker: {
          id: '31',
          merge_result_id: 'm1',
          vis_config: { type: 'looker_column' },
          filterables: [
            { model: 'finance', view: 'revenue', name: 'a', listen: [] },
            { model: 'finance', view: 'budget', name: 'b', listen: [] },
          ],
        },
      },
      { id: '14', dashboard_id: '1', type: 'text', title_text: 'Read me', body_text: 'Numbers of today' },
      {
        id: '15',
        dashboard_id: '1',
        type: 'vis',
        title: 'By hand',
        result_maker: { id: '32', sql_query_id: '77', vis_config: { type: 'table' } },
      },
    ],
  },
  'ecommerce::overview': {
    id: 'ecommerce::overview',
    title: 'Overview',
    folder: { id: 'lookml', name: 'LookML Dashboards' },
    dashboard_elements: [
      {
        id: 'ecommerce::overview.total',
        type: 'vis',
        title: 'Total',
        result_maker: { id: '33', query_id: '91', query: query('ecommerce', 'orders', 'single_value') },
      },
      { id: '16', type: 'vis', look_id: '7', look },
      {
        id: '17',
        type: 'vis',
        title: null,
        query_id: '92',
        query: query('ecommerce', 'users', 'looker_map'),
      },
    ],
  },
}
const looks: Readonly<Record<string, object>> = {
  '7': look,
  '8': { ...look, id: '8', title: 'Alone', query: query('finance', 'revenue', 'looker_grid') },
}

export interface LookerServerOptions {
  /** How long a token lives that it gives; default 3600. */
  readonly tokenSeconds?: number
  /** A token is forgotten after so many requests, whatever it said of its end. */
  readonly requestsPerToken?: number
}

/** @param seen - what was asked for, as `GET /path` */
export function lookerServer(options: LookerServerOptions = {}, seen: string[] = []): RequestListener {
  const { tokenSeconds = 3600, requestsPerToken = Number.POSITIVE_INFINITY } = options
  let tokens = 0
  let uses = 0
  const notFound = [
    404,
    { message: 'Not found', documentation_url: 'https://cloud.google.com/looker/docs/' },
  ] as const

  function answer(request: IncomingMessage, body: string): readonly [number, unknown] {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://looker')
    const path = decodeURIComponent(pathname.replace(/^\/api\/4\.0/, ''))
    seen.push(`${request.method} ${path}`)
    if (path === '/login') {
      const form = new URLSearchParams(body)
      const isForm = request.headers['content-type'] === 'application/x-www-form-urlencoded'
      const { clientId, clientSecret } = lookerKey
      if (!isForm || form.get('client_id') !== clientId || form.get('client_secret') !== clientSecret)
        return notFound
      tokens += 1
      uses = 0
      return [200, { access_token: `t${tokens}`, token_type: 'Bearer', expires_in: tokenSeconds }]
    }
    uses += 1
    if (request.headers.authorization !== `Bearer t${tokens}` || uses > requestsPerToken)
      return [401, { message: 'Requires authentication.' }]
    const [, kind = '', id, below, inner] = path.split('/')
    if (kind === 'user') return [200, { id: '6', email: null }]
    if (kind === 'lookml_models' && id === undefined)
      return searchParams.get('exclude_empty') === 'true'
        ? [200, models]
        : [200, [...models, { name: 'empty' }]]
    const one =
      kind === 'lookml_models' && below === 'explores'
        ? explores[`${id}/${inner}`]
        : below === undefined
          ? {
              dashboards,
              looks,
              connections,
              users: { '5': { id: '5', email: 'Ada@fjordlight.example' } } as Record<string, object>,
            }[kind]?.[id ?? '']
          : undefined
    if (one) return [200, one]
    // A dashboard that goes between the list and the question about it.
    if (path === '/dashboards')
      return [200, [...Object.values(dashboards).map(abbreviated), { id: '2', title: 'Going' }]]
    if (path === '/looks') return [200, Object.values(looks).map(abbreviated)]
    return notFound
  }

  return answering(answer)
}

function abbreviated(item: object) {
  const { id, title } = item as { id: string; title: string } // the fixture's own
  return { id, title }
}
