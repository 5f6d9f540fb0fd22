/** Compares two JSON Schemas member by member: what we answer and accept, with what a published model does. */

export type Schema = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A schema with the definitions that its references lead to. */
interface Side {
  readonly schema: Schema
  readonly root: Schema
}

function resolve({ schema, root }: Side): Side {
  const definitions = isObject(root.$defs) ? root.$defs : {}
  let at = schema
  for (;;) {
    const target = typeof at.$ref === 'string' ? definitions[at.$ref.replace('#/$defs/', '')] : undefined
    const options = unionOf(at)
    if (isObject(target)) at = target
    else if (options?.length === 1 && options[0]) at = options[0]
    else return { schema: at, root }
  }
}

/** Alternatives without `null`, which means "absent". */
function unionOf(schema: Schema): readonly Schema[] | undefined {
  const union = schema.anyOf ?? schema.oneOf ?? (Array.isArray(schema.allOf) ? schema.allOf : undefined)
  return Array.isArray(union) ? union.filter((each) => isObject(each) && each.type !== 'null') : undefined
}

function flatUnion(side: Side): Side[] {
  const resolved = resolve(side)
  const options = unionOf(resolved.schema)
  return options ? options.flatMap((schema) => flatUnion({ schema, root: side.root })) : [resolved]
}

type Kind = 'anything' | 'object' | 'map' | 'array' | 'enum' | 'string' | 'number' | 'integer' | 'boolean'

function kindOf({ schema }: Side): Kind {
  if (Array.isArray(schema.enum) || schema.const !== undefined) return 'enum'
  switch (schema.type) {
    case 'object':
      return isObject(schema.properties) && Object.keys(schema.properties).length > 0 ? 'object' : 'map'
    case 'array':
    case 'string':
    case 'number':
    case 'integer':
    case 'boolean':
      return schema.type
    default:
      return 'anything'
  }
}

function wordsOf({ schema }: Side): ReadonlySet<unknown> {
  return new Set(Array.isArray(schema.enum) ? schema.enum : [schema.const])
}

/** `answer`: ours has to fit what the model reads. `create`: what the model writes has to fit ours. */
export type Direction = 'answer' | 'create'

interface Comparison {
  /** Differences that are meant; they do not count. */
  readonly isMeant: (finding: string) => boolean
  readonly direction: Direction
  /** Pairs under comparison: recursive shapes end there. */
  readonly seen: Map<Schema, Set<Schema>>
}

/**
 * What differs, as texts like `answer.columns[].dataType: lacks 'BIT'`; nothing when the two agree.
 * Required members are compared the way that matters: an answer has what the model requires, a create request requires
 * no more than the model does.
 */
export function compareSchemas(
  ours: Schema,
  theirs: Schema,
  direction: Direction,
  isMeant: (finding: string) => boolean,
): string[] {
  const comparison: Comparison = { direction, isMeant, seen: new Map() }
  const sides = [ours, theirs].map((schema) => ({ schema, root: schema })) as [Side, Side] // two in, two out
  return compare(comparison, ...sides, direction).filter((finding) => !isMeant(finding))
}

function compare(comparison: Comparison, ours: Side, theirs: Side, path: string): string[] {
  const left = resolve(ours)
  const right = resolve(theirs)
  const seen = comparison.seen.get(left.schema) ?? new Set()
  if (seen.has(right.schema)) return []
  comparison.seen.set(left.schema, seen.add(right.schema))
  const [oursFlat, theirsFlat] = [flatUnion(left), flatUnion(right)]
  if (oursFlat.length === 1 && theirsFlat.length === 1) return compareKinds(comparison, left, right, path)
  return compareUnions(comparison, oursFlat, theirsFlat, path)
}

/** Every alternative of the sending side needs one of the reading side; the nearest miss says what is wrong. */
function compareUnions(
  comparison: Comparison,
  ours: readonly Side[],
  theirs: readonly Side[],
  path: string,
): string[] {
  const answers = comparison.direction === 'answer'
  const [senders, readers] = answers ? [ours, theirs] : [theirs, ours]
  return senders.flatMap((sender) => {
    const tries = readers.map((reader) => {
      const fresh = { ...comparison, seen: new Map() }
      const [left, right] = answers ? [sender, reader] : [reader, sender]
      return compareKinds(fresh, left, right, path).filter((finding) => !comparison.isMeant(finding))
    })
    // A word in `type` tells configurations apart; without one, the fewest differences do.
    const distance = (findings: readonly string[]) =>
      findings.length + (findings.some((each) => each.startsWith(`${path}.type:`)) ? 10_000 : 0)
    return tries.toSorted((a, b) => distance(a) - distance(b))[0] ?? []
  })
}

