/** Decides which generation of clients a request comes from. */
import type { TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { type ClientGeneration, newestGeneration } from './generation.ts'
import type { Caller, GenerationMemory } from './generation-memory.ts'
import { generation0_13 } from './v0-13.ts'
import { rules0_13 } from './v0-13-rules.ts'

export const generations: readonly ClientGeneration[] = [generation0_13, newestGeneration]

/** Base path that pins the older generation: `hostPort: http://host:8585/legacy/api`. */
export const legacyPrefix = '/legacy'

/** Clients' workflows name their release: `postgres_metadata (service: x; v1.13.4.1)`. */
const releaseInUserAgent = /\bv(\d+\.\d+)\.\d+/

/** The generation that an address, a header or a client's own name states for certain. */
export function statedGeneration(request: FastifyRequest): ClientGeneration | undefined {
  if (request.originalUrl.startsWith(`${legacyPrefix}/`)) return generation0_13
  const header = request.headers['x-waymark-generation']
  const release = releaseInUserAgent.exec(request.headers['user-agent'] ?? '')?.[1]
  return find(typeof header === 'string' ? header : release)
}

function find(id: string | undefined): ClientGeneration | undefined {
  return generations.find((generation) => generation.id === id)
}

/** Members of create requests that only one generation has, from the rules and the schema of the type. */
function tellingMembers(schema: TSchema): { older: Set<string>; newest: Set<string> } {
  const label = String(schema.$id ?? '').replace(/^Create/, '')
  const shape = rules0_13[label]
  if (!shape) return { older: new Set(), newest: new Set() }
  const newestNames = Object.keys(schema.properties ?? {})
  const renamed = (shape.rules ?? []).flatMap((rule) =>
    rule.kind === 'rename' || rule.kind === 'single' ? [rule.older] : [],
  )
  return {
    older: new Set(renamed),
    newest: new Set(newestNames.filter((name) => !shape.known.includes(name))),
  }
}

/** What the shape of a create request or the names in `fields=` give away. */
export function shapedLike(
  createSchema: TSchema | undefined,
  body: unknown,
  fields: string | undefined,
): ClientGeneration | undefined {
  if (fields?.split(',').some((name) => name === 'owner' || name === 'tableQueries')) return generation0_13
  if (fields?.split(',').some((name) => name === 'owners' || name === 'sourceHash')) return newestGeneration
  if (!createSchema || typeof body !== 'object' || body === null) return undefined
  if (Array.isArray(body)) return newestGeneration // only the newest writes in bulk
  const { older, newest } = tellingMembers(createSchema)
  const names = Object.keys(body)
  if (names.some((name) => older.has(name))) return generation0_13
  return names.some((name) => newest.has(name)) ? newestGeneration : undefined
}

/** The generation whose version endpoint this caller used last; the newest when it used none. */
export async function rememberedGeneration(
  memory: GenerationMemory,
  caller: Caller | undefined,
): Promise<ClientGeneration> {
  return (caller && find(await memory.recall(caller))) ?? newestGeneration
}
