/** Looks into an entity's stored JSON text without parsing it. */
import { endOfString } from '../json-text.ts'

/** Index after the value that begins at `start`: an object or array as a whole, a scalar up to its end. */
function afterValue(text: string, start: number): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const character = text[at]
    if (character === '"') {
      at = endOfString(text, at) + 1
      if (depth === 0) return at
      continue
    }
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') {
      if (depth === 0) return at
      depth -= 1
      if (depth === 0) return at + 1
    } else if (character === ',' && depth === 0) return at
    at += 1
  }
  return at
}

/** What an answer's headers need of an entity. */
export interface Identification {
  readonly id: string
  readonly version: number
  readonly updatedAt: number
}

/**
 * Reads id, version and time of change from the top level of a JSON object's text, and stops once it has them.
 * @throws RangeError when one is missing: the text is no entity
 */
export function identify(text: string): Identification {
  const found = new Map<string, unknown>()
  let at = text.indexOf('{') + 1
  while (at > 0 && at < text.length && found.size < 3) {
    const keyStart = text.indexOf('"', at)
    if (keyStart === -1) break
    const keyEnd = endOfString(text, keyStart) + 1
    const valueStart = text.indexOf(':', keyEnd) + 1
    const valueEnd = afterValue(text, valueStart)
    const key = text.slice(keyStart + 1, keyEnd - 1)
    if (key === 'id' || key === 'version' || key === 'updatedAt') {
      found.set(key, JSON.parse(text.slice(valueStart, valueEnd)))
    }
    at = valueEnd + 1
  }
  const [id, version, updatedAt] = [found.get('id'), found.get('version'), found.get('updatedAt')]
  if (typeof id !== 'string' || typeof version !== 'number' || typeof updatedAt !== 'number') {
    throw new RangeError('The stored text is not that of an entity')
  }
  return { id, version, updatedAt }
}
