/** dbt: adds to the tables of another service what a dbt project says of them, their tests and their lineage. */
import { Type } from '@sinclair/typebox'
import {
  defineConnector,
  type ReadContext,
  type Source,
  SourceError,
  type SourceRecord,
} from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import { readProject } from './artifacts.ts'
import { changeOf, type DbtOptions, tagEntities } from './changes.ts'
import { fetchArtifacts } from './fetch-artifacts.ts'
import { exposureLineage, lineageOf, lineageReader } from './lineage.ts'
import { relationsOf, upstreamOf } from './relations.ts'
import { testRecords } from './tests.ts'

async function* read(context: ReadContext): AsyncGenerator<SourceRecord> {
  const options = context.options.sourceConfig as DbtOptions & {
    readonly dbtConfigSource?: Record<string, unknown>
  } // validated by the runner
  if (!options.dbtConfigSource) {
    throw new SourceError('fatal', 'The file does not say where the artifacts of dbt are.', {
      hint: 'Name them in sourceConfig.config.dbtConfigSource: dbtManifestFilePath and its siblings.',
    })
  }
  const project = readProject(await fetchArtifacts(options.dbtConfigSource, context.signal))
  const relations = relationsOf(project, context)
  yield* relations.filtered
  yield* tagEntities(relations.all, options)
  yield { kind: 'total', type: 'table', count: relations.all.length }
  // A seed may be declared as a source as well: then one table is told of twice, and its model is the seed.
  const modelled = new Set(
    relations.all.filter((node) => node.resourceType !== 'source').map((node) => node.fullyQualifiedName),
  )
  for (const node of relations.all) {
    const isModel = node.resourceType !== 'source' || !modelled.has(node.fullyQualifiedName)
    yield changeOf(node, project, isModel ? upstreamOf(node, project, relations) : undefined, options)
  }
  yield* testRecords(project, relations)
  if (!context.options.includeLineage) return
  const reader = await lineageReader(project.adapter)
  if (!reader)
    context.log('warn', `The SQL of the adapter '${project.adapter}' is not read: lineage has no columns.`)
  yield* lineageOf(project, relations, reader)
  yield* exposureLineage(project, relations, buildFqn(context.serviceName))
}

export default defineConnector<unknown>({
  type: 'dbt',
  serviceType: 'Dbt',
  serviceEntity: 'databaseService',
  service: 'existing',
  sourceConfigType: 'DBT',
  config: Type.Object({}, { additionalProperties: true }),
  checks: [
    { name: 'CheckAccess', description: 'The artifacts are read when the run begins.', mandatory: true },
  ],
  async open(_config, signal): Promise<Source> {
    signal.throwIfAborted()
    return {
      check: async () => {},
      async *read(context) {
        for await (const record of read(context)) {
          context.signal.throwIfAborted()
          yield record
        }
      },
      close: async () => {},
    }
  },
})
