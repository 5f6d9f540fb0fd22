/** Reads OpenMetadata's configuration file: YAML whose values are templates like `${AUTHENTICATION_PROVIDER:-basic}`. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { ConfigMistake } from './config-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

const template = /\$\{([A-Za-z_]\w*)(?::-((?:[^{}]|\{[^{}]*\})*))?\}/g

/** `${NAME:-default}`, as Dropwizard and the shell have it. A name without value and default becomes empty. */
export function substitute(source: string, environment: Environment): string {
  return source.replace(template, (_, name: string, fallback: string | undefined) => {
    const value = environment[name]
    return value === undefined || value === '' ? (fallback ?? '') : value
  })
}

/** Values by their dotted path; lists as `[a,b]`. Unreadable files are mistakes of the setting `--config`. */
export function readConfigFile(
  path: string,
  environment: Environment,
): { values: ReadonlyMap<string, string>; mistakes: readonly ConfigMistake[] } {
  const values = new Map<string, string>()
  try {
    const source = substitute(readFileSync(path, 'utf8'), environment)
    // Most servers have no such file, and reading settings waits for nothing: hence not import().
    const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml') // what require answers has no type
    flatten(parse(source, { maxAliasCount: 100 }), '', values)
    nameDatabase(values)
    return { values, mistakes: [] }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n', 1)[0] : String(error)
    return { values, mistakes: [{ setting: '--config', message: `${path} cannot be read: ${reason}` }] }
  }
}

function flatten(value: unknown, path: string, into: Map<string, string>): void {
  if (value === null || value === undefined) return
  if (Array.isArray(value)) {
    into.set(path, `[${value.map(String).join(',')}]`)
    // Connectors, for instance: a list of objects.
    for (const [index, member] of value.entries())
      if (typeof member === 'object') flatten(member, `${path}.${index}`, into)
  } else if (typeof value === 'object') {
    for (const [key, member] of Object.entries(value))
      flatten(member, path === '' ? key : `${path}.${key}`, into)
  } else into.set(path, String(value))
}

/**
 * The parts of a JDBC address, as if they were written one by one. An address of MySQL, which the published file has, names nothing
 * here: the embedded PostgreSQL takes its place.
 */
function nameDatabase(values: Map<string, string>): void {
  const found = /^jdbc:postgresql:\/\/([^:/?]+)(?::(\d+))?\/([^?]+)/.exec(values.get('database.url') ?? '')
  if (found === null) return
  const [, host = '', port = '5432', name = ''] = found
  values.set('database.host', host).set('database.port', port).set('database.name', name)
}
