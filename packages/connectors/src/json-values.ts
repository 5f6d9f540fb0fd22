/** Looks at JSON of other people's servers, member by member: what is not of the expected kind is as good as absent. */

export type Json = Readonly<Record<string, unknown>>

/** An object, and no list. */
export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object there, or an empty one. */
export function record(value: unknown): Json {
  return isRecord(value) ? value : {}
}

/** The objects of a list. */
export function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}

/** Text that says something. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.flatMap((each) => text(each) ?? []) : []
}

/** The members that are there, for bodies whose schemas know no `undefined`. */
export function present(members: Json): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}

/** Milliseconds since 1970 of an ISO 8601 text. One that names no zone is in UTC. */
export function milliseconds(value: unknown): number | undefined {
  const date = text(value)
  if (date === undefined) return undefined
  const time = Date.parse(/(?:Z|[+-]\d\d:?\d\d)$/i.test(date) ? date : `${date}Z`)
  return Number.isNaN(time) ? undefined : time
}
