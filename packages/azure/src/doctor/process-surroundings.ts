/** What the checks need of the process they run in, the same on the command line and in the server. */
import { lookup } from 'node:dns/promises'
import { readFileSync } from 'node:fs'
import { createTokenSource } from '@waymark/credentials'
import type { Check, DoctorDeps } from './check.ts'
import type { DoctorSettings, Environment } from './settings.ts'

/** @param environment - whose proxy settings this process's own requests follow */
export function processSurroundings(
  settings: DoctorSettings,
  environment: Environment,
): Pick<DoctorDeps, 'fetch' | 'nowMs' | 'lookup' | 'proxyFor' | 'ingestionToken' | 'readFile'> {
  return {
    fetch,
    nowMs: Date.now,
    lookup,
    proxyFor: (host) => proxyFor(host, environment),
    ingestionToken: ingestionTokenOf(settings),
    readFile: (path) => readFileSync(path, 'utf8'),
  }
}

function ingestionTokenOf({ ingestion }: DoctorSettings): DoctorDeps['ingestionToken'] {
  const [scope] = ingestion?.scopes ?? []
  if (!ingestion || !scope) return undefined
  const { clientId, authority, proof } = ingestion
  if (!proof) return undefined
  const application = { ...(clientId && { clientId }), ...(authority && { authority }) }
  const source = createTokenSource({ kind: 'azure', scope, proof, ...application })
  return async () => (await source?.token())?.token ?? ''
}

function proxyFor(host: string, environment: Environment): string | undefined {
  const proxy = environment.HTTPS_PROXY ?? environment.https_proxy
  const excepted = (environment.NO_PROXY ?? environment.no_proxy ?? '').split(',').map((each) => each.trim())
  return proxy &&
    !excepted.some((each) => each === '*' || (each !== '' && host.endsWith(each.replace(/^\*?\./, ''))))
    ? proxy
    : undefined
}

/** The checks with their counts, and the one to look at first: a failure before a warning. */
export interface DoctorReport {
  readonly failed: number
  readonly warnings: number
  readonly skipped: number
  readonly first: string | null
  readonly checks: readonly Check[]
}

/** Keeps the checks in their order. */
export function reportOf(checks: readonly Check[]): DoctorReport {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length
  const first =
    checks.find(({ status }) => status === 'fail') ?? checks.find(({ status }) => status === 'warn')
  return {
    failed: count('fail'),
    warnings: count('warn'),
    skipped: count('skipped'),
    first: first?.id ?? null,
    checks,
  }
}
