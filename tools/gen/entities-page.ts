/** The reference page of the entity types: where each lives, what stands above it and what it points at. */
import { type AnyDefinition, createRegistry } from '@waymark/spec'

const head = `# Entity types

Every type has the same routes below \`/api/v1/<collection>\`: create, read by id and by name, list, replace, patch, delete,
restore, versions and bulk. Members and their kinds are in the [OpenAPI document](openapi.json); what connections take is on
[a page of its own](connections.md).

| type | collection | parent | links | search index |
| --- | --- | --- | --- | --- |
`

/** Nearer parents of the same family come first; a parent that may be of many types is counted. */
function parentsOf({ parent }: AnyDefinition): string {
  const types = [...(parent?.nested?.types ?? []), ...(parent?.types ?? [])]
  return types.length > 4 ? `${types.length} types` : types.join(', ')
}

function row(definition: AnyDefinition): string {
  const { type, collection, relations, search } = definition
  const cells = [
    `\`${type}\``,
    `\`${collection}\``,
    parentsOf(definition),
    Object.keys(relations).sort().join(', '),
    search ? `\`${search.index}\`` : '',
  ]
  return `| ${cells.join(' | ')} |\n`
}

/** Written by `npm run gen` to docs/reference/entities.md. */
export function entitiesPage(): string {
  const definitions = createRegistry().all.toSorted((a, b) => (a.type < b.type ? -1 : 1))
  return head + definitions.map(row).join('')
}
