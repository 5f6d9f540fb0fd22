/** Gives references in answers their address, and takes addresses out of patches again: they are the caller's view, never stored. */
import type { AnyDefinition, JsonPatch, Registry } from '@waymark/spec'
import type { FastifyInstance } from 'fastify'
import { baseUrlOf } from './address.ts'

/**
 * How a reference begins in our JSON: the engine puts `id` and `type` first. No text inside a string looks like this,
 * since its quotes are escaped.
 */
const opening = '{"id":"'
const reference = /\{"id":"([\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12})","type":"(\w+)"/g

/**
 * Adds `href` to the references in a JSON text without parsing it. What is no reference to an entity of the catalog,
 * and what has an address already, stays as it is.
 * @param collectionUrl - where entities of a type are found; `undefined` for what is no entity type
 */
export function withReferenceAddresses(
  text: string,
  collectionUrl: (type: string) => string | undefined,
): string {
  if (!text.includes(opening)) return text
  return text.replace(reference, (found: string, id: string, type: string, at: number) => {
    const url = collectionUrl(type)
    if (url === undefined) return found
    const rest = text.slice(at + found.length, text.indexOf('}', at))
    return rest.includes('"href":') ? found : `${found},"href":${JSON.stringify(`${url}/${id}`)}`
  })
}

/** Every successful JSON answer names the addresses of what it refers to, as the caller reached us. */
export function registerReferenceAddresses(app: FastifyInstance, registry: Registry): void {
  app.addHook('onSend', (request, reply, payload, done) => {
    const type = reply.getHeader('content-type')
    const isJson = typeof type === 'string' && type.startsWith('application/json')
    if (typeof payload !== 'string' || !isJson || reply.statusCode >= 300) {
      done(null, payload)
      return
    }
    const base = `${baseUrlOf(request)}/api/v1`
    const collectionUrl = (entityType: string) => {
      const definition = registry.find(entityType)
      return definition && `${base}/${definition.collection}`
    }
    done(null, withReferenceAddresses(payload, collectionUrl))
  })
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
