/** For tests: a small catalog on loopback HTTP that keeps what it is sent. */
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Stored {
  id: string
  fullyQualifiedName: string
  deleted: boolean
  [member: string]: unknown
}

/** Just enough of the API for a run; rows named `bad…` are refused, as the real one refuses an invalid row. */
export class LoopbackCatalog {
  readonly entities = new Map<string, Stored>()
  readonly calls: string[] = []
  readonly batches: { collection: string; rows: number; bytes: number }[] = []
  readonly edges: unknown[] = []
  readonly statuses: string[] = []
  readonly measurements: { call: string; body: unknown }[] = []
  readonly patches: { op: string; path: string; value?: unknown }[][] = []
  refuseToken = false
  onBulk: () => void = () => undefined
  server: Server | undefined

  async start(): Promise<string> {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const url = new URL(request.url ?? '', 'http://x')
        const text = Buffer.concat(chunks).toString()
        const [status, body] = this.answer(request.method ?? '', url, text)
        response.writeHead(status, { 'content-type': 'application/json' })
        response.end(body === undefined ? '' : JSON.stringify(body))
      })
    })
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/api`
  }

  private answer(method: string, url: URL, text: string): [number, unknown] {
    const path = decodeURIComponent(url.pathname.replace('/api/v1/', ''))
    this.calls.push(`${method} ${path}`)
    const body = text === '' ? undefined : JSON.parse(text)
    if (path === 'system/version') return [200, { version: '1.13.0' }]
    if (path === 'users/loggedInUser') {
      if (this.refuseToken) return [401, { code: 401, message: 'Not Authorized! Invalid Token' }]
      return [200, { name: 'ingestion-bot', isBot: true }]
    }
    if (path === 'lineage') return [200, this.edges.push(body.edge) && {}]
    if (path.endsWith('/pipelineStatus')) {
      this.statuses.push(body.pipelineState)
      return [200, {}]
    }
    const named = /^(.+)\/name\/(.+)$/.exec(path)
    if (named) {
      const found = this.entities.get(`${named[1]} ${named[2]}`)
      return found ? [200, found] : [404, { code: 404, message: 'not found' }]
    }
    if (method === 'PATCH') return this.patch(path.split('/').at(-1) ?? '', body)
    if (
      /\/(tableProfile|sampleData|status|joins|testCaseResults\/.*)$|^usage\/|^queryCostRecord$/.test(path)
    ) {
      this.measurements.push({ call: `${method} ${path}`, body })
      return [200, {}]
    }
    if (method === 'DELETE') return [200, this.remove(path.split('/').at(-1) ?? '')]
    if (path.endsWith('/bulk')) return [200, this.bulk(path.replace('/bulk', ''), body, text.length)]
    if (method === 'PUT') return [200, this.put(path, body)]
    return [200, this.page(path, url.searchParams)]
  }

  private patch(id: string, operations: { op: string; path: string; value?: unknown }[]): [number, unknown] {
    this.patches.push(operations)
    const found = [...this.entities.values()].find((entity) => entity.id === id)
    if (!found) return [404, { code: 404, message: 'not found' }]
    for (const { path, value } of operations) if (/^\/\w+$/.test(path)) found[path.slice(1)] = value
    return [200, found]
  }

  put(collection: string, body: Record<string, unknown>): Stored {
    const parent = body.service ?? body.database ?? body.databaseSchema
    const fullyQualifiedName = parent ? `${parent}.${body.name}` : String(body.name)
    const key = `${collection} ${fullyQualifiedName}`
    const id = this.entities.get(key)?.id ?? randomUUID()
    const stored = { ...body, id, fullyQualifiedName, deleted: false }
    this.entities.set(key, stored)
    return stored
  }

  private bulk(collection: string, rows: Record<string, unknown>[], bytes: number) {
    this.batches.push({ collection, rows: rows.length, bytes })
    this.onBulk()
    const bad = rows.filter((row) => String(row.name).startsWith('bad'))
    for (const row of rows) if (!bad.includes(row)) this.put(collection, row)
    const failedRequest = bad.map((row) => ({ request: row.name, message: 'columns: expected', status: 400 }))
    return {
      status: 'success',
      numberOfRowsProcessed: 0,
      numberOfRowsPassed: 0,
      numberOfRowsFailed: 0,
      failedRequest,
    }
  }

  private remove(id: string): Stored | undefined {
    const found = [...this.entities.values()].find((entity) => entity.id === id)
    if (found) found.deleted = true
    return found
  }

  private page(collection: string, query: URLSearchParams) {
    const parent = query.get('service') ?? query.get('database') ?? query.get('databaseSchema')
    const inside = [...this.entities]
      .filter(([key]) => key.startsWith(parent === null ? `${collection} ` : `${collection} ${parent}.`))
      .map(([, entity]) => entity)
    const start = Number(query.get('after') ?? 0)
    const end = start + Number(query.get('limit'))
    const paging = { total: inside.length, ...(end < inside.length ? { after: String(end) } : {}) }
    return { data: inside.slice(start, end), paging }
  }

  living(collection: string): string[] {
    return [...this.entities]
      .filter(([key, entity]) => key.startsWith(`${collection} `) && !entity.deleted)
      .map(([, entity]) => entity.fullyQualifiedName)
  }
}
