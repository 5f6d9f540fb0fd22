/** What a dbt project says of its tables: descriptions, tags, owners, columns and the model behind each. */
import type { ChangeRecord, ChangeTag, SourceRecord } from '@waymark/ingest'
import { buildFqn, type Column } from '@waymark/spec'
import type { DbtNode, DbtProject } from './artifacts.ts'
import type { DbtRelation } from './relations.ts'

/** What is read of `sourceConfig.config`; the runner validated it. */
export interface DbtOptions {
  readonly dbtUpdateDescriptions?: boolean
  readonly dbtUpdateOwners?: boolean
  readonly includeTags?: boolean
  readonly dbtClassificationName?: string
}

const defaultClassification = 'dbtTags'

/** The classification and its tags, before anything wears them. */
export function* tagEntities(
  relations: readonly DbtRelation[],
  options: DbtOptions,
): Generator<SourceRecord> {
  if (options.includeTags === false) return
  const names = new Set(
    relations.flatMap((node) => [...node.tags, ...node.columns.flatMap((column) => column.tags)]),
  )
  if (names.size === 0) return
  const classification = options.dbtClassificationName ?? defaultClassification
  yield {
    kind: 'entity',
    type: 'classification',
    fullyQualifiedName: buildFqn(classification),
    body: { name: classification, description: 'Tags of dbt projects.' },
  }
  for (const name of [...names].sort()) {
    yield {
      kind: 'entity',
      type: 'tag',
      fullyQualifiedName: buildFqn(classification, name),
      body: { name, classification: buildFqn(classification), description: `The dbt tag ${name}.` },
    }
  }
}

/** Adds to the table that another connector read; with `upstream` also the model behind it. */
export function changeOf(
  node: DbtRelation,
  project: DbtProject,
  upstream: readonly DbtRelation[] | undefined,
  options: DbtOptions,
): ChangeRecord {
  const overwrite = [
    ...(options.dbtUpdateDescriptions ? (['description'] as const) : []),
    ...(options.dbtUpdateOwners ? (['owners'] as const) : []),
  ]
  const tags = [...tagsOf(node.tags, options), ...governanceTags(node)]
  const owners = ownersOf(node, project)
  const columns = node.columns.flatMap(({ name, description, tags: own }) => {
    const columnTags = tagsOf(own, options)
    if (!description && columnTags.length === 0) return []
    return [
      {
        path: [name],
        ...(description ? { description } : {}),
        ...(columnTags.length > 0 ? { tags: columnTags } : {}),
      },
    ]
  })
  return {
    kind: 'change',
    type: 'table',
    fullyQualifiedName: node.fullyQualifiedName,
    ...(node.description ? { description: node.description.trim() } : {}),
    ...(tags.length > 0 ? { tags } : {}),
    ...(owners.length > 0 ? { owners } : {}),
    ...(columns.length > 0 ? { columns } : {}),
    ...(upstream ? { members: { dataModel: dataModel(node, project, upstream) } } : {}),
    ...(overwrite.length > 0 ? { overwrite } : {}),
  }
}

function tagsOf(names: readonly string[], options: DbtOptions): ChangeTag[] {
  if (options.includeTags === false) return []
  const classification = options.dbtClassificationName ?? defaultClassification
  return names.map((name) => ({
    tagFQN: buildFqn(classification, name),
    source: 'Classification',
    // People wrote them into the project: nobody has to confirm them again.
    labelType: 'Manual',
  }))
}

/** `meta.openmetadata.tier` and `.glossary`, as OpenMetadata's users write them. */
function governanceTags({ meta }: DbtNode): ChangeTag[] {
  const own = catalogMeta(meta)
  const tier = typeof own.tier === 'string' ? [own.tier] : []
  const terms = Array.isArray(own.glossary) ? own.glossary.filter((term) => typeof term === 'string') : []
  return [
    ...tier.map((tagFQN) => ({ tagFQN, source: 'Classification', labelType: 'Manual' }) as const),
    ...terms.map((tagFQN) => ({ tagFQN, source: 'Glossary', labelType: 'Manual' }) as const),
  ]
}

function catalogMeta(meta: DbtNode['meta']): Readonly<Record<string, unknown>> {
  const own = meta.openmetadata
  return typeof own === 'object' && own !== null ? (own as Record<string, unknown>) : {}
}

/** Named by `meta.openmetadata.owner`, `meta.owner` or the node's group; a mail address is a person, named by what is before the @. */
function ownersOf(node: DbtNode, project: DbtProject): NonNullable<ChangeRecord['owners']> {
  const named = catalogMeta(node.meta).owner ?? node.meta.owner
  const list = (Array.isArray(named) ? named : [named]).filter(
    (name): name is string => typeof name === 'string' && name !== '',
  )
  const group = node.group === undefined ? undefined : project.groupOwners.get(node.group)
  const names = list.length > 0 ? list : group === undefined ? [] : [group]
  return names.map((name) => {
    const person = /^(?<local>[^@\s]+)@[^@\s]+$/.exec(name)?.groups?.local
    return person === undefined
      ? { type: 'userOrTeam', fullyQualifiedName: buildFqn(name) }
      : { type: 'user', fullyQualifiedName: buildFqn(person.toLowerCase()) }
  })
}

function dataModel(
  node: DbtRelation,
  project: DbtProject,
  upstream: readonly DbtRelation[],
): Record<string, unknown> {
  return {
    modelType: 'DBT',
    resourceType: node.resourceType,
    dbtSourceProject: node.project,
    path: node.path,
    ...(node.description ? { description: node.description.trim() } : {}),
    ...(node.rawCode ? { rawSql: node.rawCode } : {}),
    ...(node.compiledCode ? { sql: node.compiledCode } : {}),
    upstream: upstream.map(({ fullyQualifiedName }) => fullyQualifiedName),
    columns: node.columns.map(
      (column, index): Column => ({
        name: column.name,
        ordinalPosition: index + 1,
        dataType: dataTypeOf(column.dataType),
        ...(column.dataType ? { dataTypeDisplay: column.dataType.toLowerCase() } : {}),
        ...(column.description ? { description: column.description } : {}),
      }),
    ),
    ...(project.generatedAt ? { generatedAt: project.generatedAt } : {}),
  }
}

/** Coarse, as warehouses name types in their own ways: the table itself has the exact one. */
function dataTypeOf(type: string | undefined): string {
  const name = (type ?? '').toUpperCase()
  if (/^(BIG|SMALL|TINY)?INT\b|^INTEGER|^(INT|UINT)\d/.test(name))
    return name.startsWith('BIG') ? 'BIGINT' : 'INT'
  if (/^(VARCHAR|CHARACTER VARYING|NVARCHAR)/.test(name)) return 'VARCHAR'
  if (/^(STRING|TEXT)/.test(name)) return 'TEXT'
  if (/^(NUMERIC|DECIMAL|NUMBER)/.test(name)) return 'DECIMAL'
  if (/^(DOUBLE|FLOAT|REAL)/.test(name)) return 'DOUBLE'
  if (/^BOOL/.test(name)) return 'BOOLEAN'
  if (/^TIMESTAMP/.test(name)) return 'TIMESTAMP'
  if (/^DATETIME/.test(name)) return 'DATETIME'
  if (/^DATE/.test(name)) return 'DATE'
  if (/\[\]$|^ARRAY/.test(name)) return 'ARRAY'
  if (/^(STRUCT|RECORD|OBJECT)/.test(name)) return 'STRUCT'
  return /^(JSON|VARIANT|SUPER)/.test(name) ? 'JSON' : 'UNKNOWN'
}
