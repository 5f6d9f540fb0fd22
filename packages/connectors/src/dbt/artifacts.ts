/** The parts of dbt's artifacts that are read, in one shape for all versions of their schemas (manifest v1 to v12). */
import { SourceError } from '@waymark/ingest'

type Members = Readonly<Record<string, unknown>>

export interface DbtColumn {
  readonly name: string
  readonly description: string
  readonly dataType: string | undefined
  readonly tags: readonly string[]
}

/** A model, seed, snapshot, source, test, unit test or exposure. */
export interface DbtNode {
  readonly uniqueId: string
  /** `model`, `seed`, `snapshot`, `source`, `test`, `unit_test`, `exposure` … */
  readonly resourceType: string
  readonly name: string
  /** The relation as the warehouse spells it; undefined for what is no relation, like an ephemeral model. */
  readonly relation:
    | { readonly database: string | undefined; readonly schema: string; readonly name: string }
    | undefined
  readonly description: string
  readonly tags: readonly string[]
  readonly meta: Members
  readonly project: string
  readonly path: string
  readonly rawCode: string
  /** The SQL that dbt ran; undefined where this run did not compile the node. */
  readonly compiledCode: string | undefined
  readonly dependsOn: readonly string[]
  readonly columns: readonly DbtColumn[]
  readonly group: string | undefined
  /** Of a test. */
  readonly test:
    | {
        readonly kind: string
        readonly column: string | undefined
        readonly attachedTo: string | undefined
        readonly parameters: Members
      }
    | undefined
  /** Of an exposure: `dashboard`, `notebook`, `analysis`, `ml`, `application`. */
  readonly exposureType: string | undefined
}

export interface DbtResult {
  readonly uniqueId: string
  /** `pass`, `warn`, `fail`, `error`, `skipped` …, in lower case. */
  readonly status: string
  readonly message: string | undefined
  readonly failures: number | undefined
  /** Milliseconds since 1970. */
  readonly atMs: number
}

export interface DbtFreshness {
  readonly uniqueId: string
  readonly status: string
  readonly ageSeconds: number | undefined
  readonly maxLoadedAt: string | undefined
  readonly warnAfter: string | undefined
  readonly errorAfter: string | undefined
  readonly error: string | undefined
  readonly atMs: number
}

export interface DbtProject {
  readonly adapter: string
  readonly generatedAt: string | undefined
  readonly nodes: ReadonlyMap<string, DbtNode>
  /** Owners of groups by the group's name. */
  readonly groupOwners: ReadonlyMap<string, string>
  readonly results: readonly DbtResult[]
  readonly freshness: readonly DbtFreshness[]
}

/** Artifacts as they were parsed from JSON. */
export interface RawArtifacts {
  readonly manifest: unknown
  readonly catalog?: unknown
  readonly runResults?: unknown
  readonly sources?: unknown
}

function members(value: unknown): Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {}
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function texts(value: unknown): string[] {
  const list = typeof value === 'string' ? [value] : Array.isArray(value) ? value : []
  return [...new Set(list.filter((each) => typeof each === 'string'))]
}

function list(value: unknown): Members[] {
  return Array.isArray(value) ? value.map(members) : []
}

const isRelation = new Set(['model', 'seed', 'snapshot', 'source'])

/** @throws SourceError when the manifest is none, or of a schema that is newer than what this release knows */
export function readProject({ manifest, catalog, runResults, sources }: RawArtifacts): DbtProject {
  const root = members(manifest)
  const metadata = members(root.metadata)
  const version = /\/manifest\/v(?<version>\d+)/.exec(text(metadata.dbt_schema_version) ?? '')?.groups
    ?.version
  if (version === undefined) {
    throw new SourceError('fatal', 'The manifest is not one of dbt: it names no schema version.', {
      hint: 'dbt writes target/manifest.json with every run, build, compile and docs generate.',
    })
  }
  const catalogNodes = { ...members(members(catalog).nodes), ...members(members(catalog).sources) }
  const nodes = new Map<string, DbtNode>()
  for (const family of ['nodes', 'sources', 'exposures', 'unit_tests']) {
    for (const [id, node] of Object.entries(members(root[family]))) {
      nodes.set(id, readNode(id, members(node), members(catalogNodes[id])))
    }
  }
  return {
    adapter: text(metadata.adapter_type) ?? '',
    generatedAt: text(metadata.generated_at),
    nodes,
    groupOwners: new Map(
      Object.values(members(root.groups)).flatMap((group) => {
        const { name, owner } = members(group)
        const ownerName = text(members(owner).name) ?? text(members(owner).email)
        return typeof name === 'string' && ownerName ? [[name, ownerName] as const] : []
      }),
    ),
    results: list(members(runResults).results).map((result) => readResult(result, members(runResults))),
    freshness: list(members(sources).results).map((result) => readFreshness(result, members(sources))),
  }
}

