/**
 * Topics of a real Kafka with the schemas of a registry, in the clear and with TLS and a password.
 * subject: packages/connectors/src/kafka packages/ingest/src/runner tests/interop/src/real-kafka.ts tests/interop/src/schema-registry.ts
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type IngestedCatalog, startIngestedCatalog } from './ingested-catalog.ts'
import { type RunningKafka, startKafka } from './real-kafka.ts'
import { type RunningRegistry, startSchemaRegistry } from './schema-registry.ts'

let kafka: RunningKafka
let registry: RunningRegistry
let subject: IngestedCatalog

const avro = JSON.stringify({
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'long', doc: 'The key of the order' },
    {
      name: 'buyer',
      type: { type: 'record', name: 'Buyer', fields: [{ name: 'email', type: ['null', 'string'] }] },
    },
  ],
})
const json = JSON.stringify({
  type: 'object',
  title: 'Click',
  properties: { page: { type: 'string' }, at: { type: 'string', format: 'date-time' } },
})
const protobuf = 'syntax = "proto3"; package shop; message Payment { int64 id = 1; string currency = 2; }'

beforeAll(async () => {
  ;[kafka, registry, subject] = await Promise.all([
    startKafka(),
    startSchemaRegistry(),
    startIngestedCatalog(),
  ])
  await kafka.createTopic('shop.orders', '--partitions', '3', '--config', 'retention.ms=3600000')
  await kafka.createTopic('clicks', '--config', 'cleanup.policy=compact')
  await kafka.createTopic('payments')
  await kafka.createTopic('bare')
  await registry.register('shop.orders-value', 'AVRO', avro)
  await registry.register('clicks-value', 'JSON', json)
  await registry.register('payments-value', 'PROTOBUF', protobuf)
})
afterAll(async () => {
  await subject?.stop()
  await registry?.stop()
  await kafka?.stop()
})

const source = (serviceName: string, config: object, options: object = {}) => ({
  type: 'kafka',
  serviceName,
  serviceConnection: { config: { type: 'Kafka', ...config } },
  sourceConfig: { config: { type: 'MessagingMetadata', ...options } },
})

interface Topic {
  readonly partitions: number
  readonly retentionTime?: number
  readonly cleanupPolicies?: readonly string[]
  readonly messageSchema?: { readonly schemaType: string; readonly schemaFields: readonly Field[] }
}
interface Field {
  readonly name: string
  readonly dataType: string
  readonly children?: readonly Field[]
}

const topic = (fqn: string) =>
  subject.catalog.api<Topic>(`topics/name/${encodeURIComponent(fqn)}?fields=messageSchema`)

/** `name: TYPE` of fields, those inside of others indented by a dot. */
function outline(fields: readonly Field[], depth = 0): string[] {
  return fields.flatMap(({ name, dataType, children = [] }) => [
    `${'.'.repeat(depth)}${name}: ${dataType}`,
    ...outline(children, depth + 1),
  ])
}

describe('the topics of a real Kafka', () => {
  it('come with partitions, settings and the fields of their messages, and are unchanged in a second run', async () => {
    const config = { bootstrapServers: kafka.plain, schemaRegistryURL: registry.url }
    const first = await subject.ingest(source('broker', config))
    expect(first, first.output).toMatchObject({ code: 0, output: expect.stringContaining('+4 new') })
    const orders = await topic('broker."shop.orders"')
    expect(orders).toMatchObject({
      partitions: 3,
      retentionTime: 3_600_000,
      messageSchema: { schemaType: 'Avro' },
    })
    expect(outline(orders.messageSchema?.schemaFields ?? [])).toEqual([
      'Order: RECORD',
      '.id: LONG',
      '.buyer: RECORD',
      '..email: STRING',
    ])
    const clicks = await topic('broker.clicks')
    expect(clicks).toMatchObject({ cleanupPolicies: ['compact'], messageSchema: { schemaType: 'JSON' } })
    expect(outline(clicks.messageSchema?.schemaFields ?? []).join(' ')).toMatch(/page: STRING/)
    const payments = await topic('broker.payments')
    expect(payments.messageSchema?.schemaType).toBe('Protobuf')
    expect(outline(payments.messageSchema?.schemaFields ?? []).join(' ')).toMatch(
      /Payment: .*id: .*currency: /,
    )
    expect((await topic('broker.bare')).messageSchema).toBeUndefined()
    expect((await subject.ingest(source('broker', config))).output).toContain('+0 new  ~0 changed')
  })

  it('are read over TLS with a password, and only those that the filter takes', async () => {
    const { name, password } = kafka.user
    const secured = {
      bootstrapServers: kafka.secured,
      securityProtocol: 'SASL_SSL',
      saslMechanism: 'PLAIN',
      saslUsername: name,
      saslPassword: password,
      consumerConfigSSL: { caCertificate: kafka.certificate },
    }
    const filter = { topicFilterPattern: { includes: ['^shop'] } }
    const read = await subject.ingest(source('secured', secured, filter))
    expect(read, read.output).toMatchObject({ code: 0 })
    const { data } = await subject.catalog.api<{ data: readonly { name: string }[] }>(
      'topics?service=secured',
    )
    expect(data.map((each) => each.name)).toEqual(['shop.orders'])

    const refused = await subject.ingest(source('refused', { ...secured, saslPassword: 'another' }, filter))
    expect(refused.code, refused.output).toBe(5)
    expect(refused.output).toMatch(/does not let this client in.*saslPassword/s)
    expect(refused.output).not.toContain('another')
  })

  it('stay in the catalog when the broker is gone, and the run says what to do', async () => {
    const { code, output } = await subject.ingest(source('broker', { bootstrapServers: '127.0.0.1:1' }))
    expect(code, output).toBe(5)
    expect(output).toMatch(/bootstrapServers/)
    const { paging } = await subject.catalog.api<{ paging: { total: number } }>('topics?service=broker')
    expect(paging.total).toBe(4)
  })
})
