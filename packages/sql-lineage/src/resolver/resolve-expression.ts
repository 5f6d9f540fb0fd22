/** The columns that an expression reads. */
import type { Expression } from '../reader/query-tree.ts'
import type { Analysis } from './analysis.ts'
import { mergeOrigins, noOrigins, type Origins, wholeRow } from './relation.ts'
import { relationNamed, resolveReference, type Scope } from './scope.ts'

/** Every column whose value the expression depends on. The tables of queries in it are recorded as read. */
export function originsOf(analysis: Analysis, expression: Expression, scope: Scope): Origins {
  const found: Origins[] = []
  const windows = new Set<string>()
  for (const part of expression) {
    if (part.kind === 'reference') found.push(reference(analysis, part.path, part.soft, scope))
    else if (part.kind === 'query') found.push(wholeRow(analysis.query(part.query, scope)))
    else if (part.kind === 'exists') analysis.query(part.query, scope)
    else if (part.kind === 'equality') continue
    else if (part.kind === 'variable')
      found.push(analysis.session.variables.get(part.name.toLowerCase()) ?? noOrigins)
    else if (part.kind === 'row') {
      const row = part.qualifier.length === 0 ? scope.namespace.visible : relationNamed(scope, part.qualifier)
      if (row === undefined)
        analysis.note(`${JSON.stringify(part.qualifier.join('.'))} is not a relation of this query`)
      else found.push(wholeRow(row))
    } else if (part.kind === 'position') {
      const row = part.qualifier.length === 0 ? scope.namespace.visible : relationNamed(scope, part.qualifier)
      found.push(row?.columns[part.position - 1]?.origins ?? row?.unlisted ?? noOrigins)
    } else found.push(window(analysis, part.name, scope, windows))
  }
  return analysis.afford(1 + found.reduce((sum, { size }) => sum + size, 0)) ? mergeOrigins(found) : noOrigins
}

/** For predicates, grouping and ordering, which are not column lineage: records the tables that queries in them read, and joins. */
export function readTables(analysis: Analysis, expression: Expression, scope: Scope): void {
  for (const part of expression)
    if (part.kind === 'query' || part.kind === 'exists') analysis.query(part.query, scope)
    else if (part.kind === 'equality') {
      const [left, right] = [part.left, part.right].map((path) => resolveReference(scope, path, true))
      if (left && right && 'found' in left && 'found' in right) analysis.joins(left.found, right.found)
    }
}

function reference(analysis: Analysis, path: readonly string[], soft: boolean, scope: Scope): Origins {
  const resolved = resolveReference(scope, path, soft)
  if ('found' in resolved) return resolved.found
  // What is no column may be a variable or a parameter of the routine around the statement.
  const name = (path[0] ?? '').toLowerCase()
  const { variables, rows } = analysis.session
  const variable = path.length === 1 ? variables.get(name) : undefined
  if (variable) return variable
  const row = rows.get(name)
  if (row && path.length === 2) {
    const column = row.columns.find((each) => each.name.toLowerCase() === (path[1] ?? '').toLowerCase())
    return column?.origins ?? noOrigins
  }
  if (path.length === 2 && variables.has(name)) return noOrigins
  analysis.note(resolved.problem)
  return noOrigins
}

/** A named window may build on others; a text can define them in a circle. */
function window(analysis: Analysis, name: string, scope: Scope, seen: Set<string>): Origins {
  const key = name.toLowerCase()
  if (seen.has(key)) return noOrigins
  seen.add(key)
  const definition = scope.windows.get(key) ?? []
  return mergeOrigins(
    definition.map((part) =>
      part.kind === 'window' ? window(analysis, part.name, scope, seen) : originsOf(analysis, [part], scope),
    ),
  )
}
