/** Finds what the catalog calls a place in another source: by the type and address of services, and by what the file names. */
import type { CatalogClient } from '@waymark/client'
import { buildFqn, quoteName, type Registry } from '@waymark/spec'
import { placeText, type SourcePlace } from '../source-place.ts'

export interface FoundPlace {
  readonly id: string
  readonly type: string
  readonly fullyQualifiedName: string
  /** Columns (fields of a topic), with their own fully qualified names. */
  readonly columns: readonly FoundColumn[]
}

export interface FoundColumn {
  readonly name: string
  readonly fullyQualifiedName?: string
  readonly children?: readonly FoundColumn[]
}

export interface PlaceFinder {
  /** The entity there, or a sentence that says why there is none. Sentences are not remembered. */
  find(place: SourcePlace): Promise<FoundPlace | string>
}

interface Service {
  readonly name: string
  readonly serviceType: string
  readonly config: Readonly<Record<string, unknown>>
}

const serviceEntityOf = {
  table: 'databaseService',
  container: 'storageService',
  topic: 'messagingService',
} as const

/** Members of `lineageInformation` that name services of each kind. */
const namedIn = {
  table: ['dbServicePrefixes', 'dbServiceNames'],
  container: ['storageServiceNames'],
  topic: ['messagingServiceNames'],
} as const

const defaultDatabase = 'default'
const rememberedPlaces = 2_000

/** @param sourceConfig - the workflow file's `sourceConfig.config` */
export function createPlaceFinder(
  client: CatalogClient,
  registry: Registry,
  sourceConfig: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): PlaceFinder {
  const services = new Map<string, Promise<readonly Service[]>>()
  const found = new Map<string, FoundPlace>()

  function servicesFor(type: SourcePlace['type']): Promise<readonly Service[]> {
    const entity = serviceEntityOf[type]
    const listed = services.get(entity) ?? list(entity)
    services.set(entity, listed)
    return listed
  }

  async function list(entity: string): Promise<readonly Service[]> {
    const all = await Array.fromAsync(client.entity(registry.byType(entity)).list({ signal }))
    return all.flatMap((each) => {
      // Members of services are not typed one by one in the registry's definitions.
      const { name, serviceType, connection } = each as {
        name?: string
        serviceType?: string
        connection?: { config?: Record<string, unknown> }
      }
      return name && serviceType ? [{ name, serviceType, config: connection?.config ?? {} }] : []
    })
  }

  async function candidates(place: SourcePlace): Promise<readonly Service[] | string> {
    const ofType = (await servicesFor(place.type)).filter(({ serviceType }) =>
      place.serviceTypes.includes(serviceType),
    )
    const names = namedServices(sourceConfig, place.type)
    const named = names.length === 0 ? ofType : ofType.filter(({ name }) => names.includes(name))
    const { server } = place
    const there = server === undefined ? named : named.filter(({ config }) => isAt(config, server))
    if (there.length > 0) return there
    // A person who names services knows that a gateway or an alias stands in between.
    if (names.length > 0 && named.length > 0) return named
    const kinds = place.serviceTypes.join(' or ')
    if (ofType.length === 0) return `the catalog has no service of type ${kinds}`
    return names.length > 0
      ? `none of the services that lineageInformation names is of type ${kinds}`
      : `no service of type ${kinds} in the catalog has the address '${server}'; name it in lineageInformation.${namedIn[place.type][0]}`
  }

  async function read(type: string, fqn: string): Promise<FoundPlace | undefined> {
    const entity = await client.entity(registry.byType(type)).find({ fqn }, { signal })
    if (!entity) return undefined
    // The three types keep their columns under different names.
    const { columns, dataModel, messageSchema } = entity as {
      columns?: FoundColumn[]
      dataModel?: { columns?: FoundColumn[] }
      messageSchema?: { schemaFields?: FoundColumn[] }
    }
    return {
      id: entity.id,
      type,
      fullyQualifiedName: fqn,
      columns: columns ?? dataModel?.columns ?? messageSchema?.schemaFields ?? [],
    }
  }

  return {
    async find(place) {
      const key = JSON.stringify(place)
      const known = found.get(key)
      if (known) return known
      const where = await candidates(place)
      if (typeof where === 'string') return `${placeText(place)}: ${where}.`
      const hits: FoundPlace[] = []
      for (const service of where) {
        for (const path of spellings(place, service)) {
          const hit = await read(place.type, buildFqn(service.name, ...path))
          if (!hit) continue
          hits.push(hit)
          break
        }
      }
      const [hit, other] = hits
      const looked = where.map(({ name }) => quoteName(name)).join(', ')
      if (!hit)
        return `${placeText(place)} is not in the catalog; it was looked for in ${looked}. Ingest it first.`
      if (other)
        return `${placeText(place)} is in the catalog as ${hit.fullyQualifiedName} and as ${other.fullyQualifiedName}; name one service in lineageInformation.${namedIn[place.type][0]}.`
      const [oldest] = found.keys()
      if (found.size >= rememberedPlaces && oldest !== undefined) found.delete(oldest)
      found.set(key, hit)
      return hit
    },
  }
}

