/** Public keys of issuers that federated credentials name: given by the state file or a test, or read from this machine. */
import { isLoopback } from '../loopback.ts'
import type { World } from '../world.ts'

type KeySet = { keys: Record<string, unknown>[] }

/**
 * The keys of `issuer` (OpenID Connect Discovery 1.0 §4). Only issuers on this machine are asked: the emulator opens
 * no connection to anywhere else.
 * @returns undefined when nothing gives them
 */
export async function issuerKeys(world: World, issuer: string): Promise<KeySet | undefined> {
  const given = world.issuerKeys.get(issuer)
  if (given) return given
  if (!isLocal(issuer)) return undefined
  const configuration = await document(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)
  const address = configuration?.jwks_uri
  if (typeof address !== 'string' || !isLocal(address)) return undefined
  const keySet = await document(address)
  return Array.isArray(keySet?.keys) ? { keys: keySet.keys } : undefined
}

const isLocal = (address: string): boolean =>
  URL.canParse(address) && isLoopback(new URL(address).hostname.replace(/^\[|\]$/g, ''))

async function document(address: string): Promise<Record<string, unknown> | undefined> {
  try {
    const answer = await fetch(address, { signal: AbortSignal.timeout(5_000), redirect: 'error' })
    const body: unknown = await answer.json()
    return answer.ok && typeof body === 'object' && body !== null ? { ...body } : undefined
  } catch {
    return undefined
  }
}
