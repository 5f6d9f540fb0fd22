/** Identity put together for a test: real PostgreSQL, a local issuer, a clock that can be moved. */
import { randomBytes } from 'node:crypto'
import { type IdentityConfig, identityDefaults } from '../config.ts'
import { createIdentity, type IdentityDependencies } from '../create-identity.ts'
import type { Identity, RequestCredentials } from '../identity.ts'
import type { IdentityLog } from '../ports.ts'
import { clientId, type LocalIssuer, tenantId } from './local-issuer.ts'
import { type MemoryAccounts, memoryAccounts, memoryPolicies } from './memory-accounts.ts'
import type { TestDatabase } from './test-database.ts'

export const origin = 'http://localhost:8585'

export interface Fixture {
  readonly identity: Identity
  readonly accounts: MemoryAccounts
  readonly lines: string[]
  /** Moves the clock. */
  advance(ms: number): void
}

export const azureConfig: IdentityConfig = {
  ...identityDefaults,
  provider: 'azure',
  authority: `https://login.microsoftonline.com/${tenantId}`,
  clientId,
  callbackUrl: `${origin}/callback`,
  principalDomain: 'contoso.com',
  authFailureLimit: 0,
}

export async function createFixture(
  database: TestDatabase,
  issuer: LocalIssuer,
  config: Partial<IdentityConfig> = {},
  more: Partial<IdentityDependencies> & { accounts?: MemoryAccounts } = {},
): Promise<Fixture> {
  let offsetMs = 0
  const lines: string[] = []
  const write: IdentityLog['info'] = (message, fields) =>
    void lines.push(`${message} ${JSON.stringify(fields ?? {})}`)
  const accounts = more.accounts ?? memoryAccounts()
  const identity = await createIdentity({
    config: { ...azureConfig, ...config },
    db: database.pool,
    policies: memoryPolicies(),
    // Base64 is no encryption: what is sealed is the engine's business and tested there.
    sealer: {
      seal: (plain, context) => Buffer.from(JSON.stringify({ plain, context })).toString('base64'),
      open(sealed, context) {
        const opened = JSON.parse(Buffer.from(sealed, 'base64').toString())
        if (opened.context !== context) throw new Error('another context')
        return opened.plain
      },
    },
    fetch: issuer.fetch,
    now: () => Date.now() + offsetMs,
    randomBytes: (length) => randomBytes(length),
    log: { info: write, warn: write },
    ...more,
    accounts,
  })
  const advance = (ms: number) => {
    offsetMs += ms
  }
  return { identity, accounts, lines, advance }
}

export function request(more: Partial<RequestCredentials> = {}): RequestCredentials {
  return { method: 'GET', authorization: [], remoteAddress: '192.0.2.7', requestId: 'r-1', ...more }
}

export const bearer = (token: string) => request({ authorization: [`Bearer ${token}`] })

/** A write from our own page. */
export const fromPage = (more: Partial<RequestCredentials> = {}) =>
  request({ method: 'POST', origin, ...more })
