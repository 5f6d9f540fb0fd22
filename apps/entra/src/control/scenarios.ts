/** What goes wrong with Entra ID in real life, to be switched on and off by name. */
import type { World } from '../world.ts'
import type { Fault } from './faults.ts'

/** Whom a scenario is aimed at; absent: everybody. */
export interface ScenarioTarget {
  appId?: string
  user?: string
  times?: number
}

interface Scenario {
  title: string
  /** What a client sees. */
  effect: string
  /** Who it can be aimed at. */
  aims: ('appId' | 'user' | 'times')[]
  /** Lasting ones are faults; the others happen once. */
  fault?: Fault
  happen?: (world: World) => Promise<void> | void
  isActive?: (world: World) => boolean
  undo?: (world: World) => void
}

const skewMs = 3_600_000

const scenarios = {
  'expired-secret': {
    title: 'The client secret has expired',
    effect: 'AADSTS7000222 for a right secret',
    aims: ['appId', 'times'],
    fault: { kind: 'secret-expired' },
  },
  'wrong-secret': {
    title: 'The client secret is wrong',
    effect: 'AADSTS7000215, whatever secret comes',
    aims: ['appId', 'times'],
    fault: { kind: 'secret-wrong' },
  },
  'missing-consent': {
    title: 'Nobody has consented',
    effect: 'a consent page or AADSTS65001 for people; tokens without roles for applications',
    aims: ['appId', 'times'],
    fault: { kind: 'consent-missing' },
  },
  'wrong-redirect-uri': {
    title: 'The redirect URI is not registered',
    effect: 'AADSTS50011 on a page of Entra',
    aims: ['appId', 'times'],
    fault: { kind: 'redirect-uri-wrong' },
  },
  'app-disabled': {
    title: 'The application is disabled',
    effect: 'AADSTS7000112',
    aims: ['appId', 'times'],
    fault: { kind: 'app-disabled' },
  },
  'user-disabled': {
    title: 'The account is disabled',
    effect: 'AADSTS50057',
    aims: ['appId', 'user', 'times'],
    fault: { kind: 'user-disabled' },
  },
  'mfa-required': {
    title: 'A second factor is required',
    effect: 'AADSTS50076 with suberror and claims challenge',
    aims: ['appId', 'user', 'times'],
    fault: { kind: 'mfa-required' },
  },
  'conditional-access': {
    title: 'Conditional Access blocks',
    effect: 'AADSTS53003 with claims challenge',
    aims: ['appId', 'user', 'times'],
    fault: { kind: 'conditional-access' },
  },
  'key-rollover': {
    title: 'The signing keys roll over',
    effect: 'the next key signs, and older keys are not published any more',
    aims: [],
    happen: async ({ keys }) => {
      await keys.rotate()
      await keys.dropRetired()
    },
  },
  'clock-skew': {
    title: 'The clocks differ',
    effect: 'tokens are dated an hour ahead',
    aims: [],
    happen: ({ clock }) => clock.advance(skewMs),
    isActive: ({ clock }) => Math.abs(clock.offsetMs()) >= skewMs / 2,
    undo: ({ clock }) => clock.reset(),
  },
  throttling: {
    title: 'Too many requests',
    effect: '429 with Retry-After: 5, at Microsoft Graph too',
    aims: ['times'],
    fault: { kind: 'throttled', retryAfterSeconds: 5 },
  },
  slow: {
    title: 'Answers are slow',
    effect: 'every answer takes 3 seconds more',
    aims: ['times'],
    fault: { kind: 'slow', delayMs: 3_000 },
  },
  unavailable: {
    title: 'Service unavailable',
    effect: '503 everywhere',
    aims: ['times'],
    fault: { kind: 'unavailable' },
  },
  'discovery-down': {
    title: 'Discovery is down',
    effect: '503 for discovery documents and keys only',
    aims: ['times'],
    fault: { kind: 'discovery-down' },
  },
} as const satisfies Record<string, Scenario>

export type ScenarioName = keyof typeof scenarios

export const isScenario = (name: string): name is ScenarioName => Object.hasOwn(scenarios, name)

/** All of them, and which are on. */
export const listScenarios = (world: World) =>
  Object.entries<Scenario>(scenarios).map(([name, scenario]) => ({
    name,
    title: scenario.title,
    effect: scenario.effect,
    aims: scenario.aims,
    lasts: scenario.fault !== undefined || scenario.isActive !== undefined,
    active: isActive(world, name, scenario),
  }))

export const activeScenarios = (world: World): string[] =>
  listScenarios(world)
    .filter(({ active }) => active)
    .map(({ name }) => name)

/** Switches one on (again: with another target) or off. */
export async function switchScenario(
  world: World,
  name: ScenarioName,
  active: boolean,
  target: ScenarioTarget,
): Promise<void> {
  const scenario: Scenario = scenarios[name]
  world.faults.clearScenario(name)
  if (!active) {
    scenario.undo?.(world)
    return
  }
  if (scenario.fault) {
    const aimed = Object.fromEntries(
      Object.entries(target).filter(([key]) => scenario.aims.some((aim) => aim === key)),
    )
    world.faults.add({ ...scenario.fault, ...aimed, scenario: name })
  }
  await scenario.happen?.(world)
}

const isActive = (world: World, name: string, scenario: Scenario): boolean =>
  scenario.isActive?.(world) ?? world.faults.list().some((fault) => fault.scenario === name)
