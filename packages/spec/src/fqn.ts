/**
 * Fully qualified names: parts joined with dots, a part in double quotes when it holds a dot or a quote.
 *
 * Quoting follows OpenMetadata: `a.b` becomes `"a.b"`, and a double quote inside a quoted part is doubled.
 */
import { problem } from './problems.ts'

/** Longest fully qualified name in characters. */
export const FQN_MAX_LENGTH = 3072

/** One part as it stands inside a fully qualified name. */
export function quoteName(name: string): string {
  return /[."]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}

/** The opposite of {@link quoteName}. */
export function unquoteName(part: string): string {
  return part.startsWith('"') && part.endsWith('"') && part.length > 1
    ? part.slice(1, -1).replaceAll('""', '"')
    : part
}

/**
 * Joins a parent's fully qualified name (already quoted) and a bare name.
 * @throws problem `name-too-long` when the result has more than {@link FQN_MAX_LENGTH} characters
 */
export function childFqn(parentFqn: string | undefined, name: string): string {
  const fqn = parentFqn === undefined ? quoteName(name) : `${parentFqn}.${quoteName(name)}`
  if (fqn.length > FQN_MAX_LENGTH) throw problem('name-too-long', { length: fqn.length, max: FQN_MAX_LENGTH })
  return fqn
}

/** Builds a fully qualified name from bare names. */
export function buildFqn(...names: readonly string[]): string {
  let fqn: string | undefined
  for (const name of names) fqn = childFqn(fqn, name)
  if (fqn === undefined) throw problem('name-invalid', { name: '', reason: 'it has no parts' })
  return fqn
}

/**
 * Splits a fully qualified name into bare names; `splitFqn(buildFqn(...names))` equals `names`.
 * @throws problem `name-invalid` on unbalanced quotes or an empty part
 */
export function splitFqn(fqn: string): string[] {
  const parts: string[] = []
  let at = 0
  while (at <= fqn.length) {
    const end = fqn[at] === '"' ? endOfQuoted(fqn, at) : endOfPlain(fqn, at)
    const part = fqn.slice(at, end)
    if (part === '' || part === '""' || (end < fqn.length && fqn[end] !== '.')) {
      throw problem('name-invalid', { name: fqn, reason: `unexpected character at position ${end}` })
    }
    parts.push(unquoteName(part))
    at = end + 1
  }
  return parts
}

function endOfPlain(fqn: string, at: number): number {
  const dot = fqn.indexOf('.', at)
  return dot === -1 ? fqn.length : dot
}

function endOfQuoted(fqn: string, at: number): number {
  let i = at + 1
  while (i < fqn.length) {
    if (fqn[i] === '"') {
      if (fqn[i + 1] !== '"') return i + 1
      i += 1
    }
    i += 1
  }
  throw problem('name-invalid', { name: fqn, reason: 'a quote is never closed' })
}

/** The fully qualified name of the entity above, or undefined at the top. */
export function parentFqn(fqn: string): string | undefined {
  const parts = splitFqn(fqn)
  parts.pop()
  return parts.length === 0 ? undefined : buildFqn(...parts)
}
