/** Reads members of JSON that came from outside, each with the value it has when it is absent or of another kind. */

export type Json = Readonly<Record<string, unknown>>

export function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json) // just checked; members stay unknown
    : {}
}

export function member(of: Json, name: string): Json {
  return object(of[name])
}

export function text(of: Json, name: string): string {
  const value = of[name]
  return typeof value === 'string' ? value : ''
}

export function flag(of: Json, name: string, fallback: boolean): boolean {
  const value = of[name]
  return typeof value === 'boolean' ? value : fallback
}

export function items(of: Json, name: string): readonly Json[] {
  const value = of[name]
  return Array.isArray(value) ? value.map(object) : []
}

export function texts(of: Json, name: string): readonly string[] {
  const value = of[name]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []
}
