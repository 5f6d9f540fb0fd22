/** Runs every check in the order in which one depends on another: the first that fails names the cause of the rest. */
import { GraphError } from '../graph/graph-error.ts'
import { readTenantState } from '../graph/tenant-state.ts'
import { decodeClaims } from '../token/decode.ts'
import type { Available, Check, CheckDefinition, DoctorDeps, Findings, Outcome } from './check.ts'
import { skipped } from './check.ts'
import { directoryChecks } from './directory-checks.ts'
import { ingestionChecks } from './ingestion-checks.ts'
import { networkChecks, readDiscovery } from './network-checks.ts'
import { portalPage } from './portal-pages.ts'
import { redact } from './redact.ts'
import { type DoctorSettings, secretOf } from './settings.ts'
import { parseAuthoritySetting, settingsChecks } from './settings-checks.ts'
import { tokenChecks } from './token-checks.ts'

/** All checks, in order. */
export const checks: readonly CheckDefinition[] = [
  ...settingsChecks,
  ...networkChecks,
  ...directoryChecks,
  ...ingestionChecks,
  ...tokenChecks,
]

/** Never throws: a check that can't run is `skipped` and says why. The answers hold no secret, token or person. */
export async function runDoctor(settings: DoctorSettings, deps: DoctorDeps): Promise<readonly Check[]> {
  const found = findings(settings, deps)
  const results: Check[] = []
  for (const { id, title, run } of checks) {
    const outcome = await attempt(() => run(found))
    const page = outcome.fix && (await portalPage(id, found))
    const fix = page && { fix: `${outcome.fix} In the portal: ${page}` }
    results.push({ id, title, ...redacted({ ...outcome, ...fix }, settings) })
  }
  return results
}

async function attempt(run: () => Outcome | Promise<Outcome>): Promise<Outcome> {
  try {
    return await run()
  } catch (error) {
    return skipped(error instanceof Error ? error.message : String(error))
  }
}

function redacted(outcome: Outcome, { ingestion, proof }: DoctorSettings): Outcome {
  const secrets = [secretOf(ingestion?.proof), secretOf(proof)]
  return {
    status: outcome.status,
    cause: redact(outcome.cause, secrets),
    ...(outcome.fix === undefined ? {} : { fix: redact(outcome.fix, secrets) }),
  }
}

function findings(settings: DoctorSettings, deps: DoctorDeps): Findings {
  const authority = () => parseAuthoritySetting(settings.authority)
  return {
    settings,
    deps,
    authority,
    discovery: once(async () => {
      const known = authority()
      return known ? readDiscovery(known, deps) : { unavailable: 'The authority has to be right first.' }
    }),
    tenant: once(async () => {
      if ('unavailable' in deps.graph) return deps.graph
      try {
        const lookups = {
          ui: { appId: settings.clientId },
          ingestion: { appId: settings.ingestion?.clientId },
        }
        return { value: await readTenantState(deps.graph.value, lookups) }
      } catch (error) {
        if (!(error instanceof GraphError)) throw error
        return { unavailable: [error.message, error.fix].filter(Boolean).join(' ') }
      }
    }),
    ingestionClaims: once(async () => {
      if (!deps.ingestionToken) return { unavailable: 'No credential of ingestion is configured here.' }
      try {
        const claims = decodeClaims(await deps.ingestionToken())
        return claims ? { value: claims } : { unavailable: 'The answer holds no token that can be read.' }
      } catch (error) {
        return { unavailable: error instanceof Error ? error.message : String(error) }
      }
    }),
  }
}

/** Remembers the first answer. */
function once<T>(find: () => Promise<Available<T>>): () => Promise<Available<T>> {
  let answer: Promise<Available<T>> | undefined
  return () => {
    answer ??= find()
    return answer
  }
}
