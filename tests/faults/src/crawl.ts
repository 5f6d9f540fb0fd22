/** Asks a catalog for everything that its OpenAPI says can be asked for without a body, so that two catalogs can be compared. */
import type { RunningCatalog } from '../../processes/src/start-catalog.ts'

interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      {
        readonly get?: {
          readonly parameters?: readonly { readonly name: string; readonly required?: boolean }[]
        }
      }
    >
  >
}

interface Listed {
  readonly id?: unknown
  readonly fullyQualifiedName?: unknown
}

/** Answers by path and query, `status text`. */
export type Crawl = ReadonlyMap<string, string>

/** Streams never end; the pages of the web interface are no data; what describes the machine, the process, the moment, or is made anew at the start of every day differs by nature. */
const notCompared =
  /stream|callback$|version$|system\/(?:status|machine)|api\/docs|openapi|swagger|exportAsync|auth\/attempts|dataInsights\/data/

/**
 * Every route without path parameters, and for each entity that a list names, its routes by id and by name.
 *
 * @param token - an administrator's
 */
export async function crawl(catalog: RunningCatalog, token: string): Promise<Crawl> {
  const ask = async (path: string): Promise<string> => {
    const response = await fetch(`${catalog.url}${path}`, { headers: { authorization: `Bearer ${token}` } })
    // The id of a request is in its refusal, and how long it took in its answer.
    const varying = /(urn:waymark:request:|"requestId":"|"took":)[\w-]+/g
    return `${response.status} ${(await response.text()).replace(varying, (_, name: string) => `${name}0`)}`
  }
  const { paths } = JSON.parse((await ask('/api/openapi.json')).replace(/^200 /, '')) as OpenApi // ours
  const found = new Map<string, string>()
  const routes = Object.entries(paths).flatMap(([path, { get }]) =>
    get === undefined || notCompared.test(path) ? [] : [{ path, parameters: get.parameters ?? [] }],
  )
  for (const { path, parameters } of routes.filter(({ path }) => !path.includes('{'))) {
    if (parameters.some((parameter) => parameter.required === true)) continue
    const knows = (name: string) => parameters.some((parameter) => parameter.name === name)
    const query = [
      ...(knows('limit') ? ['limit=1000'] : []),
      ...(knows('include') ? ['include=all'] : []),
    ].join('&')
    const address = query === '' ? path : `${path}?${query}`
    const answer = await ask(address)
    found.set(address, answer)
    for (const { id, fullyQualifiedName } of entitiesIn(answer)) {
      for (const route of routes) {
        const names = { id, fqn: fullyQualifiedName }
        const filled = route.path.startsWith(`${path}/`) && fill(route.path, names)
        if (filled) found.set(filled, await ask(filled))
      }
    }
  }
  return found
}

function entitiesIn(answer: string): readonly Listed[] {
  if (!answer.startsWith('200 {')) return []
  const { data } = JSON.parse(answer.slice(4)) as { data?: unknown } // a list of ours has this member
  // Of each collection a few: an entity's routes are the same for all of its kind.
  return Array.isArray(data) ? (data.slice(0, 12) as Listed[]) : []
}

/** The path with its one parameter filled in; undefined when it has another. */
function fill(
  path: string,
  { id, fqn }: { readonly id: unknown; readonly fqn: unknown },
): string | undefined {
  const filled = path
    .replace('{id}', typeof id === 'string' ? id : '{id}')
    .replace(/\{(?:fqn|name)\}/, typeof fqn === 'string' ? encodeURIComponent(fqn) : '{fqn}')
  return filled.includes('{') ? undefined : filled
}

/** Paths whose answers differ, with the place of the first difference. */
export function differences(one: Crawl, other: Crawl): string[] {
  return [...new Set([...one.keys(), ...other.keys()])].flatMap((path) => {
    const [a = 'nothing', b = 'nothing'] = [one.get(path), other.get(path)]
    if (a === b) return []
    let at = 0
    while (a[at] === b[at]) at += 1
    const around = (text: string) => text.slice(Math.max(0, at - 80), at + 60)
    return [`${path}: …${around(a)} / …${around(b)}`]
  })
}
