/** Addresses: where the caller reached us, and where an entity is found from there. */
import type { EntityJson } from '@waymark/engine'
import type { AnyDefinition } from '@waymark/spec'
import type { FastifyRequest } from 'fastify'

/** Scheme and host as the caller used them, without a path. */
export function baseUrlOf(request: FastifyRequest): string {
  return `${request.protocol}://${request.host}`
}

function collectionUrl(request: FastifyRequest, definition: AnyDefinition): string {
  return `${baseUrlOf(request)}/api/v1/${definition.collection}`
}

/** The entity with its own address first. */
export function withHref(
  request: FastifyRequest,
  definition: AnyDefinition,
  entity: EntityJson,
): EntityJson & { readonly href: string } {
  return { href: `${collectionUrl(request, definition)}/${entity.id}`, ...entity }
}