/** Bare names of services: what stands before the first dot of a prefix, quotes respected. */
function namedServices(
  sourceConfig: Readonly<Record<string, unknown>>,
  type: SourcePlace['type'],
): readonly string[] {
  const { lineageInformation } = sourceConfig
  if (typeof lineageInformation !== 'object' || lineageInformation === null) return []
  const members = lineageInformation as Readonly<Record<string, unknown>> // looked at one by one
  return namedIn[type].flatMap((member) => {
    const list = members[member]
    return Array.isArray(list) ? list.map((each) => firstPart(String(each))) : []
  })
}

function firstPart(prefix: string): string {
  const quoted = /^"((?:[^"]|"")*)"/.exec(prefix)?.[1]
  return quoted === undefined ? prefix.replace(/\..*$/s, '') : quoted.replaceAll('""', '"')
}

/** The paths to try, best first. */
function spellings({ path, type, unquoted }: SourcePlace, { config }: Service): string[][] {
  const database = typeof config.databaseName === 'string' ? config.databaseName : defaultDatabase
  const exact = path.map((part) => part ?? database)
  // Many files of one shape are one container: the folder that holds them.
  if (type === 'container')
    return Array.from({ length: Math.max(1, exact.length - 1) }, (_, cut) =>
      exact.slice(0, exact.length - cut),
    )
  if (unquoted === undefined) return [exact]
  const folded = path.map((part) =>
    part === undefined ? database : unquoted === 'upper' ? part.toUpperCase() : part.toLowerCase(),
  )
  return [exact, folded]
}

/** Whether a service's connection leads to a server, however the two write it. */
function isAt(config: Readonly<Record<string, unknown>>, server: string): boolean {
  const wanted = address(server)
  return addressesOf(config).some((each) => {
    const own = address(each)
    const samePort = own.port === undefined || wanted.port === undefined || own.port === wanted.port
    return own.host === wanted.host && samePort
  })
}

function addressesOf(config: Readonly<Record<string, unknown>>): string[] {
  const { credentials } = config
  const account =
    typeof credentials === 'object' && credentials !== null && 'accountName' in credentials
      ? credentials.accountName
      : undefined
  return [config.hostPort, config.account, config.bootstrapServers, account].flatMap((each) =>
    typeof each === 'string' ? each.split(/,(?!\d+$)/) : [],
  )
}

const cloudSuffix =
  /\.(?:snowflakecomputing\.(?:com|cn)|(?:blob|dfs)\.(?:core\.windows\.net|storage\.azure\.net|core\.[a-z.]+))$/

/** `tcp:Host,1433`, `https://host:1433/x`, `host\instance` → host and, where it is written, the port or instance. */
function address(text: string): { readonly host: string; readonly port: string | undefined } {
  const bare = text
    .trim()
    .toLowerCase()
    .replace(/^(?:[a-z+]+:\/\/|tcp:)/, '')
    .replace(/\/.*$/, '')
  const [, host = bare, port] = /^(\[[^\]]*\]|[^:,\\]*)(?:[:,\\](.*))?$/.exec(bare) ?? []
  return { host: host.replace(/\.$/, '').replace(cloudSuffix, ''), port }
}
