/** The deployment's configuration after set-up, for Docker, bare metal and Kubernetes; the secret in files that others cannot read. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DeploymentSettings, secretName, unlessSet, variablesFor } from './deployment-settings.ts'
import { valuesFile, writeKubernetes } from './kubernetes-files.ts'
import { writePrivately } from './write-privately.ts'

export const deploymentKinds = ['docker', 'bare-metal', 'kubernetes'] as const
export type DeploymentKind = (typeof deploymentKinds)[number]

/** The file that holds the settings. */
export const settingsFiles: Readonly<Record<DeploymentKind, string>> = {
  docker: '.env',
  'bare-metal': 'waymark.env',
  kubernetes: valuesFile,
}

/**
 * Writes the files and gives their names. What an existing file has that is not ours stays; so does the secret
 * where there is no new one.
 */
export async function writeDeployment(
  kind: DeploymentKind,
  directory: string,
  settings: DeploymentSettings,
): Promise<readonly string[]> {
  const file = join(directory, settingsFiles[kind])
  const before = await existing(file)
  if (kind === 'kubernetes') return writeKubernetes(directory, before, settings)
  await writePrivately(file, mergedEnvironment(before, settings))
  return [file]
}

async function existing(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch {
    return ''
  }
}

function mergedEnvironment(before: string, settings: DeploymentSettings): string {
  const ours = new Map(variablesFor(settings))
  if (settings.clientSecret !== undefined) ours.set(secretName, settings.clientSecret)
  const kept = before
    .split('\n')
    .map((line) => {
      const name = /^\s*(?:export\s+)?([A-Z_][A-Z0-9_]*)=/.exec(line)?.[1]
      const value = name === undefined ? undefined : ours.get(name)
      if (name === undefined || value === undefined) return line
      ours.delete(name)
      return `${name}=${value}`
    })
    .join('\n')
    .trimEnd()
  const missing = unlessSet.filter(([name]) => !new RegExp(`^\\s*(?:export\\s+)?${name}=`, 'm').test(before))
  const added = [...ours, ...missing].map(([name, value]) => `${name}=${value}`)
  return `${[...(kept ? [kept] : []), ...added].join('\n')}\n`
}
