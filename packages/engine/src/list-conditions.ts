/** The conditions of a list: a definition's filters, members, links, ancestors and expressions over their names, as SQL. */
import { isUuid, type ListSelection, problem } from '@waymark/spec'
import type { ListQuery } from './engine.ts'
import type { EntityType, EntityTypes, Link } from './entity-type.ts'
import { includeSql } from './read.ts'
import { canonicalFqn, requoted } from './references.ts'
import { visibleEntities } from './search/visibility.ts'

/** What the index `entity_order` holds: the beginning of the name, in the order of its bytes. */
export const orderKey = 'left(entity.fqn, 500) collate "C"'
export const keyLength = 500

/** Longer expressions are no filters that people wrote. */
const longestExpression = 4096

/** Collects conditions of a statement; values go into parameters, never into the text. */
export class Conditions {
  readonly texts: string[] = []
  readonly values: unknown[] = []
  /** The statement holds regular expressions, which need a bound on their time. */
  hasExpressions = false
  add(text: (...parameters: string[]) => string, ...values: unknown[]): void {
    const parameters = values.map((value) => {
      this.values.push(value)
      return `$${this.values.length}`
    })
    this.texts.push(text(...parameters))
  }
  get sql(): string {
    return this.texts.join(' and ')
  }
}

/** @throws problem `parameter-invalid` on a filter that the type does not have, or a value it cannot have */
export function matching(types: EntityTypes, type: EntityType, query: ListQuery): Conditions {
  const conditions = new Conditions()
  const filters = query.filters ?? {}
  conditions.add((parameter) => `entity.type = ${parameter}`, type.type)
  conditions.texts.push(`true${includeSql(query.include ?? 'non-deleted')}`)
  if (query.visible && query.visible.kind !== 'true') {
    conditions.texts.push(visibleEntities(query.visible, conditions.values))
  }
  for (const [name, value] of Object.entries(filters)) {
    if (value.includes('\u0000'))
      throw problem('parameter-invalid', { parameter: name, expected: 'text without U+0000.' })
    const declared = type.definition.filters?.[name]
    if (Object.hasOwn(type.definition.newestFirst ?? {}, name)) expectMode(name, value)
    else if (declared) select(conditions, types, type, declared(value, filters))
    else if (name === 'regexMode' || name === 'regexFilterByFqn') expectMode(name, value)
    else if (!expression(conditions, types, type, name, filters)) filter(conditions, types, type, name, value)
  }
  return conditions
}

function expectMode(name: string, value: string): void {
  const words = name === 'regexMode' ? ['include', 'exclude'] : ['true', 'false']
  if (!words.includes(value))
    throw problem('parameter-invalid', { parameter: name, expected: `${words.join(' or ')}.` })
}

function select(
  conditions: Conditions,
  types: EntityTypes,
  type: EntityType,
  selection: ListSelection,
): void {
  for (const [name, value] of Object.entries(selection.members ?? {})) {
    member(conditions, name, value)
  }
  if (selection.having) having(conditions, selection.having)
  if (selection.below !== undefined) below(conditions, requoted(selection.below))
  if (selection.childrenOf !== undefined) directlyBelow(conditions, selection.childrenOf)
  const { linked } = selection
  const link = linked && type.links.find(({ name }) => name === linked.relation)
  if (linked && link) linkedTo(conditions, types, link, linked.to)
}

function member(conditions: Conditions, name: string, value: string | boolean): void {
  // A boolean that is absent is false.
  if (value === false)
    conditions.add((wanted) => `not entity.attributes @> ${wanted}::jsonb`, JSON.stringify({ [name]: true }))
  else conditions.add((wanted) => `entity.attributes @> ${wanted}::jsonb`, JSON.stringify({ [name]: value }))
}

/** Lists are no attributes: the documents are looked into, of types that there are few of. */
function having(
  conditions: Conditions,
  { member, values, orNone }: NonNullable<ListSelection['having']>,
): void {
  conditions.add(
    (name, wanted) => {
      const list = `entity.doc::jsonb -> ${name}`
      return `(${list} @> ${wanted}::jsonb${orNone ? ` or coalesce(${list}, '[]') = '[]'` : ''})`
    },
    member,
    JSON.stringify(values),
  )
}

function linkedTo(conditions: Conditions, types: EntityTypes, link: Link, value: string): void {
  const [here, there] = link.out ? ['from_id', 'to_id'] : ['to_id', 'from_id']
  conditions.add(
    (relationship, ids, typeNames, fqns) =>
      heirs(
        link,
        here,
        relationship,
        `select r.${here} as id from relationship r
          where r.relationship = ${relationship} and r.${there} in (
            select other.id from entity other where other.id = nullif(${ids}, '')::uuid
            union all
            select other.id from entity other
              join unnest(${typeNames}::text[], ${fqns}::text[]) as wanted (of_type, of_fqn)
                on other.type = of_type and other.fqn_hash = md5(of_fqn)::uuid and other.fqn = of_fqn)`,
      ),
    link.relationship,
    isUuid(value) ? value.toLowerCase() : '',
    link.to,
    link.to.map((to) => canonicalFqn(types, to, value)),
  )
}

