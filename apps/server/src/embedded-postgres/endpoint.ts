/** Where a cluster is reached: its socket and, where asked for, a port of the loopback interface. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { ClientConfig } from 'pg'
import { databaseName, roleName } from './cluster.ts'
import { type Placement, placeSocket } from './placement.ts'

export interface Endpoint {
  readonly port: number
  /** Empty on Windows, where PostgreSQL's sockets are not used. */
  readonly socketDir: string
  readonly loopback: boolean
}

/** Names the socket's file where no TCP port is open. */
const socketOnlyPort = 5432

/**
 * A free endpoint for a server about to start. The loopback port is random at first and then stays the same, while it is free,
 * so that a workflow file that names it keeps working.
 */
export async function chooseEndpoint(placement: Placement, loopback: boolean): Promise<Endpoint> {
  const port = loopback ? await choosePort(join(placement.homeDir, 'port')) : socketOnlyPort
  return { port, loopback, socketDir: process.platform === 'win32' ? '' : placeSocket(placement, port) }
}

/** Frees what `chooseEndpoint` made outside the data directory. */
export function releaseEndpoint({ homeDir }: Placement, { socketDir }: Endpoint): void {
  if (socketDir !== '' && !socketDir.startsWith(homeDir)) rmSync(socketDir, { recursive: true, force: true })
}

/** Arguments for the `postgres` program. */
export function listenArguments({ port, socketDir, loopback }: Endpoint): string[] {
  const socket = socketDir === '' ? [] : ['-k', socketDir, '-c', 'unix_socket_permissions=0700']
  return ['-p', String(port), '-h', loopback ? '127.0.0.1' : '', ...socket]
}

/** What `pg` needs to connect: over the socket where there is one. */
export function connectionTo(endpoint: Endpoint, password: string, database = databaseName) {
  const host = endpoint.socketDir === '' ? '127.0.0.1' : endpoint.socketDir
  return { host, port: endpoint.port, user: roleName, password, database } satisfies ClientConfig
}

/** `connectionTo` as a URL that pg and libpq (psql, psycopg) both read. The password's alphabet needs no escaping. */
export function urlOf(endpoint: Endpoint, password: string): string {
  if (endpoint.socketDir === '') return loopbackUrlOf(endpoint, password)
  const host = encodeURIComponent(endpoint.socketDir)
  return `postgres://${roleName}:${password}@/${databaseName}?host=${host}&port=${endpoint.port}`
}

/** The same database through the loopback port, for programs that know no sockets. */
export function loopbackUrlOf({ port }: Endpoint, password: string): string {
  return `postgres://${roleName}:${password}@127.0.0.1:${port}/${databaseName}`
}

async function choosePort(path: string): Promise<number> {
  const port = (await freePort(savedPort(path))) ?? (await freePort(0))
  if (port === undefined) throw new Error('The loopback interface has no free port.')
  writeFileSync(path, String(port))
  return port
}

function savedPort(path: string): number {
  try {
    return Number.parseInt(readFileSync(path, 'utf8'), 10) || 0
  } catch {
    return 0
  }
}

function freePort(wanted: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen(wanted, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}
