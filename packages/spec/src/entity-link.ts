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

/** Splits at `::`; a single colon belongs to a name. */
function segments(text: string): string[] {
  return text.split('::')
}

/** @throws problem `body-invalid` naming `field` when the text is no entity link */
export function parseEntityLink(text: string, field = 'entityLink'): EntityLink {
  const match = shape.exec(text)
  const [, type = '', rest = ''] = match ?? []
  const [fqn = '', member, ...part] = segments(rest)
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

export function formatEntityLink(link: EntityLink): string {
  const rest = [link.type, link.fqn, ...(link.member === undefined ? [] : [link.member])]
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