function readNode(uniqueId: string, node: Members, inCatalog: Members): DbtNode {
  const config = members(node.config)
  const resourceType = text(node.resource_type) ?? uniqueId.split('.')[0] ?? ''
  const real = members(inCatalog.metadata)
  const schema = text(real.schema) ?? text(node.schema)
  const name = text(real.name) ?? text(node.identifier) ?? text(node.alias) ?? text(node.name)
  const exists = isRelation.has(resourceType) && config.materialized !== 'ephemeral'
  return {
    uniqueId,
    resourceType,
    name: text(node.name) ?? uniqueId,
    relation:
      exists && schema && name
        ? { database: text(real.database) ?? text(node.database), schema, name }
        : undefined,
    description: text(node.description) ?? '',
    tags: [...new Set([...texts(node.tags), ...texts(config.tags)])],
    meta: { ...members(node.meta), ...members(config.meta) },
    project: text(node.package_name) ?? '',
    path: text(node.original_file_path) ?? '',
    rawCode: text(node.raw_code) ?? text(node.raw_sql) ?? '',
    compiledCode: text(node.compiled_code) ?? text(node.compiled_sql),
    dependsOn: texts(members(node.depends_on).nodes),
    columns: readColumns(members(node.columns), members(inCatalog.columns)),
    group: text(node.group) ?? text(config.group),
    test: resourceType === 'test' ? readTest(node) : undefined,
    exposureType: resourceType === 'exposure' ? text(node.type) : undefined,
  }
}

/** Columns as the warehouse has them where the catalog artifact tells, with what the project says of each. */
function readColumns(described: Members, inCatalog: Members): DbtColumn[] {
  const byName = new Map(
    Object.values(described).map((column) => [lower(members(column).name), members(column)]),
  )
  const real = Object.values(inCatalog)
    .map(members)
    .sort((a, b) => Number(a.index) - Number(b.index))
  const names = real.length > 0 ? real : [...byName.values()]
  return names.flatMap((column) => {
    const name = text(column.name)
    const own = byName.get(lower(name)) ?? {}
    if (name === undefined) return []
    return [
      {
        name,
        description: text(own.description) ?? '',
        dataType: text(column.type) ?? text(own.data_type),
        tags: [...new Set([...texts(own.tags), ...texts(members(own.config).tags)])],
      },
    ]
  })
}

function lower(value: unknown): string {
  return String(value ?? '').toLowerCase()
}

function readTest(node: Members): DbtNode['test'] {
  const metadata = members(node.test_metadata)
  const kwargs = members(metadata.kwargs)
  const { model, column_name, ...parameters } = kwargs
  const kind = text(metadata.name)
  const namespace = text(metadata.namespace)
  return {
    kind: kind === undefined ? 'singular' : namespace === undefined ? kind : `${namespace}_${kind}`,
    column: text(node.column_name) ?? text(column_name),
    attachedTo: text(node.attached_node) ?? attachedByName(model, texts(members(node.depends_on).nodes)),
    parameters,
  }
}

/** Before dbt 1.5 a test names its model only inside a template: `{{ get_where_subquery(ref('orders')) }}`. */
function attachedByName(model: unknown, dependsOn: readonly string[]): string | undefined {
  if (dependsOn.length <= 1) return dependsOn[0]
  const name = /'(?<name>[^']+)'\s*\)[^']*$/.exec(String(model ?? ''))?.groups?.name
  return dependsOn.find((id) => name !== undefined && id.split('.').includes(name)) ?? dependsOn[0]
}

function timeMs(...candidates: readonly unknown[]): number {
  const found = candidates.map((each) => Date.parse(String(each ?? ''))).find((ms) => !Number.isNaN(ms))
  return found ?? 0
}

function readResult(result: Members, file: Members): DbtResult {
  const execution = list(result.timing).find((step) => step.name === 'execute')
  return {
    uniqueId: String(result.unique_id ?? ''),
    status: lower(result.status),
    message: text(result.message),
    failures: typeof result.failures === 'number' ? result.failures : undefined,
    atMs: timeMs(execution?.completed_at, members(file.metadata).generated_at),
  }
}

function readFreshness(result: Members, file: Members): DbtFreshness {
  const criteria = members(result.criteria)
  const span = (value: unknown) => {
    const { count, period } = members(value)
    return typeof count === 'number' ? `${count} ${String(period)}${count === 1 ? '' : 's'}` : undefined
  }
  return {
    uniqueId: String(result.unique_id ?? ''),
    status: lower(result.status),
    ageSeconds:
      typeof result.max_loaded_at_time_ago_in_s === 'number' ? result.max_loaded_at_time_ago_in_s : undefined,
    maxLoadedAt: text(result.max_loaded_at),
    warnAfter: span(criteria.warn_after),
    errorAfter: span(criteria.error_after),
    error: text(result.error),
    atMs: timeMs(result.snapshotted_at, members(file.metadata).generated_at),
  }
}