/** Those that have the link and, where children inherit it, everything below them that has none of its own. */
function heirs(link: Link, here: string, relationship: string, holders: string): string {
  if (!link.inherited) return `entity.id in (${holders})`
  return `entity.id in (
    with recursive holder (id) as (
      ${holders}
      union
      select child.id from holder join entity child on child.parent_id = holder.id
       where not exists (
         select 1 from relationship own where own.${here} = child.id and own.relationship = ${relationship})
    )
    select holder.id from holder)`
}

function filter(
  conditions: Conditions,
  types: EntityTypes,
  type: EntityType,
  name: string,
  value: string,
): void {
  const kind = type.attributes.get(name)
  const link = type.links.find((one) => !one.contains && (one.name === name || one.name === `${name}s`))
  if (type.ancestorFields.includes(name) && isUuid(value)) belowId(conditions, value)
  else if (type.ancestorFields.includes(name)) below(conditions, requoted(value))
  else if (kind === 'boolean') {
    if (value !== 'true' && value !== 'false') {
      throw problem('parameter-invalid', { parameter: name, expected: 'true or false.' })
    }
    member(conditions, name, value === 'true')
  } else if (kind === 'string') member(conditions, name, value)
  else if (link) linkedTo(conditions, types, link, value)
  else {
    const known = [
      ...Object.keys(type.definition.filters ?? {}),
      ...type.ancestorFields,
      ...type.attributes.keys(),
      ...type.links.map((one) => one.name),
    ]
    throw problem('parameter-invalid', {
      parameter: name,
      expected: `no such filter. Known: ${known.join(', ')}.`,
    })
  }
}

/**
 * `tableRegex`, `databaseSchemaRegex` …: a regular expression over the name of the entity or of an ancestor, upper and
 * lower case alike. `regexMode=exclude` turns it around; `regexFilterByFqn=true` looks at fully qualified names.
 */
function expression(
  conditions: Conditions,
  types: EntityTypes,
  type: EntityType,
  name: string,
  filters: Readonly<Record<string, string>>,
): boolean {
  const subject = /^(\w+)Regex$/.exec(name)?.[1]
  const levels = subject === undefined ? undefined : levelsUp(types, type, subject)
  if (levels === undefined) return false
  const pattern = filters[name] ?? ''
  if (pattern.length > longestExpression) {
    throw problem('parameter-invalid', {
      parameter: name,
      expected: `at most ${longestExpression} characters.`,
    })
  }
  const column = filters.regexFilterByFqn === 'true' ? 'fqn' : 'name'
  const verb = filters.regexMode === 'exclude' ? 'not ' : ''
  conditions.hasExpressions = true
  conditions.add((parameter) => {
    let test = `${column} ~* ${parameter}`
    for (let level = 0; level < levels; level += 1) {
      test = `parent_id in (select id from entity where ${test})`
    }
    return `${verb}(${test.replace(/^(fqn|name|parent_id) /, 'entity.$1 ')})`
  }, pattern)
  return true
}

/** How many steps up an ancestor of a type stands: 0 for the type itself; undefined when it is none. */
function levelsUp(types: EntityTypes, type: EntityType, ancestor: string): number | undefined {
  let at: EntityType | undefined = type
  const seen = new Set<string>()
  for (let level = 0; at && !seen.has(at.type); level += 1) {
    if (at.type === ancestor || (level > 0 && ancestor === 'service' && !at.definition.parent)) return level
    seen.add(at.type)
    const [parent]: readonly string[] = at.definition.parent?.types ?? []
    at = parent === undefined ? undefined : types.find(parent)
  }
  return undefined
}

/** Names below an ancestor: its name and a dot, as a range of the order index. `/` follows `.` in the order of bytes. */
function belowId(conditions: Conditions, id: string): void {
  conditions.add(
    (ancestor) =>
      `exists (select 1 from entity above where above.id = ${ancestor}::uuid and starts_with(entity.fqn, above.fqn || '.'))`,
    id,
  )
}

function directlyBelow(conditions: Conditions, parent: string): void {
  if (isUuid(parent)) conditions.add((id) => `entity.parent_id = ${id}::uuid`, parent)
  else {
    conditions.add(
      (fqn) =>
        `entity.parent_id in (select above.id from entity above where above.fqn_hash = md5(${fqn})::uuid and above.fqn = ${fqn})`,
      requoted(parent),
    )
  }
}

function below(conditions: Conditions, ancestor: string): void {
  const characters = [...ancestor].length + 1
  if (characters <= keyLength) {
    conditions.add(
      (from, to) => `(${orderKey} >= ${from} and ${orderKey} < ${to})`,
      `${ancestor}.`,
      `${ancestor}/`,
    )
  } else {
    conditions.add(
      (prefix) => `(${orderKey} = left(${prefix}, ${keyLength}) and starts_with(entity.fqn, ${prefix}))`,
      `${ancestor}.`,
    )
  }
}
