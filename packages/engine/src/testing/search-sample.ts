/** A small catalog to search: a shop, a grid, their owner and tags. */
import type { PropertyType } from '@waymark/spec'
import type { Engine } from '../engine.ts'

const ada = { name: 'ada' }

interface SampleTable {
  readonly description?: string
  readonly columns?: readonly string[]
  readonly schema?: string
  readonly tags?: readonly string[]
  readonly extension?: Readonly<Record<string, unknown>>
}

export const searchTables: Readonly<Record<string, SampleTable>> = {
  orders: {
    description: 'Every purchase, one row each',
    columns: ['order_id', 'placed_on'],
    tags: ['Tier.Tier1'],
  },
  order_items: { columns: ['order_id', 'articleNumber'], tags: ['PII.Sensitive'] },
  customers: {
    description: 'People who ordered something',
    columns: ['id', 'e_mail'],
    extension: { team: 'Blue', rows: 7 },
  },
  zählerstände: { description: 'Meter readings, <b>hourly</b>', schema: 'grid' },
  'weird.name "x"': { schema: 'grid' },
}

export async function seedSearch(engine: Engine): Promise<void> {
  await engine.create('classification', { name: 'Tier', description: 'How much it matters' }, ada)
  await engine.create('classification', { name: 'PII', description: 'Personal data' }, ada)
  await engine.create('tag', { name: 'Tier1', classification: 'Tier', description: 'Most' }, ada)
  await engine.create('tag', { name: 'Sensitive', classification: 'PII', description: 'Yes' }, ada)
  await engine.create('user', { name: 'bo', displayName: 'Bo Hansen', email: 'bo@fjordlight.example' }, ada)
  await engine.create('databaseService', { name: 'pg', serviceType: 'Postgres' }, ada)
  await engine.create('database', { name: 'shop', service: 'pg' }, ada)
  await engine.create('databaseSchema', { name: 'sales', database: 'pg.shop' }, ada)
  await engine.create('databaseSchema', { name: 'grid', database: 'pg.shop' }, ada)
  const property = (name: string, propertyType: PropertyType) =>
    engine.customProperties.put({ name: 'table' }, { name, description: name, propertyType }, ada)
  await property('team', 'string')
  await property('rows', 'integer')
  for (const [name, table] of Object.entries(searchTables)) {
    const { description, columns = [], schema = 'sales', tags = [], extension } = table
    const body = {
      name,
      databaseSchema: `pg.shop.${schema}`,
      columns: columns.map((column) => ({ name: column, dataType: 'TEXT' })),
      tags: tags.map((tagFQN) => ({
        tagFQN,
        source: 'Classification',
        labelType: 'Manual',
        state: 'Confirmed',
      })),
      ...(description === undefined ? {} : { description }),
      ...(extension === undefined ? {} : { extension }),
      ...(name === 'orders' ? { owners: ['bo'] } : {}),
    }
    await engine.create('table', body, ada)
  }
}
