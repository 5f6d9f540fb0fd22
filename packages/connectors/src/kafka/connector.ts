/** Apache Kafka and Azure Event Hubs: topics with partitions, settings, and the schemas of their messages. */
import { defineConnector, type ReadContext, type Source, type SourceRecord } from '@waymark/ingest'
import { buildFqn, childFqn } from '@waymark/spec'
import { connectionSchema } from '../connection-schema.ts'
import { type Cluster, type KafkaConfig, openCluster, type Topic } from './cluster.ts'
import { openRegistry, type SchemaRegistry } from './schema-registry.ts'

/** Topics that are described with one request. */
const batch = 100

export default defineConnector<KafkaConfig>({
  type: 'kafka',
  serviceType: 'Kafka',
  serviceEntity: 'messagingService',
  config: connectionSchema('messagingConnection', 'Kafka'),
  checks: [
    {
      name: 'GetTopics',
      description: 'The brokers let the client in and list their topics.',
      mandatory: true,
    },
    {
      name: 'CheckSchemaRegistry',
      description: 'The schema registry answers, where one is named.',
      mandatory: false,
    },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const cluster = await openCluster(config)
    const registry = openRegistry(config)
    let closed: Promise<void> | undefined
    return {
      async check(name, abort) {
        if (name === 'GetTopics') await cluster.names()
        else await registry?.subjects(abort)
      },
      read: (context) => readTopics(cluster, registry, context),
      close() {
        closed ??= cluster.close()
        return closed
      },
    }
  },
})

async function* readTopics(
  cluster: Cluster,
  registry: SchemaRegistry | undefined,
  context: ReadContext,
): AsyncGenerator<SourceRecord> {
  const { signal, filters } = context
  const service = buildFqn(context.serviceName)
  const filter = filters.filter('topic')
  const taken: string[] = []
  // The brokers' own topics start with two underscores.
  for (const name of (await cluster.names()).filter((each) => !each.startsWith('__')).toSorted()) {
    const fullyQualifiedName = childFqn(service, name)
    const message = filter.rejects(filters.useFqn ? fullyQualifiedName : name)
    if (message === undefined) taken.push(name)
    else yield { kind: 'skipped', type: 'topic', fullyQualifiedName, reason: 'filtered', message }
  }
  yield { kind: 'total', type: 'topic', count: taken.length }
  for (let at = 0; at < taken.length; at += batch)
    for (const topic of await cluster.describe(taken.slice(at, at + batch))) {
      signal.throwIfAborted()
      yield* topicRecords(topic, service, registry, signal)
    }
  yield { kind: 'completed', type: 'topic', parent: service }
}

async function* topicRecords(
  topic: Topic,
  service: string,
  registry: SchemaRegistry | undefined,
  signal: AbortSignal,
): AsyncGenerator<SourceRecord> {
  const fullyQualifiedName = childFqn(service, topic.name)
  let problem: unknown
  const messageSchema = await registry?.schemaOf(topic.name, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    problem = error
    return undefined
  })
  const { settings } = topic
  const policies = settings['cleanup.policy']?.split(',').map((each) => each.trim())
  const body: Record<string, unknown> = {
    name: topic.name,
    service,
    partitions: Math.max(1, topic.partitions),
    replicationFactor: topic.replicationFactor,
    ...(policies
      ? { cleanupPolicies: policies.filter((each) => each === 'delete' || each === 'compact') }
      : {}),
    ...numbered('retentionTime', settings['retention.ms']),
    ...numbered('retentionSize', settings['retention.bytes']),
    ...numbered('maximumMessageSize', settings['max.message.bytes']),
    ...numbered('minimumInSyncReplicas', settings['min.insync.replicas']),
    ...(Object.keys(settings).length > 0 ? { topicConfig: settings } : {}),
    ...(messageSchema ? { messageSchema } : {}),
  }
  yield { kind: 'entity', type: 'topic', fullyQualifiedName, body }
  if (problem !== undefined) {
    const message = `Its schema cannot be read: ${problem instanceof Error ? problem.message : String(problem)}`
    yield {
      kind: 'skipped',
      type: 'topic',
      fullyQualifiedName,
      reason: 'error',
      message,
      hint: 'The topic itself is in the catalog.',
    }
  }
}

function numbered(member: string, text: string | undefined): Record<string, number> {
  const value = Number(text)
  return text === undefined || text === '' || Number.isNaN(value) ? {} : { [member]: value }
}
