/** Calls of an administrator that have to succeed, and the tables that tests of measurements and contracts are about. */
import type { Loose, TestCatalog } from './test-catalog.ts'

type Call = (method: string, path: string, body?: unknown) => Promise<Loose>

export function callsOf(catalog: TestCatalog) {
  const answer = (method: string, path: string, body?: unknown) =>
    catalog.call(method, `/api/v1/${path}`, {
      as: catalog.tokens.admin,
      ...(body === undefined ? {} : { body }),
    })
  const call: Call = async (method, path, body) => {
    const { status, body: found } = await answer(method, path, body)
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(found)}`)
    return found
  }
  return {
    call,
    async refused(method: string, path: string, body?: unknown) {
      const { status, body: found } = await answer(method, path, body)
      return { status, message: String(found.message) }
    },
    /** A body that is not JSON, and the answer as it came. */
    async raw(method: 'PUT' | 'POST' | 'GET', path: string, contentType?: string, payload?: string) {
      return await catalog.app.inject({
        method,
        url: `/api/v1/${path}`,
        headers: {
          authorization: `Bearer ${catalog.tokens.admin}`,
          ...(contentType ? { 'content-type': contentType } : {}),
        },
        ...(payload === undefined ? {} : { payload }),
      })
    },
  }
}

/** One member of every item of a list. */
export function pluck(list: unknown, member: string): unknown[] {
  return Array.isArray(list) ? list.map((item: Loose) => item[member]) : []
}

/** Makes `svc.db.public` with the tables `orders`, `people` and `idle`; answers the first. */
export async function createOrders(call: Call): Promise<Loose> {
  await call('PUT', 'services/databaseServices', { name: 'svc', serviceType: 'Postgres' })
  await call('PUT', 'databases', { name: 'db', service: 'svc' })
  await call('PUT', 'databaseSchemas', { name: 'public', database: 'svc.db' })
  for (const name of ['orders', 'people', 'idle']) {
    await call('PUT', 'tables', {
      name,
      databaseSchema: 'svc.db.public',
      columns: [
        { name: 'id', dataType: 'INT' },
        {
          name: 'who',
          dataType: 'STRUCT',
          dataTypeDisplay: 'struct',
          children: [{ name: 'a.b', dataType: 'TEXT' }],
        },
      ],
      ...(name === 'orders' ? { description: 'What people bought.' } : {}),
    })
  }
  return await call('GET', 'tables/name/svc.db.public.orders')
}
