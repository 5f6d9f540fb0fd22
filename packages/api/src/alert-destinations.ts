/** Refuses alerts whose messages would go to addresses inside, when they are saved and not only when they are delivered. */
import type { PendingWrite } from '@waymark/engine'
import { type Destination, problem } from '@waymark/spec'
import type { AlertDesk } from './alert-desk.ts'

/** Addresses of an alert by the member that holds them. */
function addressesOf(alert: PendingWrite['after']): ReadonlyMap<string, string> {
  const destinations = (alert?.destinations ?? []) as readonly Destination[] // checked by the schema
  const found = new Map<string, string>()
  for (const [at, { config }] of destinations.entries()) {
    const { endpoint, authType } = (config ?? {}) as {
      endpoint?: unknown
      authType?: { tokenUrl?: unknown }
    } // of whichever kind the destination is
    const place = `destinations[${at}].config`
    if (typeof endpoint === 'string') found.set(`${place}.endpoint`, endpoint)
    if (typeof authType?.tokenUrl === 'string') found.set(`${place}.authType.tokenUrl`, authType.tokenUrl)
  }
  return found
}

/** Addresses that an alert has already are left to their delivery. @throws problem `body-invalid` naming the member */
export async function requireAllowedDestinations(desk: AlertDesk, write: PendingWrite): Promise<void> {
  const known = new Set(addressesOf(write.before).values())
  for (const [field, address] of addressesOf(write.after)) {
    if (known.has(address)) continue
    const refusal = await desk.refusal(address)
    if (refusal !== undefined)
      throw problem('body-invalid', { field, expected: `an address that may be posted to. ${refusal}` })
  }
}
