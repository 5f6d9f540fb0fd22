import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findSources } from './found-sources.ts'

const directory = mkdtempSync(join(tmpdir(), 'waymark-found-'))
const listening = createServer()
let port = 0
/** Nothing listens where a server was closed a moment ago. */
let closedPort = 0

beforeAll(async () => {
  const listen = (server: typeof listening) =>
    new Promise<number>((resolve) =>
      server.listen(0, 'localhost', () => resolve((server.address() as AddressInfo).port)),
    )
  port = await listen(listening)
  const closed = createServer()
  closedPort = await listen(closed)
  await new Promise((resolve) => closed.close(resolve))
})
afterAll(() => {
  listening.close()
  rmSync(directory, { recursive: true })
})

const elsewhere = { connectionString: 'postgres://catalog:secret@db.example:6543/waymark' }
const found = (more: Partial<Parameters<typeof findSources>[0]>) =>
  findSources({ own: elsewhere, isEmbedded: true, ports: {}, directory, ...more })

describe('sources of the machine of the server', () => {
  it('are what listens at the usual ports', async () => {
    expect(await found({ ports: { mysql: port, oracle: closedPort } })).toEqual([
      { foundBy: 'port', at: `localhost:${port}`, serviceType: 'mysql' },
    ])
  })

  it('are the PostgreSQL server of the catalog, once and without its account, unless it came along', async () => {
    expect(await found({ isEmbedded: false })).toEqual([
      { foundBy: 'catalogDatabase', at: 'db.example:6543', serviceType: 'postgres' },
    ])
    const own = { host: '127.0.0.1', port, user: 'catalog', password: 'secret' }
    const ports = { postgres: port }
    expect(await found({ own, isEmbedded: false, ports })).toEqual([
      { foundBy: 'catalogDatabase', at: `127.0.0.1:${port}`, serviceType: 'postgres' },
    ])
    expect(await found({ own, ports })).toEqual([])
  })

  it('are what a dbt project in the folder of the server builds on, as far as it says', async () => {
    writeFileSync(join(directory, 'dbt_project.yml'), 'name: shop\n')
    expect(await found({})).toEqual([{ foundBy: 'dbtProject', at: directory }])
    mkdirSync(join(directory, 'target'))
    const manifest = { metadata: { dbt_version: '1.9.0', adapter_type: 'sqlserver' }, nodes: {} }
    writeFileSync(join(directory, 'target', 'manifest.json'), JSON.stringify(manifest))
    expect(await found({})).toEqual([{ foundBy: 'dbtProject', at: directory, serviceType: 'mssql' }])
  })
})
