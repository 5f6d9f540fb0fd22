/** Fills `${VAR}`, `${VAR:-default}` and `env:VAR` in text values, and notices placeholders nobody filled in. */
import { parse } from 'yaml'
import type { TextValue } from './document.ts'

export interface Environment {
  readonly variables: Readonly<Record<string, string | undefined>>
  /** Reads the file that `VAR_FILE` names. */
  readonly readFile: (path: string) => string
}

export type Substitution = { readonly value: unknown } | { readonly problem: string }

const reference = /\$?\$\{([^}]*)\}/g
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/
/** `{your_client_secret}`, `<tenant id>`: what guides write where a value belongs. */
const placeholder = /^\s*(\{[A-Za-z][\w .-]*\}|<[A-Za-z][\w .'-]*>)\s*$/
const placeholderInside = /(\{your[ _-][^}]*\}|<(?:your|tenant|client)[^>]*>|\{tenant[ _-]?id\})/i

/**
 * `$${` stands for a literal `${`. A variable that is not set but has a `VAR_FILE` beside it is read from that file, without
 * its last line break. A plain (unquoted) value that is one whole reference may become a number or boolean.
 */
export function substitute(value: TextValue, environment: Environment): Substitution {
  const unfilled = placeholder.exec(value.text) ?? placeholderInside.exec(value.text)
  if (unfilled) {
    return {
      problem: `'${unfilled[0].trim()}' is a placeholder of a guide. Put the real value in its place.`,
    }
  }
  const whole = /^env:(.+)$/.exec(value.text)
  if (whole?.[1] !== undefined) return lookUp(whole[1].trim(), undefined, environment)
  let problem: string | undefined
  const text = value.text.replace(reference, (match: string, inside: string) => {
    if (match.startsWith('$$')) return match.slice(1)
    const [, name = '', fallback] = /^([^:]*)(?::-([\s\S]*))?$/.exec(inside) ?? []
    const found = lookUp(name, fallback, environment)
    if ('problem' in found) problem ??= found.problem
    return 'value' in found ? String(found.value) : ''
  })
  if (problem !== undefined) return { problem }
  const becomesTyped = value.plain && text !== value.text && /^(true|false|null|-?\d+(\.\d+)?)$/.test(text)
  return { value: becomesTyped ? parse(text) : text }
}

function lookUp(name: string, fallback: string | undefined, environment: Environment): Substitution {
  if (!variableName.test(name)) return { problem: `'${name}' is no name of an environment variable.` }
  const value = environment.variables[name]
  // As in a shell, ':-' also takes the place of an empty value.
  if (value !== undefined && (value !== '' || fallback === undefined)) return { value }
  const file = environment.variables[`${name}_FILE`]
  if (file) {
    try {
      return { value: environment.readFile(file).replace(/\r?\n$/, '') }
    } catch {
      return { problem: `the file ${file}, which ${name}_FILE names, cannot be read.` }
    }
  }
  if (fallback !== undefined) return { value: fallback }
  return {
    problem: `the environment variable ${name} is not set. Set it, or write \${${name}:-default}.`,
  }
}
