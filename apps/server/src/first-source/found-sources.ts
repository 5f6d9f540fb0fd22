/** Looks for what a first source could be on the machine of the server: listening ports, a dbt project, the catalog's own PostgreSQL server. */
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { ThisMachine } from '@waymark/api'
import { Client, type PoolConfig } from 'pg'

type FoundSource = Awaited<ReturnType<ThisMachine['look']>>['found'][number]

/** Where sources listen unless somebody says otherwise. */
export const usualPorts: Readonly<Record<string, number>> = {
  postgres: 5432,
  mysql: 3306,
  mssql: 1433,
  oracle: 1521,
  mongodb: 27_017,
  kafka: 9092,
}

/** Nothing on the same machine takes longer to answer. */
const patienceMs = 300

interface Places {
  /** The catalog's own database. */
  readonly own: PoolConfig
  /** Whether it comes along with the catalog, and holds nothing else. */
  readonly isEmbedded: boolean
  /** By types of services in lower case. */
  readonly ports: Readonly<Record<string, number>>
  /** Where a dbt project may be. */
  readonly directory: string
}

export async function findSources({ own, isEmbedded, ports, directory }: Places): Promise<FoundSource[]> {
  // The driver knows every way to say where a server is, environment variables included; it does not connect here.
  const { host, port: ownPort } = new Client(own)
  const isHere = /^(localhost|127\.0\.0\.1|::1|\[::1\]|\/.*)$/.test(host)
  const listening = await Promise.all(
    Object.entries(ports).map(async ([serviceType, port]): Promise<FoundSource[]> => {
      const isOwn = isHere && port === ownPort
      if (isOwn || !(await listens(port))) return []
      return [{ foundBy: 'port', at: `localhost:${port}`, serviceType }]
    }),
  )
  return [
    ...(isEmbedded
      ? []
      : [{ foundBy: 'catalogDatabase', at: `${host}:${ownPort}`, serviceType: 'postgres' }]),
    ...listening.flat(),
    ...(await dbtProject(directory)),
  ]
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: 'localhost', port, timeout: patienceMs })
    const end = (found: boolean) => {
      socket.destroy()
      resolve(found)
    }
    socket.once('connect', () => end(true))
    socket.once('timeout', () => end(false))
    socket.once('error', () => end(false))
  })
}

/** dbt's adapters that are not called like the services they read. */
const servicesOfAdapters: Readonly<Record<string, string>> = { sqlserver: 'mssql', fabric: 'microsoftfabric' }
/** Where dbt writes of which database a manifest is: far at its front, and a manifest may have a hundred megabytes. */
const manifestFrontBytes = 64 * 1024

async function dbtProject(directory: string): Promise<FoundSource[]> {
  if (!existsSync(join(directory, 'dbt_project.yml'))) return []
  const front = await readFront(join(directory, 'target', 'manifest.json'))
  const adapter = /"adapter_type":\s*"(\w+)"/.exec(front)?.[1]
  const serviceType = adapter && (servicesOfAdapters[adapter] ?? adapter)
  return [{ foundBy: 'dbtProject', at: directory, ...(serviceType && { serviceType }) }]
}

/** Empty where there is no such file that can be read. */
async function readFront(path: string): Promise<string> {
  const file = await open(path).catch(() => undefined)
  if (!file) return ''
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(manifestFrontBytes) })
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}
