/** Keeps secrets out of whatever is shown: drivers quote connection strings in their errors. */
import { SECRET_MASK } from '@waymark/spec'

/** Shorter ones are found in every second word; a password of that length protects nothing anyway. */
const shortest = 4
const shown = '*****'

/** @returns a function that replaces the secrets in every text of a JSON value, also where they are in percent-encoding */
export function createRedaction(secrets: readonly string[]): <T>(value: T) => T {
  const written = secrets
    .filter((secret) => secret.length >= shortest)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
  // The longest first: one secret may be the beginning of another.
  const needles = [...new Set(written)].sort((a, b) => b.length - a.length)
  const inText = (text: string) => needles.reduce((result, needle) => result.replaceAll(needle, shown), text)
  const within = (value: unknown): unknown => {
    if (typeof value === 'string') return inText(value)
    if (Array.isArray(value)) return value.map(within)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, within(member)]))
  }
  return <T>(value: T) => (needles.length === 0 ? value : (within(value) as T)) // the shape stays
}

/** The texts that stand in `revealed` where `masked`, the same value as the API shows it, has the mask. */
export function secretsOf(masked: unknown, revealed: unknown): readonly string[] {
  if (typeof revealed === 'string')
    return masked === SECRET_MASK && revealed !== SECRET_MASK ? [revealed] : []
  if (typeof revealed !== 'object' || revealed === null) return []
  const members = masked as Readonly<Record<string, unknown>> | undefined // the same shape
  return Object.entries(revealed).flatMap(([name, value]) => secretsOf(members?.[name], value))
}
