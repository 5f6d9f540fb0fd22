/**
 * A schema registry with Confluent's REST API (Confluent, Apicurio's compatible endpoint, Karapace …): the newest schema of a topic's values.
 * https://docs.confluent.io/platform/current/schema-registry/develop/api.html
 */
import { SourceError } from '@waymark/ingest'
import type { CreateTopic } from '@waymark/spec'
import { avroFields, jsonSchemaFields, protobufFields } from './message-fields.ts'

export interface RegistryConfig {
  readonly schemaRegistryURL?: string
  /** `user:password` */
  readonly basicAuthUserInfo?: string
  readonly schemaRegistryTopicSuffixName?: string
}

type MessageSchema = NonNullable<CreateTopic['messageSchema']>

const requestTimeoutMs = 30_000

export interface SchemaRegistry {
  /** @throws SourceError when the registry does not answer as one */
  subjects(signal: AbortSignal): Promise<number>
  /** Undefined where the topic has none. @throws SourceError */
  schemaOf(topic: string, signal: AbortSignal): Promise<MessageSchema | undefined>
}

/** Undefined when the connection names no registry. */
export function openRegistry(config: RegistryConfig): SchemaRegistry | undefined {
  const { schemaRegistryURL, basicAuthUserInfo, schemaRegistryTopicSuffixName: suffix = '-value' } = config
  if (!schemaRegistryURL) return undefined
  const base = schemaRegistryURL.replace(/\/+$/, '')
  const headers: Record<string, string> = basicAuthUserInfo
    ? { Authorization: `Basic ${Buffer.from(basicAuthUserInfo).toString('base64')}` }
    : {}

  async function get(path: string, signal: AbortSignal): Promise<{ status: number; body: unknown }> {
    try {
      const response = await fetch(`${base}${path}`, {
        headers,
        signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]),
      })
      return { status: response.status, body: await response.json() }
    } catch (error) {
      signal.throwIfAborted()
      throw new SourceError('skippable', 'The schema registry does not answer.', {
        hint: 'Check serviceConnection.config.schemaRegistryURL.',
        cause: error,
      })
    }
  }

  return {
    async subjects(signal) {
      const { status, body } = await get('/subjects', signal)
      if (status === 200 && Array.isArray(body)) return body.length
      throw new SourceError('skippable', `The schema registry answers with status ${status}.`, {
        hint: 'Check basicAuthUserInfo (user:password); the user needs to read subjects.',
      })
    },
    async schemaOf(topic, signal) {
      const { status, body } = await get(
        `/subjects/${encodeURIComponent(topic + suffix)}/versions/latest`,
        signal,
      )
      if (status === 404) return undefined
      const answer =
        typeof body === 'object' && body !== null ? (body as { schema?: unknown; schemaType?: unknown }) : {} // both members are looked at
      if (status !== 200 || typeof answer.schema !== 'string')
        throw new SourceError('skippable', `The schema registry answers with status ${status}.`, {
          hint: 'Check basicAuthUserInfo (user:password).',
        })
      return messageSchema(answer.schema, typeof answer.schemaType === 'string' ? answer.schemaType : 'AVRO')
    },
  }
}

/** @throws SourceError when the registry's own text cannot be read */
function messageSchema(schemaText: string, type: string): MessageSchema {
  try {
    if (type === 'PROTOBUF')
      return { schemaText, schemaType: 'Protobuf', schemaFields: protobufFields(schemaText) }
    if (type === 'JSON') return { schemaText, schemaType: 'JSON', schemaFields: jsonSchemaFields(schemaText) }
    return { schemaText, schemaType: 'Avro', schemaFields: avroFields(schemaText) }
  } catch (error) {
    throw new SourceError(
      'skippable',
      `The schema cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}
