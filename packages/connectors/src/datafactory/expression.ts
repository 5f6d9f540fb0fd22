/**
 * The part of Data Factory's expressions that can be worked out without running anything: fixed texts, parameters and their joining.
 * https://learn.microsoft.com/azure/data-factory/control-flow-expression-language-functions
 */
import { isRecord } from '../json-values.ts'

/** Values that a text may name, e.g. `dataset().table` or `pipeline().parameters.day`. */
export type Known = ReadonlyMap<string, unknown>

/** A text, or why it is only known when the pipeline runs. */
export type Fixed = { readonly value: string } | { readonly open: string }

const call = /^(?<source>dataset|linkedService|pipeline)\(\)(?:\.parameters)?\.(?<name>\w+)$/

/** @param given - a constant, or `{ type: 'Expression', value: '@…' }` */
export function fixedText(given: unknown, known: Known): Fixed | undefined {
  const value = isRecord(given) && given.type === 'Expression' ? given.value : given
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string')
    return typeof value === 'object' ? { open: 'it is no text' } : { value: String(value) }
  if (value.startsWith('@@')) return { value: value.slice(1) }
  if (/^@[^{]/.test(value)) return worth(value.slice(1), known)
  return interpolated(value, known)
}

/** `folder/@{dataset().day}/file.csv`. */
function interpolated(text: string, known: Known): Fixed {
  const parts = text.split(/@\{((?:[^{}']|'(?:[^']|'')*')*)\}/)
  let value = ''
  for (const [position, part] of parts.entries()) {
    if (position % 2 === 0) {
      value += part
      continue
    }
    const inner = worth(part, known)
    if ('open' in inner) return inner
    value += inner.value
  }
  return { value }
}

function worth(expression: string, known: Known): Fixed {
  const source = expression.trim()
  const literal = /^'((?:[^']|'')*)'$/.exec(source)?.[1]
  if (literal !== undefined) return { value: literal.replaceAll("''", "'") }
  if (/^-?\d+(?:\.\d+)?$/.test(source)) return { value: source }
  const joined = /^concat\((.*)\)$/is.exec(source)?.[1]
  if (joined !== undefined) {
    const parts = argumentsOf(joined).map((part) => worth(part, known))
    const open = parts.find((part) => 'open' in part)
    return open ?? { value: parts.map((part) => ('value' in part ? part.value : '')).join('') }
  }
  const named = call.exec(source)?.groups
  const key = named && `${named.source}.${named.name}`
  if (key !== undefined && known.has(key)) {
    const fixed = fixedText(known.get(key), known)
    if (fixed) return fixed
  }
  return { open: `@${source} is only known when it runs` }
}

/** What stands between commas, outside of quotes and brackets. */
function argumentsOf(text: string): string[] {
  const parts = ['']
  let depth = 0
  let quoted = false
  for (const character of text) {
    if (character === "'") quoted = !quoted
    if (!quoted && /[([{]/.test(character)) depth += 1
    if (!quoted && /[)\]}]/.test(character)) depth -= 1
    if (!quoted && depth === 0 && character === ',') parts.push('')
    else parts[parts.length - 1] += character
  }
  return parts
}

/** Parameters with their values, or else the defaults that their declarations give. */
export function parametersOf(
  source: 'dataset' | 'linkedService' | 'pipeline',
  declared: unknown,
  given: unknown,
  outer: Known = new Map(),
): Known {
  const known = new Map<string, unknown>()
  if (isRecord(declared))
    for (const [name, parameter] of Object.entries(declared))
      if (isRecord(parameter) && parameter.defaultValue !== undefined)
        known.set(`${source}.${name}`, parameter.defaultValue)
  if (isRecord(given))
    for (const [name, value] of Object.entries(given)) {
      // What is handed in is worked out where it was written.
      const fixed = fixedText(value, outer)
      if (fixed) known.set(`${source}.${name}`, 'value' in fixed ? escaped(fixed.value) : value)
    }
  return known
}

/** A fixed text stays one when it is read again. */
function escaped(text: string): string {
  return text.startsWith('@') ? `@${text}` : text
}
