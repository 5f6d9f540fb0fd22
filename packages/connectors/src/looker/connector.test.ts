// biome-ignore-all lint/suspicious/noTemplateCurlyInString: LookML has its own
/** The Looker connector against API 4.0 as it is documented. */
import type { SourceRecord } from '@waymark/ingest'
import { entityOf, readAll, sourceConformance } from '@waymark/ingest/testing'
import { beforeAll, describe, expect, it } from 'vitest'
import { servedToTests, serving } from '../testing-http.ts'
import { runsIn } from './connections.ts'
import connector from './connector.ts'
import { lookerKey, lookerServer } from './testing-looker.ts'

const model = (name: string) => `svc.model."${name}"`

describe('Looker', () => {
  let records: SourceRecord[]
  const seen: string[] = []
  const url = servedToTests(lookerServer({}, seen))
  const config = () => ({
    hostPort: `${url()}/`,
    ...lookerKey,
  })
  beforeAll(async () => {
    records = await readAll(connector, config(), { options: { sourceConfig: { includeOwners: true } } })
  })

  sourceConformance(connector, {
    setUp: async () => ({ config: config(), tearDown: async () => undefined }),
    // A tile without a title is known by its id, to people too.
    item: { filter: 'chart', type: 'chart', name: '17' },
  })

  it('signs in once, and asks once for each explore, dashboard and Look', () => {
    const first = seen.slice(0, seen.indexOf('POST /login', 1))
    expect(first.filter((call) => call === 'POST /login')).toHaveLength(1)
    const asked = first.filter((call) => /\/(?:explores|dashboards|looks|connections|users)\//.test(call))
    // The table of a view that only joins name is looked up in the explore of its name.
    expect(asked.filter((call, at) => asked.indexOf(call) !== at)).toEqual([
      'GET /lookml_models/ecommerce/explores/users',
    ])
  })

  it('reads explores with dimensions and measures', () => {
    const { body } = entityOf(records, 'dashboardDataModel', 'ecommerce.orders')
    expect(body).toMatchObject({
      displayName: 'All orders',
      description: 'Who bought what',
      dataModelType: 'LookMlExplore',
      sourceUrl: `${config().hostPort}explore/ecommerce/orders`,
    })
    expect(body.columns).toEqual(
      expect.arrayContaining([
        { name: 'orders.id', displayName: 'orders id', dataType: 'DECIMAL', dataTypeDisplay: 'number' },
        expect.objectContaining({
          name: 'orders.created_date',
          dataType: 'DATE',
          dataTypeDisplay: 'date_date',
        }),
        expect.objectContaining({
          name: 'orders.is_large',
          dataType: 'BOOLEAN',
          description: 'Calculated: ${amount} > 100',
        }),
        expect.objectContaining({ name: 'orders.amount', description: 'In kroner' }),
        expect.objectContaining({
          name: 'orders.count',
          dataType: 'MEASURE VISIBLE',
          dataTypeDisplay: 'measure, count',
        }),
        expect.objectContaining({ name: 'items.quantity', dataType: 'MEASURE HIDDEN' }),
      ]),
    )
    expect(JSON.stringify(body.columns)).not.toContain('orders.period')
  })

  it('reads dashboards, tiles and Looks, a Look once however many dashboards show it', () => {
    expect(entityOf(records, 'dashboard', '1').body).toMatchObject({
      displayName: 'Sales today',
      project: 'Sales',
      description: 'Watched every morning',
      sourceUrl: `${config().hostPort}dashboards/1`,
      charts: ['svc.11', 'svc.look-7', 'svc.13', 'svc.15'],
      dataModels: ['ecommerce.orders', 'ecommerce.users', 'finance.revenue', 'finance.budget'].map(model),
    })
    expect(entityOf(records, 'dashboard', 'ecommerce.overview').body).toMatchObject({
      sourceUrl: `${config().hostPort}dashboards/ecommerce%3A%3Aoverview`,
      charts: ['svc."ecommerce.overview.total"', 'svc.look-7', 'svc.17'],
    })
    const charts = records.flatMap((r) =>
      r.kind === 'entity' && r.type === 'chart' ? [[r.body.name, r.body.displayName, r.body.chartType]] : [],
    )
    expect(charts).toEqual([
      ['11', 'Turnover', 'Line'],
      ['look-7', 'Customers by city', 'Pie'],
      ['13', 'Plan and reality', 'Bar'],
      ['15', 'By hand', 'Table'],
      ['ecommerce.overview.total', 'Total', 'Gauge'],
      ['17', undefined, 'Map'],
      ['look-8', 'Alone', 'Table'],
    ])
  })

  it('draws lineage from explores to dashboards', () => {
    const edges = records.flatMap((r) =>
      r.kind === 'lineage' ? [`${r.from.fullyQualifiedName} -> ${r.to.fullyQualifiedName}`] : [],
    )
    expect(edges).toEqual([
      `${model('ecommerce.orders')} -> svc.1`,
      `${model('ecommerce.users')} -> svc.1`,
      `${model('finance.revenue')} -> svc.1`,
      `${model('finance.budget')} -> svc.1`,
      `${model('ecommerce.orders')} -> svc."ecommerce.overview"`,
      `${model('ecommerce.users')} -> svc."ecommerce.overview"`,
    ])
  })

  const into = (name: string) =>
    records.flatMap((r) =>
      r.kind === 'crossLineage' && 'fullyQualifiedName' in r.to && r.to.fullyQualifiedName === model(name)
        ? [r]
        : [],
    )

  it('draws lineage from the tables of views and joins, with the columns that fields name', () => {
    const at = (...path: string[]) => ({
      place: { type: 'table', server: 'db.fjordlight.example:5432', path },
    })
    const edges = into('ecommerce.orders')
    expect(edges).toMatchObject([
      { from: at('shop', 'public', 'orders') },
      { from: at('shop', 'crm', 'users') },
      { from: at('shop', 'stock', 'items') },
    ])
    const [orders, users, items] = edges.map(({ columns }) => columns)
    expect(orders).toEqual([
      { from: [['id']], to: ['orders.id'] },
      { from: [['created_at']], to: ['orders.created_date'] },
      { from: [['amount']], to: ['orders.is_large'] },
      { from: [['amount']], to: ['orders.amount'] },
      { from: [['id']], to: ['orders.left'] },
      { from: [['id']], to: ['orders.right'] },
      { from: [['amount']], to: ['orders.total'] },
    ])
    expect(users).toEqual([
      { from: [['address', 'city']], to: ['users.city'] },
      { from: [['first_name'], ['last_name']], to: ['seller.name'] },
    ])
    expect(items).toEqual([
      { from: [['quantity']], to: ['orders.total'] },
      { from: [['quantity']], to: ['items.quantity'] },
    ])
  })

  it('names a place as its kind of database does, and no address where a tunnel hides it', () => {
    expect(into('finance.revenue')).toMatchObject([
      {
        from: {
          place: {
            serviceTypes: ['Snowflake'],
            server: 'fjordlight.snowflakecomputing.com:443',
            path: ['ANALYTICS', 'CRM', expect.stringMatching(/^opportunity$/i)],
            unquoted: 'upper',
          },
        },
      },
    ])
    expect(into('finance.budget')).toMatchObject([
      { from: { place: { server: 'SSH tunnel 9', path: ['plans', 'plan', 'budget'] } } },
    ])
    expect(
      runsIn({ dialect_name: 'bigquery_standard_sql', host: 'project', database: 'sales' }),
    ).toMatchObject({
      database: 'project',
      schema: 'sales',
    })
    expect(runsIn({ dialect_name: 'mysql_8', host: 'h', port: '3306', database: 'shop' })).toMatchObject({
      server: 'h:3306',
      schema: 'shop',
    })
    expect(runsIn({ dialect: { name: 'mssql_2017' }, host: 'h,1433', database: 'd' })).toMatchObject({
      server: 'h,1433',
    })
    expect(runsIn({ dialect_name: 'exasol', host: 'h' })).toMatch(/exasol/)
  })

  it('says what could not be read or followed, and why', () => {
    const reasons = records.flatMap((r) =>
      r.kind === 'skipped' ? [`${r.fullyQualifiedName}: ${r.message}`] : [],
    )
    expect(reasons).toEqual([
      expect.stringMatching(/^svc\.model\."finance\.broken": Looker answers .*Not found/),
      expect.stringMatching(/^svc\.2: Looker answers/),
      `${model('ecommerce.orders')}: Its lineage is incomplete: the API does not tell the table of view 'daily_facts', which may be a derived table.`,
      `${model('finance.revenue')}: Its lineage is incomplete: the SQL of its fields may not be seen, so columns are not followed (see_lookml).`,
      expect.stringMatching(/finance\.targets".*the address of its database may not be seen: Looker answers/),
      `${model('finance.budget')}: Its lineage is incomplete: the table of view 'scratch' is a derived table; the table of view 'regional' is a template.`,
    ])
  })

  it('names owners where the file wants them, and asks for nobody else', async () => {
    const owners = records.flatMap((r) =>
      r.kind === 'change' ? [[r.fullyQualifiedName, r.owners?.[0]?.fullyQualifiedName]] : [],
    )
    expect(owners).toEqual([
      ['svc.look-7', 'ada'],
      ['svc.look-8', 'ada'],
      ['svc.1', 'ada'],
    ])
    const asked: string[] = []
    await serving(lookerServer({}, asked), (url) => readAll(connector, { ...config(), hostPort: url }))
    expect(asked.filter((call) => call.startsWith('GET /users'))).toEqual([])
  })

  it('leaves out a folder that the project filter rejects', async () => {
    const read = await readAll(connector, config(), { patterns: { project: { excludes: ['^Sales$'] } } })
    const names = read.flatMap((r) => (r.kind === 'entity' && r.type === 'dashboard' ? [r.body.name] : []))
    expect(names).toEqual(['ecommerce.overview'])
  })
})

describe('the sign-in at Looker', () => {
  it('gets a new token before the last one ends, and when it ended early', async () => {
    for (const options of [{ tokenSeconds: 30 }, { requestsPerToken: 3 }]) {
      const seen: string[] = []
      await serving(lookerServer(options, seen), async (hostPort) => {
        const read = await readAll(connector, { hostPort, ...lookerKey })
        expect(entityOf(read, 'dashboard', '1').body.displayName).toBe('Sales today')
      })
      expect(seen.filter((call) => call === 'POST /login').length).toBeGreaterThan(3)
    }
  })

  it('says what to check when the key is wrong, without the secret', async () => {
    await serving(lookerServer(), async (hostPort) => {
      const failure = await readAll(connector, {
        hostPort,
        clientId: 'other',
        clientSecret: 'tell-nobody',
      }).catch((error: unknown) => error)
      expect(failure).toMatchObject({ consequence: 'fatal', hint: expect.stringContaining('clientSecret') })
      expect(String(failure) + JSON.stringify(failure)).not.toContain('tell-nobody')
    })
  })
})
