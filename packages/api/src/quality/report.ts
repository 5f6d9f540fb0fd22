/** Counts tests by their members, as dashboards ask for it: `bucketName=status:aggType=terms:field=testCaseStatus`. */
import { type Static, Type } from '@sinclair/typebox'
import { type Engine, type EntityJson, everyEntity } from '@waymark/engine'
import { problem } from '@waymark/spec'

export const DataQualityReport = Type.Object(
  {
    metadata: Type.Object(
      {
        keys: Type.Optional(Type.Array(Type.String())),
        dimensions: Type.Optional(Type.Array(Type.String())),
        metrics: Type.Optional(Type.Array(Type.String())),
      },
      { additionalProperties: false },
    ),
    data: Type.Array(Type.Record(Type.String(), Type.String())),
  },
  { $id: 'DataQualityReport', additionalProperties: false },
)
type DataQualityReport = Static<typeof DataQualityReport>

interface Step {
  readonly name: string
  readonly kind: 'terms' | 'cardinality' | 'value_count'
  readonly field: string
}

const mostSteps = 5

/** Steps stand side by side with `,`; the first ones group, and the last may measure. */
function readSteps(text: string): Step[] {
  const steps = text.split(',').map((part): Step => {
    const words = new Map(
      part.split(':').map((pair) => {
        const at = pair.indexOf('=')
        return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const
      }),
    )
    const [name, kind, field] = [words.get('bucketName'), words.get('aggType'), words.get('field')]
    const known = kind === 'terms' || kind === 'cardinality' || kind === 'value_count'
    if (!name || !field || !known) {
      throw problem('parameter-invalid', {
        parameter: 'aggregationQuery',
        expected: 'bucketName=…:aggType=terms|cardinality|value_count:field=…, several separated by commas.',
      })
    }
    return { name, kind, field: field.replace(/\.keyword$/, '') }
  })
  const misplaced = steps.slice(0, -1).find(({ kind }) => kind !== 'terms')
  if (steps.length > mostSteps || misplaced) {
    throw problem('parameter-invalid', {
      parameter: 'aggregationQuery',
      expected: `at most ${mostSteps} steps; only the last one may be a measure.`,
    })
  }
  return steps
}

/** What a test has at a dotted path; of references their names count. */
function valueAt(test: EntityJson, path: string): string | undefined {
  let at: unknown = test
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined
    at = Reflect.get(at, part)
  }
  if (at === undefined || at === null) return undefined
  if (typeof at === 'object') return JSON.stringify(Reflect.get(at, 'fullyQualifiedName') ?? at)
  return String(at)
}

/** @throws problem `parameter-invalid` on a query that cannot be read */
export async function aggregateTests(engine: Engine, query: string): Promise<DataQualityReport> {
  const steps = readSteps(query)
  const groupers = steps.filter(({ kind }) => kind === 'terms')
  const measure = steps.find(({ kind }) => kind !== 'terms')
  const groups = new Map<
    string,
    { readonly keys: readonly string[]; count: number; readonly seen: Set<string> }
  >()
  for await (const test of everyEntity(engine, 'testCase')) {
    const keys = groupers.map(({ field }) => valueAt(test, field))
    if (keys.includes(undefined)) continue
    const known = keys.map(String)
    const id = JSON.stringify(known)
    const group = groups.get(id) ?? { keys: known, count: 0, seen: new Set<string>() }
    groups.set(id, group)
    const value = measure && valueAt(test, measure.field)
    if (measure && value === undefined) continue
    group.count += 1
    if (value !== undefined) group.seen.add(value)
  }
  const metric = measure?.field ?? 'document_count'
  return {
    metadata: {
      keys: [...groupers.map(({ field }) => field), metric],
      dimensions: groupers.map(({ field }) => field),
      metrics: [metric],
    },
    data: [...groups.values()].map(({ keys, count, seen }) => ({
      ...Object.fromEntries(groupers.map(({ field }, at) => [field, keys[at] ?? ''])),
      [metric]: String(measure?.kind === 'cardinality' ? seen.size : count),
    })),
  }
}
