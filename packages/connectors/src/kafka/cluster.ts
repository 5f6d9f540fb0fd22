/** A Kafka cluster, or Event Hubs as one: its topics with partitions and settings. */
import { SourceError } from '@waymark/ingest'
import { azureToken } from '../azure-token.ts'
import { networkRemedy } from '../network-errors.ts'
import { optionalDriver } from '../optional-driver.ts'
import type { RegistryConfig } from './schema-registry.ts'

export interface KafkaConfig extends RegistryConfig {
  readonly bootstrapServers: string
  readonly securityProtocol?: 'PLAINTEXT' | 'SASL_PLAINTEXT' | 'SASL_SSL' | 'SSL'
  readonly saslMechanism?: 'PLAIN' | 'GSSAPI' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512' | 'OAUTHBEARER'
  readonly saslUsername?: string
  readonly saslPassword?: string
  readonly consumerConfig?: Readonly<Record<string, unknown>>
  readonly consumerConfigSSL?: {
    readonly caCertificate?: string
    readonly sslCertificate?: string
    readonly sslKey?: string
  }
}

export interface Topic {
  readonly name: string
  readonly partitions: number
  readonly replicationFactor: number
  /** The broker's own settings by its names; empty where they may not be read. */
  readonly settings: Readonly<Record<string, string>>
}

export interface Cluster {
  names(): Promise<readonly string[]>
  describe(names: readonly string[]): Promise<readonly Topic[]>
  close(): Promise<void>
}

const requestTimeoutMs = 30_000

/** Connects with the first request. @throws SourceError */
export async function openCluster(config: KafkaConfig): Promise<Cluster> {
  const kafka = await optionalDriver('@platformatic/kafka', () => import('@platformatic/kafka'))
  const bootstrapBrokers = config.bootstrapServers
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
  const admin = new kafka.Admin({
    clientId: 'waymark',
    bootstrapBrokers,
    retries: 2,
    timeout: requestTimeoutMs,
    autocreateTopics: false,
    ...security(config, bootstrapBrokers),
  })
  return {
    names: () => asked(admin.listTopics()),
    async describe(names): Promise<readonly Topic[]> {
      if (names.length === 0) return []
      const { topics } = await asked(admin.metadata({ topics: [...names], forceUpdate: true }))
      const resources = names.map((resourceName) => ({
        resourceType: kafka.ConfigResourceTypes.TOPIC,
        resourceName,
      }))
      // A client may see topics whose settings it may not.
      const described = await admin.describeConfigs({ resources }).catch(() => [])
      const settings = new Map<string, Record<string, string>>()
      for (const { resourceName, configs } of described) {
        const values: Record<string, string> = {}
        for (const { name, value, isSensitive } of configs)
          if (typeof value === 'string' && !isSensitive) values[name] = value
        settings.set(resourceName, values)
      }
      return names.flatMap((name) => {
        const topic = topics.get(name)
        if (topic === undefined) return []
        const replicationFactor = topic.partitions[0]?.replicas.length ?? 0
        return [
          { name, partitions: topic.partitionsCount, replicationFactor, settings: settings.get(name) ?? {} },
        ]
      })
    },
    close: () => admin.close(),
  }
}

function security(config: KafkaConfig, brokers: readonly string[]) {
  const {
    securityProtocol = 'PLAINTEXT',
    saslMechanism = 'PLAIN',
    saslUsername,
    saslPassword,
    consumerConfigSSL,
  } = config
  const encrypted = securityProtocol.endsWith('SSL')
  const { caCertificate, sslCertificate, sslKey } = consumerConfigSSL ?? {}
  const certificates = {
    ...(caCertificate ? { ca: caCertificate } : {}),
    ...(sslCertificate ? { cert: sslCertificate } : {}),
    ...(sslKey ? { key: sslKey } : {}),
  }
  const tls = encrypted ? { tls: certificates } : {}
  if (!securityProtocol.startsWith('SASL')) return tls
  if (saslMechanism === 'GSSAPI')
    throw new SourceError('fatal', 'Kerberos (GSSAPI) is not supported.', {
      hint: 'Use PLAIN, SCRAM or OAUTHBEARER.',
    })
  if (saslMechanism !== 'OAUTHBEARER')
    return {
      ...tls,
      sasl: {
        mechanism: saslMechanism,
        ...(saslUsername ? { username: saslUsername } : {}),
        ...(saslPassword ? { password: saslPassword } : {}),
      },
    }
  return { ...tls, sasl: { mechanism: saslMechanism, token: () => entraToken(config, brokers) } }
}

/** Event Hubs takes Entra tokens for the address of its namespace. */
async function entraToken(
  { saslUsername, saslPassword, consumerConfig }: KafkaConfig,
  brokers: readonly string[],
): Promise<string> {
  const tenant = consumerConfig?.['azure.tenant.id']
  const credentials = {
    ...(saslUsername ? { clientId: saslUsername } : {}),
    ...(saslPassword ? { clientSecret: saslPassword } : {}),
    ...(typeof tenant === 'string' ? { tenantId: tenant } : {}),
  }
  const [host = ''] = (brokers[0] ?? '').split(':')
  return (await azureToken(credentials, `https://${host}`)).token
}

async function asked<Answer>(request: Promise<Answer>): Promise<Answer> {
  try {
    return await request
  } catch (error) {
    throw explained(error)
  }
}

/** The client wraps what went wrong several times over. */
function explained(error: unknown): unknown {
  const seen = new Set<unknown>()
  const pending: unknown[] = [error]
  let last = error instanceof Error ? error.message : String(error)
  for (let each = pending.pop(); each !== undefined; each = pending.pop()) {
    if (seen.has(each) || !(each instanceof Error)) continue
    if (each instanceof SourceError) return each
    seen.add(each)
    last = each.message
    const remedy =
      'code' in each && typeof each.code === 'string'
        ? networkRemedy(each.code, 'bootstrapServers')
        : undefined
    if (remedy) return new SourceError('fatal', remedy.message, { hint: remedy.hint, cause: error })
    if (/SASL|authenticat/i.test(each.message) && !('errors' in each))
      return new SourceError('fatal', 'The broker does not let this client in.', {
        hint: 'Check securityProtocol, saslMechanism, saslUsername and saslPassword.',
        cause: error,
      })
    pending.push(each.cause)
    if ('errors' in each && Array.isArray(each.errors)) pending.push(...each.errors)
  }
  return new SourceError('fatal', `The brokers do not answer as expected: ${last.slice(0, 300)}`, {
    hint: 'Check bootstrapServers and securityProtocol: a broker that expects TLS closes a plain connection.',
    cause: error,
  })
}
