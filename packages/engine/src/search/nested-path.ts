/** A condition over the objects of one list as a jsonpath, so that one object has to meet all of it. */
import { problem } from '@waymark/spec'
import type { Condition } from './condition.ts'
import { memberPath } from './field-names.ts'

/** Values are quoted and escaped: nothing that was sent becomes syntax. Undefined where no jsonpath says the same. */
export function nestedPath(list: string, condition: Condition): string | undefined {
  const at = (field: string): string | undefined => {
    const path = memberPath(field)
    if (!path.startsWith(`${list}.`)) return undefined
    const parts = path.slice(list.length + 1).split('.')
    return `@${parts.map((part) => `.${JSON.stringify(part)}`).join('')}`
  }
  const regex = (pattern: string, isWildcard: boolean) => {
    const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, (found) => {
      if (isWildcard && found === '*') return '.*'
      return isWildcard && found === '?' ? '.' : `\\${found}`
    })
    return `like_regex ${JSON.stringify(`^${escaped}$`)} flag "is"`
  }
  const join = (parts: readonly Condition[], sign: string): string | undefined => {
    const texts = parts.map(text)
    return texts.some((one) => one === undefined) ? undefined : `(${texts.join(` ${sign} `)})`
  }
  const text = (part: Condition): string | undefined => {
    switch (part.kind) {
      case 'all':
        return join(part.of, '&&')
      case 'any':
        return join(part.of, '||')
      case 'not': {
        const inner = text(part.of)
        return inner === undefined ? undefined : `(!(${inner}))`
      }
      case 'nested':
        return text(part.of)
      case 'equals': {
        const member = at(part.field)
        if (member === undefined) return undefined
        return `(${part.values.map((value) => `${member} ${regex(value, false)}`).join(' || ')})`
      }
      case 'wildcard': {
        const member = at(part.field)
        return member === undefined ? undefined : `(${member} ${regex(part.pattern, true)})`
      }
      case 'exists': {
        const member = at(part.field)
        return member === undefined ? undefined : `(exists(${member}))`
      }
      default:
        return undefined
    }
  }
  const filter = text(condition)
  if (filter === undefined) return undefined
  const steps = list.split('.').map((part) => `.${JSON.stringify(part)}`)
  return `$${steps.join('')}[*] ? ${filter}`
}

/** Whether the condition compares nothing but members of the list. */
export function isNestable(list: string, condition: Condition): boolean {
  return nestedPath(list, condition) !== undefined
}

/** @throws problem `parameter-invalid` */
export function refuseNested(list: string): never {
  const expected = `a nested query over '${list}' that compares members of it (term, terms, wildcard, exists, bool).`
  throw problem('parameter-invalid', { parameter: 'query_filter', expected })
}
