/** How token answers tell how long an access token lives, in both versions. */
import type { World } from '../world.ts'

/** Version 2: numbers; long-lived tokens may say when to renew them early. */
export const lifetimeV2 = ({ behaviour }: World, expiresIn: number) => ({
  expires_in: expiresIn,
  ext_expires_in: expiresIn,
  ...(behaviour.refreshIn === 'half' && expiresIn >= 7200 && { refresh_in: Math.floor(expiresIn / 2) }),
})

/** Version 1: numbers written as text, and points in time beside the spans. */
export function lifetimeV1({ behaviour, clock }: World, expiresIn: number) {
  const now = Math.floor(clock.now() / 1000)
  const shown = (value: number) => (behaviour.v1Numbers === 'number' ? value : String(value))
  return {
    expires_in: shown(expiresIn),
    ext_expires_in: shown(expiresIn),
    expires_on: shown(now + expiresIn),
    not_before: shown(now - 300),
  }
}
