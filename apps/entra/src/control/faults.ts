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

const user = Type.Optional(Type.String({ description: 'userPrincipalName or object id; absent: everybody' }))
const scenario = Type.Optional(Type.String({ description: 'The scenario it belongs to' }))

/** What `POST /__emulator/faults` takes. */
export const Fault = Type.Union([
  Type.Object({ kind: Type.Literal('secret-expired'), appId, times, scenario }, closed),
  Type.Object({ kind: Type.Literal('secret-wrong'), appId, times, scenario }, closed),
  Type.Object({ kind: Type.Literal('app-disabled'), appId, times, scenario }, closed),
  Type.Object({ kind: Type.Literal('consent-missing'), appId, times, scenario }, closed),
  Type.Object({ kind: Type.Literal('redirect-uri-wrong'), appId, times, scenario }, closed),
  Type.Object({ kind: Type.Literal('user-disabled'), appId, user, times, scenario }, closed),
  Type.Object({ kind: Type.Literal('mfa-required'), appId, user, times, scenario }, closed),
  Type.Object({ kind: Type.Literal('conditional-access'), appId, user, times, scenario }, closed),
  Type.Object(
    {
      kind: Type.Literal('slow'),
      delayMs: Type.Integer({ minimum: 1, maximum: 600_000 }),
      endpoint,
      times,
      scenario,
    },
    closed,
  ),
  Type.Object(
    {
      kind: Type.Literal('throttled'),
      retryAfterSeconds: Type.Optional(Type.Integer({ minimum: 0 })),
      endpoint,
      times,
      scenario,
    },
    closed,
  ),
  Type.Object({ kind: Type.Literal('unavailable'), endpoint, times, scenario }, closed),
  Type.Object({ kind: Type.Literal('discovery-down'), times, scenario }, closed),
  Type.Object(
    { kind: Type.Literal('aadsts'), code: Type.Integer(), endpoint, appId, times, scenario },
    closed,
  ),
])
export type Fault = Static<typeof Fault>
type Kind = Fault['kind']

export interface Faults {
  add: (fault: Fault) => void
  list: () => Fault[]
  clear: () => void
  /** Takes away what a scenario switched on. */
  clearScenario: (name: string) => void
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
    clearScenario: (name) => {
      faults = faults.filter((fault) => fault.scenario !== name)
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
