/** From an OpenAPI document to records: a collection for each tag, an endpoint for each operation. */
import { filteredOut, type ReadContext, rejectedBy, type SourceRecord } from '@waymark/ingest'
import { buildFqn, type CreateApiEndpoint } from '@waymark/spec'
import { isRecord } from '../json-values.ts'
import type { Json } from './document.ts'
import { resolve, schemaFields } from './schema-fields.ts'

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const
/** OpenMetadata's word for operations that carry no tag. */
const untagged = 'default'
/** The catalog's limit for names. */
const longestName = 256

interface Operation {
  readonly path: string
  readonly method: string
  readonly collection: string
  readonly operation: Json
  /** Parameters of the path that all its operations share. */
  readonly shared: readonly unknown[]
}

interface Place {
  readonly document: Json
  readonly context: ReadContext
  readonly address: string | undefined
  /** The page that shows the API to people. */
  readonly docUrl: string | undefined
}

export function* readApi(place: Place): Generator<SourceRecord> {
  const { document, context, docUrl } = place
  const service = buildFqn(context.serviceName)
  const byCollection = Map.groupBy(operationsOf(document), (each) => each.collection)
  const described = new Map(
    (Array.isArray(document.tags) ? document.tags : []).flatMap((tag) =>
      isRecord(tag) && typeof tag.name === 'string' ? [[tag.name, tag] as const] : [],
    ),
  )
  const names = new Set([...described.keys(), ...byCollection.keys()])
  const wanted: string[] = []
  for (const name of names) {
    const fullyQualifiedName = buildFqn(context.serviceName, name)
    const rejected = rejectedBy(context, 'apiCollection', name, fullyQualifiedName)
    if (rejected !== undefined) {
      yield filteredOut('apiCollection', fullyQualifiedName, rejected)
      continue
    }
    wanted.push(name)
    const description = described.get(name)?.description
    const endpointURL = docUrl ?? place.address
    const body = {
      name,
      service,
      ...(typeof description === 'string' ? { description } : {}),
      ...(endpointURL ? { endpointURL } : {}),
    }
    yield { kind: 'entity', type: 'apiCollection', fullyQualifiedName, body }
  }
  yield { kind: 'completed', type: 'apiCollection', parent: service }

  const count = wanted.reduce((sum, name) => sum + (byCollection.get(name)?.length ?? 0), 0)
  yield { kind: 'total', type: 'apiEndpoint', count }
  for (const name of wanted) {
    yield* readEndpoints(place, name, byCollection.get(name) ?? [])
  }
}

function operationsOf(document: Json): Operation[] {
  const paths = isRecord(document.paths) ? document.paths : {}
  return Object.entries(paths).flatMap(([path, value]) => {
    const item = resolve(document, value)
    if (!item) return []
    const shared = Array.isArray(item.parameters) ? item.parameters : []
    return methods.flatMap((method) => {
      const operation = item[method]
      if (!isRecord(operation)) return []
      const [tag] = Array.isArray(operation.tags) ? operation.tags : []
      const collection = typeof tag === 'string' && tag !== '' ? tag : untagged
      return [{ path, method, collection, operation, shared }]
    })
  })
}

function* readEndpoints(
  place: Place,
  collection: string,
  operations: readonly Operation[],
): Generator<SourceRecord> {
  const { context } = place
  const parent = buildFqn(context.serviceName, collection)
  const taken = new Set<string>()
  for (const operation of operations) {
    const name = nameOf(operation, taken)
    taken.add(name)
    const fullyQualifiedName = buildFqn(context.serviceName, collection, name)
    const rejected = rejectedBy(context, 'apiEndpoint', name, fullyQualifiedName)
    if (rejected === undefined) {
      const body = endpointBody(place, operation, name, parent)
      yield { kind: 'entity', type: 'apiEndpoint', fullyQualifiedName, body }
    } else yield filteredOut('apiEndpoint', fullyQualifiedName, rejected)
  }
  yield { kind: 'completed', type: 'apiEndpoint', parent }
}

/** The operation's own id; without one, or with one that is not unique, its method and path. */
function nameOf({ operation, method, path }: Operation, taken: ReadonlySet<string>): string {
  const { operationId } = operation
  const byPlace = `${method.toUpperCase()} ${path}`.slice(0, longestName)
  return typeof operationId === 'string' && operationId !== '' && !taken.has(operationId)
    ? operationId.slice(0, longestName)
    : byPlace
}

