/** Faults on request: what a test switches on to see how its client copes. */
import type { Static } from '@sinclair/typebox'
import { Type } from '@sinclair/typebox'
import type { EndpointName } from '../http/endpoint-name.ts'

const closed = { additionalProperties: false }
const endpoints = [
  'instance-discovery',
  'discovery',
  'keys',
  'authorize',
  'token',
  'devicecode',
  'logout',
  'adminconsent',
  'userrealm',
  'graph',
] as const satisfies EndpointName[]
const times = Type.Optional(
  Type.Integer({ minimum: 1, description: 'How many requests it hits; absent: until it is cleared' }),
)
const endpoint = Type.Optional(Type.Union(endpoints.map((name) => Type.Literal(name))))
const appId = Type.Optional(Type.String({ description: 'Client id; absent: every client' }))

/** What `POST /__emulator/faults` takes. */
export const Fault = Type.Union([
  Type.Object({ kind: Type.Literal('secret-expired'), appId, times }, closed),
  Type.Object({ kind: Type.Literal('app-disabled'), appId, times }, closed),
  Type.Object(
    { kind: Type.Literal('slow'), delayMs: Type.Integer({ minimum: 1, maximum: 600_000 }), endpoint, times },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('throttled'),
      retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0 })),
      endpoint,
      times,
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('unavailable'), endpoint, times }, closed),
  Type.Object({ kind: Type.Literal('discovery-down'), times }, closed),
  Type.Object({ kind: Type.Literal('aadsts'), code: Type.Integer(), endpoint, appId, times }, closed),
])
export type Fault = Static<typeof Fault>
type Kind = Fault['kind']

export interface Faults {
  add: (fault: Fault) => void
  list: () => Fault[]
  clear: () => void
  /** The first fault of this kind that fits; uses up one of its `times`. */
  take: <K extends Kind>(
    kind: K,
    fits?: (fault: Extract<Fault, { kind: K }>) => boolean,
  ) => Extract<Fault, { kind: K }> | undefined
}

export function createFaults(): Faults {
  let faults: Fault[] = []
  return {
    add: (fault) => {
      faults.push({ ...fault })
    },
    list: () => faults,
    clear: () => {
      faults = []
    },
    take: <K extends Kind>(kind: K, fits: (fault: Extract<Fault, { kind: K }>) => boolean = () => true) => {
      const isWanted = (fault: Fault): fault is Extract<Fault, { kind: K }> =>
        fault.kind === kind && fits(fault as Extract<Fault, { kind: K }>)
      const found = faults.find(isWanted)
      if (found?.times !== undefined) {
        found.times -= 1
        if (found.times === 0) faults = faults.filter((fault) => fault !== found)
      }
      return found
    },
  }
}
