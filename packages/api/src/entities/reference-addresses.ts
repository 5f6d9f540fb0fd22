/** Gives references in answers their address, and takes addresses out of patches again: they are the caller's view, never stored. */
import { type AnyDefinition, isUuid, type JsonPatch, type Registry } from '@waymark/spec'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { baseUrlOf } from './address.ts'

declare module 'fastify' {
  interface FastifyReply {
    /** The references of this answer have their addresses already. */
    isAddressed: boolean
  }
}

/**
 * How a reference begins in our JSON: the engine puts `id` and `type` first. No text inside a string looks like this,
 * since its quotes are escaped.
 */
const opening = '{"id":"'
const idLength = 36
const typeOpening = '","type":"'

/** Where entities of a type are found, as it stands inside a JSON text; `undefined` for what is no entity type. */
type CollectionUrl = (type: string) => string | undefined

/** Where the caller finds the types of the registry. */
export function collectionUrls(request: FastifyRequest, registry: Registry): CollectionUrl {
  const base = JSON.stringify(`${baseUrlOf(request)}/api/v1`).slice(1, -1)
  const known = new Map<string, string | undefined>()
  return (type) => {
    if (!known.has(type)) {
      const definition = registry.find(type)
      known.set(type, definition && `${base}/${definition.collection}`)
    }
    return known.get(type)
  }
}

/**
 * Adds `href` to the references in a JSON text without parsing it. What is no reference to an entity of the catalog,
 * and what has an address already, stays as it is.
 */
export function withReferenceAddresses(text: string, collectionUrl: CollectionUrl): string {
  return addressedFrom(0, text, collectionUrl)
}

/** A stored entity as an answer: its own address first, and those of its references. */
export function entityWithAddresses(
  type: string,
  id: string,
  text: string,
  reply: FastifyReply,
  collectionUrl: CollectionUrl,
): string {
  reply.isAddressed = true
  return `{"href":"${collectionUrl(type)}/${id}",${addressedFrom(1, text, collectionUrl)}`
}

/** Searches for texts only: an expression that finds the same takes a fifth of what a page costs. */
function addressedFrom(start: number, text: string, collectionUrl: CollectionUrl): string {
  let answer = ''
  let copied = start
  for (let at = text.indexOf(opening, start); at !== -1; at = text.indexOf(opening, at + opening.length)) {
    const idEnd = at + opening.length + idLength
    if (!text.startsWith(typeOpening, idEnd)) continue
    const typeAt = idEnd + typeOpening.length
    const typeEnd = text.indexOf('"', typeAt)
    const url = collectionUrl(text.slice(typeAt, typeEnd))
    const id = text.slice(idEnd - idLength, idEnd)
    if (url === undefined || !isUuid(id)) continue
    const members = text.slice(typeEnd, text.indexOf('}', typeEnd))
    if (members.includes('"href":')) continue
    answer += `${text.slice(copied, typeEnd + 1)},"href":"${url}/${id}"`
    copied = typeEnd + 1
  }
  return answer + text.slice(copied)
}

/** Every successful JSON answer names the addresses of what it refers to, as the caller reached us. */
export function registerReferenceAddresses(app: FastifyInstance, registry: Registry): void {
  app.decorateReply('isAddressed', false)
  app.addHook('onSend', (request, reply, payload, done) => {
    if (typeof payload !== 'string' || reply.isAddressed || !isJsonAnswer(reply)) done(null, payload)
    else done(null, withReferenceAddresses(payload, collectionUrls(request, registry)))
  })
}

function isJsonAnswer(reply: FastifyReply): boolean {
  const type = reply.getHeader('content-type')
  return reply.statusCode < 300 && typeof type === 'string' && type.startsWith('application/json')
}

const addressPath = /^\/([^/]+)\/(?:.*\/)?href$/

/** A patch without what it says about addresses in links and ancestors: clients write back what they were shown. */
export function withoutReferenceAddresses({ parent, relations }: AnyDefinition, patch: JsonPatch): JsonPatch {
  const ancestors = parent ? [parent.field, parent.nested?.field, ...(parent.copies ?? [])] : []
  const isAddress = (path: string) => {
    const member = addressPath.exec(path)?.[1]
    return member !== undefined && (member in relations || ancestors.includes(member))
  }
  return patch.filter(({ path }) => !isAddress(path))
}
