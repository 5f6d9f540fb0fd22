/** Entity links: `<#E::table::svc.db.schema.orders::columns::id>` names an entity, or a part of it. */
import { buildFqn, splitFqn } from './fqn.ts'
import { problem } from './problems.ts'

export interface EntityLink {
  readonly type: string
  /** Fully qualified name of the entity. */
  readonly fqn: string
  /** The member of the entity that the link leads into (`columns`), and the name of the part there. */
  readonly member?: string
  readonly part?: string
}

const shape = /^<#E::(\w+)::(.+)>$/su

/**
 * Splits at `::`, but not inside a quoted name; a single colon belongs to a name. A quote that is never closed is a
 * character like any other.
 */
function segments(text: string): string[] {
  const found: string[] = []
  let from = 0
  let startsName = true
  for (let at = 0; at < text.length; ) {
    const name: RegExpExecArray | null = startsName ? quotedName.exec(text.slice(at)) : null
    startsName = name === null && text[at] === '.'
    if (name) {
      at += name[0].length
    } else if (text.startsWith('::', at)) {
      found.push(text.slice(from, at))
      at += 2
      from = at
      startsName = true
    } else {
      at += 1
    }
  }
  return [...found, text.slice(from)]
}

const quotedName = /^"(?:[^"]|"")+"(?=\.|::|$)/u

/** Names that were quoted only because of their colons, as they stand in fully qualified names. */
function unquoted(segment: string): string {
  return segment.includes('::') ? buildFqn(...splitFqn(segment)) : segment
}

/** Names with two colons in quotes, which fully qualified names do without. */
function quoted(segment: string): string {
  if (!segment.includes('::')) return segment
  return splitFqn(segment)
    .map((name) => (name.includes('::') ? `"${name.replaceAll('"', '""')}"` : buildFqn(name)))
    .join('.')
}

/** @throws problem `body-invalid` naming `field` when the text is no entity link; `name-invalid` for a name cut short */
export function parseEntityLink(text: string, field = 'entityLink'): EntityLink {
  const match = shape.exec(text)
  const [, type = '', rest = ''] = match ?? []
  const [named = '', member, ...part] = segments(rest)
  const fqn = unquoted(named)
  // Names may hold any of `<`, `>` and `|`: the link ends where the text does.
  if (!match || fqn === '') {
    throw problem('body-invalid', {
      field,
      expected: 'an entity link such as <#E::table::service.db.schema.table::columns::name>.',
    })
  }
  return {
    type,
    fqn,
    ...(member === undefined ? {} : { member }),
    ...(part.length === 0 ? {} : { part: part.join('::') }),
  }
}

/** The opposite. `part` is written as it is, since it may hold more than a name: `id::description`. */
export function formatEntityLink(link: EntityLink): string {
  const rest = [link.type, quoted(link.fqn), ...(link.member === undefined ? [] : [link.member])]
  return `<#E::${[...rest, ...(link.part === undefined ? [] : [link.part])].join('::')}>`
}

/** The fully qualified name of what a link leads to: the entity's, or its part's. */
export function linkedFqn(link: EntityLink): string {
  return link.part === undefined ? link.fqn : `${link.fqn}.${partFqn(link.part)}`
}

/** A part's name as it stands in fully qualified names: clients send `a.b` for a nested column and `"a.b"` for a dotted one. */
function partFqn(part: string): string {
  try {
    return buildFqn(...splitFqn(part))
  } catch {
    return buildFqn(part)
  }
}
