/** The deployment's configuration for Kubernetes: values of our chart, and the Secret that they name. */
import { join } from 'node:path'
import type { Environment } from '../doctor/settings.ts'
import { member, object, text } from '../graph/json.ts'
import { type DeploymentSettings, secretName, unlessSet, variablesFor } from './deployment-settings.ts'
import { writePrivately } from './write-privately.ts'

export const valuesFile = 'waymark-values.yaml'
export const secretFile = 'waymark-secret.yaml'
/** Name of the Secret in the cluster. */
const kubernetesSecret = 'waymark-azure'

/**
 * Writes the values and, where there is a new client secret, the Secret; gives their names. What else the values have stays, comments
 * included.
 * @param before - the values that are there, empty where there are none
 */
export async function writeKubernetes(
  directory: string,
  before: string,
  settings: DeploymentSettings,
): Promise<readonly string[]> {
  const values = join(directory, valuesFile)
  await writePrivately(values, await mergedValues(before, settings))
  if (settings.clientSecret === undefined) return [values]
  const secret = join(directory, secretFile)
  const { stringify } = await import('yaml')
  const manifest = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: kubernetesSecret },
    type: 'Opaque',
    stringData: { [secretName]: settings.clientSecret },
  }
  await writePrivately(secret, stringify(manifest, asText))
  return [values, secret]
}

/** Every text in quotation marks: Helm reads YAML 1.1, to which a day and "no" are no texts. */
const asText = { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 } as const

async function mergedValues(before: string, settings: DeploymentSettings): Promise<string> {
  const { parseDocument } = await import('yaml')
  const values = parseDocument(before)
  for (const [name, value] of variablesFor(settings)) values.setIn(['config', name], value)
  for (const [name, value] of unlessSet)
    if (!values.hasIn(['config', name])) values.setIn(['config', name], value)
  const { credential, tenantId, ingestionClientId } = settings
  if (credential.kind === 'secret') {
    values.setIn(
      ['secrets', secretName],
      values.createNode({ secretName: kubernetesSecret, key: secretName }),
    )
  }
  const account = credential.kind === 'federated' ? serviceAccountOf(credential.subject) : undefined
  if (account !== undefined) {
    const identity = { enabled: true, clientId: ingestionClientId, tenantId }
    values.set('azureWorkloadIdentity', values.createNode(identity))
    values.setIn(['serviceAccount', 'name'], account)
  }
  return values.toString(asText)
}

/** Of `system:serviceaccount:<namespace>:<name>`; undefined where it is not Kubernetes that is trusted. */
function serviceAccountOf(subject: string): string | undefined {
  const [system, kind, , name] = subject.split(':')
  return system === 'system' && kind === 'serviceaccount' ? name : undefined
}

/**
 * The variables that values of our chart give a server, as far as the files tell: both as they are parsed, the Secret perhaps missing.
 */
export function kubernetesEnvironment(values: unknown, secret: unknown): Environment {
  const { config, secrets } = object(values)
  const named = text(member(object(secret), 'metadata'), 'name')
  const kept = member(object(secret), 'stringData')
  const fromSecret = Object.entries(object(secrets))
    .map(([name, from]) => [name, object(from)] as const)
    .filter(([, from]) => text(from, 'secretName') === named)
    .map(([name, from]) => [name, text(kept, text(from, 'key'))] as const)
  const plain = Object.entries(object(config)).map(([name, value]) => [name, String(value)] as const)
  return Object.fromEntries([...plain, ...fromSecret])
}
