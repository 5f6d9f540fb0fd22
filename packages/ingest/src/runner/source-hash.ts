/** The fingerprint of a create request: the same content gives the same hash, whatever the order of its keys. */
import { createHash } from 'node:crypto'

/** Grows when the connectors' bodies change meaning, so that everything is sent once more. */
const hashVersion = 1

/** JSON with sorted keys and without undefined members. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
    return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
  }
  return JSON.stringify(value) ?? 'null'
}

/** 64 hexadecimal digits. */
export function sourceHash(canonical: string): string {
  return createHash('sha256').update(`${hashVersion}\n${canonical}`).digest('hex')
}
