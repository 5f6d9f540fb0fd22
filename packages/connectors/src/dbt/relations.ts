/** Which tables of the catalog the nodes of a dbt project are, and which of them the filters let pass. */
import { filteredOut, type ReadContext, rejectedBy, type SourceRecord } from '@waymark/ingest'
import { buildFqn } from '@waymark/spec'
import type { DbtNode, DbtProject } from './artifacts.ts'

/** A node that is a table or view. */
export interface DbtRelation extends DbtNode {
  readonly relation: NonNullable<DbtNode['relation']>
  readonly fullyQualifiedName: string
}

/** OpenMetadata's word for the one database of a server that has none above its schemas. */
const defaultDatabase = 'default'

export interface Relations {
  readonly all: readonly DbtRelation[]
  find(uniqueId: string | undefined): DbtRelation | undefined
  readonly filtered: readonly SourceRecord[]
}

export function relationsOf(project: DbtProject, context: ReadContext): Relations {
  const { serviceName } = context
  const wanted = new Map<string, DbtRelation>()
  const filtered: SourceRecord[] = []
  for (const node of project.nodes.values()) {
    if (!node.relation) continue
    const { database = defaultDatabase, schema, name } = node.relation
    const fullyQualifiedName = buildFqn(serviceName, database, schema, name)
    const rejected =
      rejectedBy(context, 'database', database, buildFqn(serviceName, database)) ??
      rejectedBy(context, 'schema', schema, buildFqn(serviceName, database, schema)) ??
      rejectedBy(context, 'table', name, fullyQualifiedName)
    if (rejected === undefined) {
      wanted.set(node.uniqueId, { ...node, relation: node.relation, fullyQualifiedName })
    } else filtered.push(filteredOut('table', fullyQualifiedName, rejected))
  }
  return {
    all: [...wanted.values()],
    find: (uniqueId) => (uniqueId === undefined ? undefined : wanted.get(uniqueId)),
    filtered,
  }
}

/** The relations that a node reads, seen through models that are none, like ephemeral ones. */
export function upstreamOf(node: DbtNode, project: DbtProject, relations: Relations): DbtRelation[] {
  const found = new Map<string, DbtRelation>()
  const seen = new Set<string>()
  const follow = (id: string): void => {
    if (seen.has(id)) return
    seen.add(id)
    const relation = relations.find(id)
    const through = project.nodes.get(id)
    if (relation) found.set(id, relation)
    else if (through && !through.relation) through.dependsOn.forEach(follow)
  }
  node.dependsOn.forEach(follow)
  return [...found.values()]
}