function compareKinds(comparison: Comparison, ours: Side, theirs: Side, path: string): string[] {
  const [left, right] = [kindOf(ours), kindOf(theirs)]
  const answers = comparison.direction === 'answer'
  if (right === 'anything') return []
  if (left === 'object' && right === 'object') return compareMembers(comparison, ours, theirs, path)
  if (left === 'array' && right === 'array') {
    const [inside, outside] = [ours.schema.items, theirs.schema.items]
    if (!isObject(outside)) return []
    if (!isObject(inside)) return [`${path}[]: is of any kind here`]
    return compare(
      comparison,
      { schema: inside, root: ours.root },
      { schema: outside, root: theirs.root },
      `${path}[]`,
    )
  }
  // Stricter than the model is no harm: its own client fills the map with what the members say.
  if (left === 'object' && right === 'map') return []
  if (left === 'map' && right === 'map') return compareMaps(comparison, ours, theirs, path)
  if (left === 'enum' && right === 'enum') return compareWords(comparison, ours, theirs, path)
  if (left === right) return []
  if (left === 'map' && right === 'object') return [`${path}: free-form here, members in the model`]
  if (answers ? left === 'enum' && right === 'string' : left === 'string' && right === 'enum') return []
  if (answers ? left === 'integer' && right === 'number' : left === 'number' && right === 'integer') return []
  if (left === 'anything') return [`${path}: of any kind here, ${right} in the model`]
  return [`${path}: ${left} here, ${right} in the model`]
}

function compareMaps(comparison: Comparison, ours: Side, theirs: Side, path: string): string[] {
  const [inside, outside] = [ours.schema, theirs.schema].map(
    (schema) => schema.additionalProperties ?? Object.values(schema.patternProperties ?? {})[0],
  )
  if (!isObject(outside) || !isObject(inside)) return []
  return compare(
    comparison,
    { schema: inside, root: ours.root },
    { schema: outside, root: theirs.root },
    `${path}{}`,
  )
}

function compareWords(comparison: Comparison, ours: Side, theirs: Side, path: string): string[] {
  const [left, right] = [wordsOf(ours), wordsOf(theirs)]
  const quoted = (words: Iterable<unknown>) => [...words].map((word) => `'${word}'`).join(', ')
  const missing = [...right].filter((word) => !left.has(word))
  const extra = [...left].filter((word) => !right.has(word))
  return [
    ...(missing.length > 0 ? [`${path}: lacks ${quoted(missing)}`] : []),
    ...(extra.length > 0 && comparison.direction === 'answer'
      ? [`${path}: the model lacks ${quoted(extra)}`]
      : []),
  ]
}

function compareMembers(comparison: Comparison, ours: Side, theirs: Side, path: string): string[] {
  const answers = comparison.direction === 'answer'
  const [left, right] = [membersOf(ours), membersOf(theirs)]
  const [oursRequired, theirsRequired] = [requiredOf(ours), requiredOf(theirs)]
  const findings: string[] = []
  for (const [name, schema] of Object.entries(right)) {
    const mine = left[name]
    if (!mine) {
      findings.push(`${path}.${name}: is missing here`)
      continue
    }
    findings.push(
      ...compare(
        comparison,
        { schema: mine, root: ours.root },
        { schema, root: theirs.root },
        `${path}.${name}`,
      ),
    )
    if (answers && theirsRequired.has(name) && !oursRequired.has(name)) {
      findings.push(`${path}.${name}: optional here, required in the model`)
    }
    if (!answers && oursRequired.has(name) && !theirsRequired.has(name)) {
      findings.push(`${path}.${name}: required here, optional in the model`)
    }
  }
  for (const name of Object.keys(left)) {
    if (name in right) continue
    // What a create request accepts beyond the model, a JSON Patch may set; the model never sends it.
    if (answers && theirs.schema.additionalProperties !== true) {
      findings.push(`${path}.${name}: the model lacks it`)
    }
    if (!answers && oursRequired.has(name))
      findings.push(`${path}.${name}: required here, unknown to the model`)
  }
  return findings
}

function membersOf({ schema }: Side): Readonly<Record<string, Schema>> {
  return (schema.properties ?? {}) as Readonly<Record<string, Schema>> // JSON Schema
}

function requiredOf({ schema }: Side): ReadonlySet<unknown> {
  return new Set(Array.isArray(schema.required) ? schema.required : [])
}
