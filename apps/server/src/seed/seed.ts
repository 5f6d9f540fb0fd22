/** What every catalog has from its first start on. Runs at every start; what is there already is left as people made it. */
import type { Engine } from '@waymark/engine'
import { defaultPolicies, defaultRoles } from '@waymark/identity'
import { buildFqn, ingestionBotName, isProblem, quoteName } from '@waymark/spec'
import { systemActor } from '../account-directory.ts'
import { organizationName } from '../policy-source.ts'
import { seedApps } from './apps.ts'
import { seedClassifications } from './classifications.ts'
import { seedCharts, seedCustomCharts } from './data-insight-charts.ts'
import { testConnectionDefinitions } from './test-connections.ts'
import { seedTestDefinitions } from './test-definitions.ts'

type Body = Readonly<Record<string, unknown>> & { readonly name: string }

/** Something that every catalog has, found by its fully qualified name. */
interface Seed {
  readonly type: string
  readonly body: Body
  readonly fqn: string
}

/**
 * What is there already is asked for at once, which the engine answers with a few statements: nearly every start has
 * nothing to add.
 *
 * @param botDomain - domain of the bots' e-mail addresses
 */
export async function seed(engine: Engine, botDomain: string): Promise<void> {
  const seeds = seedsOf(botDomain)
  const known = await Promise.all(seeds.map((each) => isThere(engine, each)))
  for (const [at, { type, body }] of seeds.entries()) {
    if (known[at]) continue
    try {
      await engine.create(type, body, systemActor, { asSystem: true })
    } catch (error) {
      // Another replica is seeding too, or somebody gave the address to another account: both are fine.
      if (!isProblem(error, 'entity-exists') && !isProblem(error, 'value-taken')) throw error
    }
  }
}

async function isThere(engine: Engine, { type, fqn }: Seed): Promise<boolean> {
  try {
    await engine.getText(type, { fqn }, 'all')
    return true
  } catch (error) {
    if (isProblem(error, 'entity-not-found')) return false
    throw error
  }
}

/** What others refer to stands before them. */
function seedsOf(botDomain: string): readonly Seed[] {
  const seeds: Seed[] = []
  const add = (type: string, body: Body, parent?: string) => {
    seeds.push({ type, body, fqn: parent === undefined ? quoteName(body.name) : buildFqn(parent, body.name) })
  }
  for (const { rules, ...policy } of defaultPolicies) {
    add('policy', { ...policy, rules: [...rules], enabled: true, provider: 'system' })
  }
  for (const role of defaultRoles) add('role', { ...role, provider: 'system' })
  add('team', {
    name: organizationName,
    displayName: 'Organization',
    description: 'Everybody who has an account.',
    teamType: 'Organization',
    policies: ['OrganizationPolicy'],
    defaultRoles: ['DataConsumer'],
  })
  add('user', {
    name: ingestionBotName,
    displayName: 'Ingestion bot',
    description: 'Signs in to bring metadata in. Give it a token, or bind an Azure application.',
    email: `${ingestionBotName}@${botDomain}`,
    isBot: true,
    roles: ['IngestionBotRole'],
  })
  add('bot', {
    name: ingestionBotName,
    displayName: 'Ingestion bot',
    description: 'Brings metadata in.',
    botUser: ingestionBotName,
    provider: 'system',
  })
  for (const { tags, ...classification } of seedClassifications) {
    add('classification', { ...classification, provider: 'system' })
    for (const tag of tags) {
      add('tag', { ...tag, classification: classification.name, provider: 'system' }, classification.name)
    }
  }
  for (const { app, schedule } of seedApps) {
    add('appMarketPlaceDefinition', app)
    add('app', { ...app, appSchedule: schedule, provider: 'system' })
  }
  for (const definition of seedTestDefinitions) add('testDefinition', { ...definition })
  for (const chart of seedCharts) add('dataInsightChart', { ...chart })
  for (const chart of seedCustomCharts) add('dataInsightCustomChart', { ...chart, isSystemChart: true })
  for (const definition of testConnectionDefinitions) {
    add('testConnectionDefinition', { ...definition })
  }
  return seeds
}
