/** What every catalog has from its first start on. Runs at every start; what is there already is left as people made it. */
import type { Engine } from '@waymark/engine'
import { defaultPolicies, defaultRoles } from '@waymark/identity'
import { buildFqn, isProblem, quoteName } from '@waymark/spec'
import { systemActor } from '../account-directory.ts'
import { organizationName } from '../policy-source.ts'
import { seedApps } from './apps.ts'
import { seedClassifications } from './classifications.ts'
import { seedCharts } from './data-insight-charts.ts'
import { testConnectionDefinitions } from './test-connections.ts'
import { seedTestDefinitions } from './test-definitions.ts'

type Body = Readonly<Record<string, unknown>> & { readonly name: string }

/** Names that scripts and clients rely on. */
export const ingestionBotName = 'ingestion-bot'

/** @param botDomain - domain of the bots' e-mail addresses */
export async function seed(engine: Engine, botDomain: string): Promise<void> {
  const isThere = async (type: string, fqn: string) => {
    try {
      await engine.getText(type, { fqn }, 'all')
      return true
    } catch (error) {
      if (isProblem(error, 'entity-not-found')) return false
      throw error
    }
  }
  const addMissing = async (type: string, body: Body, parent?: string) => {
    if (await isThere(type, parent === undefined ? quoteName(body.name) : buildFqn(parent, body.name))) return
    try {
      await engine.create(type, body, systemActor, { asSystem: true })
    } catch (error) {
      // Another replica is seeding too, or somebody gave the address to another account: both are fine.
      if (!isProblem(error, 'entity-exists') && !isProblem(error, 'value-taken')) throw error
    }
  }
  for (const { rules, ...policy } of defaultPolicies) {
    await addMissing('policy', { ...policy, rules: [...rules], enabled: true, provider: 'system' })
  }
  for (const role of defaultRoles) await addMissing('role', { ...role, provider: 'system' })
  await addMissing('team', {
    name: organizationName,
    displayName: 'Organization',
    description: 'Everybody who has an account.',
    teamType: 'Organization',
    policies: ['OrganizationPolicy'],
    defaultRoles: ['DataConsumer'],
  })
  await addMissing('user', {
    name: ingestionBotName,
    displayName: 'Ingestion bot',
    description: 'Signs in to bring metadata in. Give it a token, or bind an Azure application.',
    email: `${ingestionBotName}@${botDomain}`,
    isBot: true,
    roles: ['IngestionBotRole'],
  })
  await addMissing('bot', {
    name: ingestionBotName,
    displayName: 'Ingestion bot',
    description: 'Brings metadata in.',
    botUser: ingestionBotName,
    provider: 'system',
  })
  for (const { tags, ...classification } of seedClassifications) {
    await addMissing('classification', { ...classification, provider: 'system' })
    for (const tag of tags) {
      await addMissing(
        'tag',
        { ...tag, classification: classification.name, provider: 'system' },
        classification.name,
      )
    }
  }
  for (const { app, schedule } of seedApps) {
    await addMissing('appMarketPlaceDefinition', app)
    await addMissing('app', { ...app, appSchedule: schedule, provider: 'system' })
  }
  for (const definition of seedTestDefinitions) await addMissing('testDefinition', { ...definition })
  for (const chart of seedCharts) await addMissing('dataInsightChart', { ...chart })
  for (const definition of testConnectionDefinitions) {
    await addMissing('testConnectionDefinition', { ...definition })
  }
}