function endpointBody(
  { document, address }: Place,
  { operation, path, method, shared }: Operation,
  name: string,
  apiCollection: string,
): CreateApiEndpoint {
  const { summary, description } = operation
  const texts = [summary, description].filter(
    (text): text is string => typeof text === 'string' && text !== '',
  )
  const request = requestOf(document, operation, shared)
  const response = responseOf(document, operation)
  return {
    name,
    apiCollection,
    ...(typeof summary === 'string' && summary !== '' ? { displayName: summary.slice(0, longestName) } : {}),
    ...(texts.length > 0 ? { description: [...new Set(texts)].join('\n\n') } : {}),
    requestMethod: method.toUpperCase(),
    ...(address ? { endpointURL: `${address}${encodeURI(path)}` } : {}),
    ...(request.length > 0 ? { requestSchema: { schemaType: 'JSON', schemaFields: request } } : {}),
    ...(response.length > 0 ? { responseSchema: { schemaType: 'JSON', schemaFields: response } } : {}),
  }
}

/** What a caller sends: the fields of the body, and the parameters in path, query, headers and cookies. */
function requestOf(document: Json, operation: Json, shared: readonly unknown[]) {
  const own = Array.isArray(operation.parameters) ? operation.parameters : []
  const parameters = [...own, ...shared]
    .map((value) => resolve(document, value))
    .filter((parameter) => parameter !== undefined)
  const body = parameters.find((parameter) => parameter.in === 'body')
  const content = body ? body.schema : contentSchema(document, operation.requestBody)
  const fields = schemaFields(document, content)
  const named = {
    properties: Object.fromEntries(parameters.filter((each) => each.in !== 'body').map(parameterField)),
  }
  const taken = new Set(fields.map((field) => field.name))
  return [...fields, ...schemaFields(document, named).filter((field) => !taken.has(field.name))]
}

/** Version 2 writes a parameter's type beside its name, version 3 into a schema. */
function parameterField(parameter: Json): [string, Json] {
  const schema = isRecord(parameter.schema) ? parameter.schema : parameter
  const place = `In the ${String(parameter.in)}.`
  const description = typeof parameter.description === 'string' ? `${parameter.description} ${place}` : place
  return [String(parameter.name), { ...schema, description }]
}

/** The first answer that means success; a `default` one else. */
function responseOf(document: Json, operation: Json) {
  const responses = isRecord(operation.responses) ? operation.responses : {}
  const code = Object.keys(responses).find((key) => /^2/.test(key)) ?? 'default'
  const response = resolve(document, responses[code])
  return schemaFields(document, response?.schema ?? contentSchema(document, response))
}

/** JSON before anything else that a message may be written in. */
function contentSchema(document: Json, message: unknown): unknown {
  const content = resolve(document, message)?.content
  if (!isRecord(content)) return undefined
  const type = Object.keys(content).find((key) => /json/i.test(key)) ?? Object.keys(content)[0]
  const media = type === undefined ? undefined : content[type]
  return isRecord(media) ? media.schema : undefined
}

/** Where the API answers: the first server of the document, seen from where the document lies. */
export function baseAddress(document: Json, documentAddress: string | undefined): string | undefined {
  const [server] = Array.isArray(document.servers) ? document.servers : []
  const written = isRecord(server) ? filledIn(server) : hostOfVersion2(document)
  const address = URL.parse(written ?? '/', documentAddress)
  return address ? `${address.origin}${address.pathname.replace(/\/$/, '')}` : undefined
}

/** Variables of a server's address stand for their defaults. */
function filledIn(server: Json): string {
  const variables = isRecord(server.variables) ? server.variables : {}
  return String(server.url ?? '/').replace(/\{([^}]+)\}/g, (whole, name: string) => {
    const variable = variables[name]
    return isRecord(variable) && variable.default !== undefined ? String(variable.default) : whole
  })
}

function hostOfVersion2({ host, basePath, schemes }: Json): string | undefined {
  if (typeof host !== 'string') return typeof basePath === 'string' ? basePath : undefined
  const [scheme] = Array.isArray(schemes) ? schemes : ['https']
  return `${String(scheme)}://${host}${typeof basePath === 'string' ? basePath : ''}`
}
