/** A catalog with two tables whose data is tested. */
import { type Loose, openTestCatalog, type TestCatalog } from './test-catalog.ts'

export const base = '/api/v1/dataQuality'
export const orders = 'svc.db.public.orders'

type Call = (
  method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
) => Promise<Loose>

export interface QualityCatalog {
  readonly t: TestCatalog
  /** As the ingestion bot. Rejects on any status of 300 and above. */
  readonly call: Call
}

/** The tables `orders` and `people` of the schema `svc.db.public`, each with one column. */
export async function openQualityCatalog(): Promise<QualityCatalog> {
  const t = await openTestCatalog()
  const call: Call = async (method, path, body) => {
    const answer = await t.call(method, path, { as: t.tokens.bot, ...(body === undefined ? {} : { body }) })
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  await call('PUT', '/api/v1/services/databaseServices', { name: 'svc', serviceType: 'Postgres' })
  await call('PUT', '/api/v1/databases', { name: 'db', service: 'svc' })
  await call('PUT', '/api/v1/databaseSchemas', { name: 'public', database: 'svc.db' })
  for (const name of ['orders', 'people']) {
    await call('PUT', '/api/v1/tables', {
      name,
      databaseSchema: 'svc.db.public',
      columns: [{ name: 'id', dataType: 'INT' }],
    })
  }
  return { t, call }
}

/** One run of a test, as it is sent. */
export const result = (timestamp: number, testCaseStatus: string) => ({
  timestamp,
  testCaseStatus,
  result: `it went ${testCaseStatus}`,
  testResultValue: [{ name: 'rowCount', value: '7' }],
})
