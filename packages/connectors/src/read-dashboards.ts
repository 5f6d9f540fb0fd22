/** From a dashboard tool to records: data models, charts, dashboards, and the lineage between them and into them. */
import {
  type FilterKind,
  filteredOut,
  type LineageEnd,
  type ReadContext,
  rejectedBy,
  type SourceRecord,
} from '@waymark/ingest'
import { buildFqn, childFqn } from '@waymark/spec'
import type {
  DashboardTool,
  ToolChart,
  ToolDashboard,
  ToolModel,
  ToolProblem,
  Upstream,
} from './dashboard-tool.ts'
import { present } from './json-values.ts'

type Item = ToolModel | ToolChart | ToolDashboard

const filterOf = {
  dashboardDataModel: 'dataModel',
  chart: 'chart',
  dashboard: 'dashboard',
} as const satisfies Record<string, FilterKind>
type ItemType = keyof typeof filterOf

interface Reading {
  readonly context: ReadContext
  readonly service: string
  /** Names that were yielded, by type: what others may refer to. */
  readonly known: Readonly<Record<ItemType, Set<string>>>
  /** What comes once all entities are out. */
  readonly after: SourceRecord[]
}

export async function* readDashboards(
  tool: DashboardTool,
  context: ReadContext,
): AsyncGenerator<SourceRecord> {
  const { options, signal } = context
  const known = {
    dashboardDataModel: new Set<string>(),
    chart: new Set<string>(),
    dashboard: new Set<string>(),
  }
  const reading: Reading = { context, service: buildFqn(context.serviceName), known, after: [] }
  const models = readAll(reading, 'dashboardDataModel', tool.models(signal), modelBody)
  if (options.sourceConfig.includeDataModels !== false) yield* models
  // Tools find out about the rest on the way.
  else for await (const _model of tool.models(signal)) signal.throwIfAborted()
  yield* readAll(reading, 'chart', tool.charts(signal), chartBody)
  yield* readAll(reading, 'dashboard', tool.dashboards(signal), dashboardBody)
  yield* reading.after
}

async function* readAll<Read extends Item>(
  reading: Reading,
  type: ItemType,
  items: AsyncIterable<Read | ToolProblem>,
  bodyOf: (item: Read, reading: Reading) => Record<string, unknown>,
): AsyncGenerator<SourceRecord> {
  const { context, service, known, after } = reading
  for await (const item of items) {
    context.signal.throwIfAborted()
    const fullyQualifiedName = fqnOf(service, type, item.name)
    if (item.kind === 'problem') {
      const { message, hint } = item
      yield { kind: 'skipped', type, fullyQualifiedName, reason: 'error', message, ...(hint ? { hint } : {}) }
      continue
    }
    const rejected = rejection(context, type, item, fullyQualifiedName)
    if (rejected !== undefined) {
      yield filteredOut(type, fullyQualifiedName, rejected)
      continue
    }
    known[type].add(item.name)
    const { name, displayName, description, sourceUrl } = item
    const common = { name, service, ...present({ displayName, description, sourceUrl }) }
    yield { kind: 'entity', type, fullyQualifiedName, body: { ...common, ...bodyOf(item, reading) } }
    if (item.owner !== undefined && context.options.sourceConfig.includeOwners === true)
      after.push(ownerOf(item.owner, type, fullyQualifiedName))
    if (context.options.includeLineage) after.push(...lineageInto(item, fullyQualifiedName, reading))
  }
  yield { kind: 'completed', type, parent: service }
}

function rejection(
  context: ReadContext,
  type: ItemType,
  { name, displayName, project }: Item,
  fullyQualifiedName: string,
): string | undefined {
  // People write patterns for what they see; names are often numbers.
  const own = rejectedBy(context, filterOf[type], displayName ?? name, fullyQualifiedName)
  if (own !== undefined || project === undefined) return own
  const outer = context.filters.filter('project').rejects(project)
  return outer === undefined ? undefined : `its project '${project}' is ${outer}`
}

/** The catalog's name of something of the tool. Data models stand apart: a dashboard may have the same name. */
function fqnOf(service: string, type: ItemType, name: string): string {
  return childFqn(type === 'dashboardDataModel' ? childFqn(service, 'model') : service, name)
}

function modelBody({ dataModelType, columns, sql, project }: ToolModel): Record<string, unknown> {
  return { dataModelType, columns: [...columns], ...present({ sql, project }) }
}

function chartBody({ chartType }: ToolChart): Record<string, unknown> {
  return present({ chartType })
}

function dashboardBody(
  { dashboardType, project, charts, models }: ToolDashboard,
  { service, known }: Reading,
): Record<string, unknown> {
  return {
    dashboardType,
    ...present({ project }),
    charts: unique(charts, known.chart).map((name) => fqnOf(service, 'chart', name)),
    dataModels: unique(models, known.dashboardDataModel).map((name) =>
      fqnOf(service, 'dashboardDataModel', name),
    ),
  }
}

function unique(names: readonly string[], known: ReadonlySet<string>): string[] {
  return [...new Set(names)].filter((name) => known.has(name))
}

/** People sign in with an address; accounts are named by what stands before its @. */
function ownerOf(owner: string, type: ItemType, fullyQualifiedName: string): SourceRecord {
  const name = buildFqn(owner.replace(/@.*$/, '').toLowerCase())
  return {
    kind: 'change',
    type,
    fullyQualifiedName,
    owners: [{ type: 'userOrTeam', fullyQualifiedName: name }],
  }
}

function lineageInto(item: Item, fullyQualifiedName: string, reading: Reading): SourceRecord[] {
  if (item.kind === 'chart') return []
  if (item.kind === 'model') return modelLineage(item, fullyQualifiedName, reading)
  const { service, known } = reading
  const edgeFrom = (type: ItemType, name: string): SourceRecord => ({
    kind: 'lineage',
    from: { type, fullyQualifiedName: fqnOf(service, type, name) },
    to: { type: 'dashboard', fullyQualifiedName },
    details: { source: 'DashboardLineage' },
  })
  return [
    ...unique(item.models, known.dashboardDataModel).map((name) => edgeFrom('dashboardDataModel', name)),
    ...unique(item.reports ?? [], known.dashboard).map((name) => edgeFrom('dashboard', name)),
  ]
}

function modelLineage(model: ToolModel, fullyQualifiedName: string, { service }: Reading): SourceRecord[] {
  const type = 'dashboardDataModel'
  const edges = model.upstream.map(
    (upstream): SourceRecord => ({
      kind: 'crossLineage',
      from: upstreamEnd(upstream, service),
      to: { type, fullyQualifiedName },
      details: { source: 'DashboardLineage', ...present({ sqlQuery: upstream.sql }) },
      columns: upstream.columns,
    }),
  )
  if (model.problems.length === 0) return edges
  const message = `Its lineage is incomplete: ${model.problems.join('; ')}.`
  return [...edges, { kind: 'skipped', type, fullyQualifiedName, reason: 'not-understood', message }]
}

function upstreamEnd({ from }: Upstream, service: string): LineageEnd {
  if ('place' in from) return from
  const type = 'dashboardDataModel'
  return { type, fullyQualifiedName: fqnOf(service, type, from.model) }
}
