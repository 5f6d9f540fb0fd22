/** What a destination of an alert needs beside its shape: an id, and an address for its kind. */
import { problem } from './problems.ts'
import type { Destination } from './types/event-subscription.ts'

const posted: ReadonlySet<string> = new Set(['Webhook', 'Slack', 'MsTeams', 'GChat'])

/** FNV-1a of 32 bits, four times with different starts: an id that needs no randomness. */
function stableId(text: string): string {
  const words = [0x811c9dc5, 0x01000193, 0x9e3779b9, 0x85ebca6b].map((start) => {
    let hash = start
    for (let at = 0; at < text.length; at += 1) {
      hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    }
    return (hash >>> 0).toString(16).padStart(8, '0')
  })
  const hex = words.join('')
  // RFC 9562 version 8: an id of our own making.
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

function requireAddress(destination: Destination, at: number): void {
  if (destination.category !== 'External') return
  const config = (destination.config ?? {}) as { endpoint?: unknown; receivers?: unknown } // an object by the schema
  const hasReceivers = Array.isArray(config.receivers) && config.receivers.length > 0
  if (posted.has(destination.type) && typeof config.endpoint !== 'string' && !hasReceivers) {
    throw problem('body-invalid', {
      field: `destinations[${at}].config.endpoint`,
      expected: `the address that ${destination.type} messages are posted to.`,
    })
  }
  if (typeof config.endpoint === 'string' && !/^https?:\/\//iu.test(config.endpoint)) {
    throw problem('body-invalid', {
      field: `destinations[${at}].config.endpoint`,
      expected: 'an address that begins with https:// or http://.',
    })
  }
  if (destination.type === 'Email' && !hasReceivers) {
    throw problem('body-invalid', {
      field: `destinations[${at}].config.receivers`,
      expected: 'at least one e-mail address.',
    })
  }
}

/** @throws problem `body-invalid` for an external destination without an address */
export function completeDestinations(alert: string, destinations: unknown): Destination[] {
  const list = (Array.isArray(destinations) ? destinations : []) as Destination[] // checked by the schema
  const taken = new Set(list.flatMap(({ id }) => id ?? []))
  return list.map((destination, at) => {
    requireAddress(destination, at)
    let id = destination.id
    for (let tries = 0; id === undefined; tries += 1) {
      const candidate = stableId(`${alert}\n${destination.category}\n${destination.type}\n${at}\n${tries}`)
      if (!taken.has(candidate)) id = candidate
    }
    taken.add(id)
    return { enabled: true, timeout: 10, readTimeout: 12, ...destination, id }
  })
}
