/** Chooses members of a hit: `name`, `service.name`, `columns.*`. */

type Json = Readonly<Record<string, unknown>>

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pick(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0 || path[0] === '*')) return value
  if (Array.isArray(value)) return value.map((item) => pick(item, paths))
  if (!isJson(value)) return undefined
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const below = paths.filter((path) => path[0] === name).map((path) => path.slice(1))
    const found = below.length === 0 ? undefined : pick(inner, below)
    return found === undefined ? [] : [[name, found] as const]
  })
  return Object.fromEntries(kept)
}

function omit(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (Array.isArray(value)) return value.map((item) => omit(item, paths))
  if (!isJson(value)) return value
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const below = paths.filter((path) => path[0] === name || path[0] === '*').map((path) => path.slice(1))
    return below.some((path) => path.length === 0) ? [] : [[name, omit(inner, below)] as const]
  })
  return Object.fromEntries(kept)
}

/** Nothing included stands for everything. Analysers of field names are ignored, since a hit has none. */
export function pickSource(source: Json, include: readonly string[], exclude: readonly string[]): Json {
  const paths = (names: readonly string[]) => names.map((name) => name.replace(/\.keyword$/, '').split('.'))
  const picked = include.length === 0 ? source : pick(source, paths(include))
  const left = exclude.length === 0 ? picked : omit(picked, paths(exclude))
  return left as Json // an object in, an object out
}
