/** A generation of clients: a set of shapes that a release of the clients insists on. The engine knows only the newest. */
import type { TSchema } from '@sinclair/typebox'
import type { JsonPatch } from '@waymark/spec'

export interface ClientGeneration {
  /** Release line of the clients: `1.13`. */
  readonly id: string
  /** The newest needs no translation: stored text may be sent as it is. */
  readonly isNewest: boolean
  /** A request body, in the newest shapes. */
  request(schema: TSchema, body: unknown): unknown
  /** A JSON Patch that was made against an answer of this generation. */
  patch(label: string, patch: JsonPatch): JsonPatch
  /** Whether its client sends such a patch to the collection of `label` whatever the entity is. */
  misaddresses(label: string, patch: JsonPatch): boolean
  /** Names asked for in `fields=`. */
  fields(label: string, names: readonly string[]): readonly string[]
  /** Whether its model of the entity has a member that the newest may lack: asked for in `fields=`, it is ignored. */
  knows(label: string, member: string): boolean
  /** A query string, in the newest units. `schema` describes the answer. */
  query(schema: TSchema, query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>
  /** An answer, in this generation's shapes. `baseUrl` is the address the client used, without a path. */
  answer(schema: TSchema, value: unknown, baseUrl: string): unknown
}

/** Members that clients send as `null` mean "nothing said". Objects and arrays are copied only where they change. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(withoutNulls)
    return items.some((item, index) => item !== value[index]) ? items : value
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const kept: [string, unknown][] = []
  let changed = false
  for (const [key, member] of entries) {
    if (member === null) {
      changed = true
      continue
    }
    const cleaned = withoutNulls(member)
    if (cleaned !== member) changed = true
    kept.push([key, cleaned])
  }
  return changed ? Object.fromEntries(kept) : value
}

/** The clients of the 1.13 line and everything of ours. */
export const newestGeneration: ClientGeneration = {
  id: '1.13',
  isNewest: true,
  request: (_schema, body) => withoutNulls(body),
  patch: (_label, patch) => patch,
  misaddresses: () => false,
  fields: (_label, names) => names,
  knows: () => false,
  query: (_schema, query) => query,
  answer: (_schema, value) => value,
}

/** How sure it is of which generation a request comes: `certain` stands, a body's members may correct what was `remembered` or `assumed`. */
export type GenerationBasis = 'certain' | 'remembered' | 'assumed'
