/** Decides which generation of clients a request comes from, by what its address, headers, names and body give away. */
import type { TSchema } from '@sinclair/typebox'
import type { FastifyRequest } from 'fastify'
import { type ClientGeneration, newestGeneration } from './generation.ts'
import { generationOfPath } from './older-paths.ts'
import { newestName } from './rules.ts'
import { rulesOf, shapeNameOf } from './translate.ts'
import { generation0_13 } from './v0-13/generation.ts'
import { shapes0_13 } from './v0-13/shapes.ts'

const generations: readonly ClientGeneration[] = [generation0_13, newestGeneration]

/** Base path that fixes the older generation: `hostPort: http://host:8585/legacy/api`. */
export const legacyPrefix = '/legacy'

/** Clients' workflows name their release: `postgres_metadata (service: x; v1.13.4.1)`. */
const releaseInUserAgent = /\bv(\d+\.\d+)\.\d+/

export function findGeneration(id: string | undefined): ClientGeneration | undefined {
  return generations.find((generation) => generation.id === id)
}

/** What the caller chose: the base path of old clients, or the header that our own clients send. */
export function chosenGeneration(request: FastifyRequest): ClientGeneration | undefined {
  if (request.originalUrl.startsWith(`${legacyPrefix}/`)) return generation0_13
  const header = request.headers['x-waymark-generation']
  return findGeneration(typeof header === 'string' ? header : undefined)
}

/** What the client's name, the address or the names in `fields=` say: each belongs to one generation only. */
export function tellingGeneration(
  request: Pick<FastifyRequest, 'headers' | 'originalUrl'>,
  fields: string | undefined,
  answer: TSchema | undefined,
): ClientGeneration | undefined {
  const release = releaseInUserAgent.exec(request.headers['user-agent'] ?? '')?.[1]
  return (
    findGeneration(release) ??
    findGeneration(generationOfPath(request.originalUrl)) ??
    fieldsGeneration(fields, answer)
  )
}

/** The entity of an answer: its own schema, or that of a page of them. */
function entitySchema(answer: TSchema): TSchema {
  const properties = (answer.properties ?? {}) as Readonly<Record<string, TSchema>> // JSON Schema's own shape
  return properties.data?.items ?? answer
}

function fieldsGeneration(
  fields: string | undefined,
  answer: TSchema | undefined,
): ClientGeneration | undefined {
  if (!fields || fields === '*' || !answer) return undefined
  const { older, newest } = tellingMembers(entitySchema(answer))
  const asked = fields.split(',').map((name) => name.trim())
  if (asked.some((name) => older.has(name))) return generation0_13
  return asked.some((name) => newest.has(name)) ? newestGeneration : undefined
}

interface TellingMembers {
  readonly older: ReadonlySet<string>
  readonly newest: ReadonlySet<string>
}

const neither: TellingMembers = { older: new Set(), newest: new Set() }

/** Members that only one generation has: those of the older model that are called otherwise now, and those it lacks. */
function tellingMembers(schema: TSchema): TellingMembers {
  const name = shapeNameOf(shapes0_13, schema)
  const shape = name === undefined ? undefined : shapes0_13.shapes[name]
  if (name === undefined || !shape) return neither
  const { known, createOnly } = shape
  const properties = Object.keys(schema.properties ?? {})
  const rules = rulesOf(shapes0_13, name)
  return {
    older: new Set(
      [...known].filter((each) => !properties.includes(each) && newestName(rules, each).name !== each),
    ),
    newest: new Set(properties.filter((each) => !known.has(each) && !createOnly.has(each))),
  }
}

/** What the members of a create request give away, wherever they are members of one generation only. */
export function bodyGeneration(createSchema: TSchema, body: unknown): ClientGeneration | undefined {
  if (Array.isArray(body)) return newestGeneration // only the newest writes in bulk
  if (typeof body !== 'object' || body === null) return undefined
  const { older, newest } = tellingMembers(createSchema)
  const names = Object.keys(body)
  if (names.some((name) => older.has(name))) return generation0_13
  return names.some((name) => newest.has(name)) ? newestGeneration : undefined
}

/**
 * Habits that are no proof: the 0.13 SDK writes `null` for everything it leaves out. Believed only of the HTTP library
 * both SDKs use, and only where nothing else is known.
 */
export function habitGeneration(userAgent: string | undefined, body: unknown): ClientGeneration | undefined {
  if (!userAgent?.startsWith('python-requests/')) return undefined
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined
  return Object.values(body).includes(null) ? generation0_13 : undefined
}
