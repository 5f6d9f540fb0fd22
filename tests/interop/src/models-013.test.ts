/** The shapes we give 0.13 clients, compared with the models of the published package, members and words, recursively. */
import { beforeAll, describe, expect, it } from 'vitest'
import { rulesOf } from '../../../packages/api/src/generations/translate.ts'
import { shapes0_13 } from '../../../packages/api/src/generations/v0-13/shapes.ts'
import { client013 } from './published-clients.ts'
import { type Model, modelsOf013 } from './sdk-scripts.ts'

/** Everything the 0.13 client reads: its entities, and what it parses besides. */
const roots = [
  ...['mlmodel:MlModel', 'chart:Chart', 'dashboard:Dashboard', 'database:Database', 'pipeline:Pipeline'],
  ...['databaseSchema:DatabaseSchema', 'table:Table', 'topic:Topic', 'metrics:Metrics', 'location:Location'],
  ...['report:Report', 'glossary:Glossary', 'glossaryTerm:GlossaryTerm'],
]
  .map((path) => `entity.data.${path}`)
  .concat(
    [...['database', 'dashboard', 'messaging', 'pipeline', 'storage', 'metadata'], 'mlmodel'].map((kind) => {
      const label = kind === 'mlmodel' ? 'MlModel' : kind.charAt(0).toUpperCase() + kind.slice(1)
      return `entity.services.${kind}Service:${label}Service`
    }),
    [
      'entity.services.ingestionPipelines.ingestionPipeline:IngestionPipeline',
      'entity.classification.tag:Tag',
      'entity.classification.classification:Classification',
      'entity.teams.team:Team',
      'entity.teams.user:User',
      'entity.teams.role:Role',
      'entity.policies.policy:Policy',
      'entity.bot:Bot',
      'tests.testDefinition:TestDefinition',
      'tests.testSuite:TestSuite',
      'tests.testCase:TestCase',
      'dataInsight.dataInsightChart:DataInsightChart',
      'dataInsight.dataInsightChartResult:DataInsightChartResult',
      'dataInsight.kpi.kpi:Kpi',
      'analytics.webAnalyticEventData:WebAnalyticEventData',
      'analytics.reportData:ReportData',
      'type.entityHistory:EntityVersionHistory',
      'type.entityLineage:EntityLineage',
      'type.changeEvent:ChangeEvent',
      'entity.feed.thread:Thread',
    ],
  )

/** Models whose class has another name than our shape, because two share one or the newest is called otherwise. */
const renamed: Readonly<Record<string, string>> = {
  'entity.data.pipeline:PipelineStatus': 'PipelineRun',
  'type.schema:Topic': 'MessageSchema',
  'type.schema:FieldModel': 'SchemaField',
  'type.usageDetails:TypeUsedToReturnUsageDetailsOfAnEntity': 'UsageDetails',
  'entity.policies.accessControl.rule:Rule': 'PolicyRule',
  'entity.data.metrics:Metrics': 'Metric',
}

const shapeName = (model: string) => renamed[model] ?? model.split(':')[1] ?? ''

let models: readonly (readonly [string, Model])[] = []

beforeAll(async () => {
  models = Object.entries(await modelsOf013(client013, roots))
})

/** Words in connections decide nothing of ours: what a connector was configured with is passed on. */
const isConnection = (model: string) => /onnection|metadataIngestion|credentials|security/.test(model)

describe('every model of the 0.13 client', () => {
  it('has a shape, with the same members', () => {
    expect(models.length).toBeGreaterThan(150)
    const different = models.flatMap(([model, members]) => {
      const known = [...(shapes0_13.shapes[shapeName(model)]?.known ?? [])].sort()
      const theirs = Object.keys(members).sort()
      return JSON.stringify(known) === JSON.stringify(theirs) ? [] : [{ model, known, theirs }]
    })
    expect(different.filter(({ theirs }) => theirs.length > 0)).toEqual([])
  })

  it('has the same words and parts in each member', () => {
    const different = models.flatMap(([model, members]) => {
      const shape = shapes0_13.shapes[shapeName(model)]
      return Object.entries(members).flatMap(([member, { models: parts, words }]) => {
        const part = shape?.parts[member]
        const ours =
          part === undefined
            ? []
            : typeof part === 'string'
              ? [part]
              : 'byType' in part
                ? Object.values(part.byType)
                : part
        const found: string[] = []
        if (JSON.stringify([...ours].sort()) !== JSON.stringify([...new Set(parts.map(shapeName))].sort())) {
          found.push(`${model}.${member}: ${ours} for ${parts}`)
        }
        const known = shape?.words[member]?.known ?? []
        if (parts.length === 0 && !isConnection(model) && known.join() !== words.join()) {
          found.push(`${model}.${member}: ${known} for ${words}`)
        }
        return found
      })
    })
    expect(different).toEqual([])
  })

  it('that insists on a member gets it, whatever word the newest has there', () => {
    const missing = models.flatMap(([model, members]) => {
      const name = shapeName(model)
      const rules = rulesOf(shapes0_13, name)
      return Object.entries(members).flatMap(([member, { required }]) => {
        if (!required) return []
        const isGone = rules.some((rule) => rule.kind === 'gone' && rule.members.includes(member))
        const words = shapes0_13.shapes[name]?.words[member]
        const mayVanish =
          words !== undefined && words.otherwise === undefined && !neverNew.has(`${name}.${member}`)
        return isGone || mayVanish ? [`${name}.${member}`] : []
      })
    })
    expect(missing).toEqual([])
  })
})

/** Required words that the newest has added nothing to, or whose member is a list that may be shorter. */
const neverNew: ReadonlySet<string> = new Set([
  'Reaction.reactionType',
  'PolicyRule.effect',
  'PolicyRule.operations',
  'TagLabel.state',
  'Kpi.metricType',
])
