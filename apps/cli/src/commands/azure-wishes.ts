/** From flags and settings to what set-up is asked for. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import {
  type CredentialWish,
  cloudOf,
  type DoctorSettings,
  parseAuthoritySetting,
  parseCertificate,
  parseFederated,
  type SetupWishes,
  secretOf,
  settingsFiles,
} from '@waymark/azure'
import { isUuid } from '@waymark/spec'
import { CommandFailed, exitCode } from '../exit-code.ts'
import { readOrFail, settingsFrom } from './azure-environment.ts'
import type { GraphOptions } from './azure-graph.ts'

/** As commander gives them; `--no-bind` makes `bind` false. */
export interface SetupOptions extends GraphOptions {
  readonly url?: string
  readonly tenant?: string
  readonly host: string
  readonly name: string
  readonly clientId?: string
  readonly ingestionClientId?: string
  readonly secretDays: string
  readonly rotateSecret?: boolean
  readonly federated?: string
  readonly certificate?: string
  readonly selfAudience?: boolean
  readonly legacyImplicit?: boolean
  readonly groups?: 'security' | 'assigned'
  readonly admins?: string
  readonly principalDomain?: string
  readonly deployment: string
  readonly out: string
  readonly envFile?: string
  readonly bot: string
  readonly bind: boolean
  readonly start?: boolean
  readonly dryRun?: boolean
  readonly print?: 'az' | 'terraform' | 'clicks'
  readonly undo?: boolean
  readonly showSecret?: boolean
  readonly json?: boolean
}

/** @throws CommandFailed (2) that names the flag */
export function wishesFrom(options: SetupOptions, settings: DoctorSettings, nowMs: number): SetupWishes {
  const configured = parseAuthoritySetting(settings.authority)
  const tenantId = (options.tenant ?? configured?.tenant)?.toLowerCase()
  if (!tenantId) {
    throw new CommandFailed(exitCode.usage, 'Which tenant?', 'Give --tenant <tenant id or domain>.')
  }
  const cloud = configured && !options.tenant ? configured.cloud : cloudOf(options.host)
  if (!cloud) throw new CommandFailed(exitCode.usage, `'${options.host}' is no sign-in host of Entra ID.`)
  const url = URL.parse(options.url ?? settings.serverUrl)
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CommandFailed(
      exitCode.usage,
      '--url is no address.',
      'For example: --url https://catalog.contoso.com',
    )
  }
  if (url.protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) {
    throw new CommandFailed(
      exitCode.usage,
      `Entra ID accepts http for localhost only, not for ${url.host}.`,
      `--url https://${url.host}`,
    )
  }
  return {
    tenantId,
    cloud,
    serverUrl: url.href.replace(/\/$/, ''),
    displayName: options.name,
    scopeName: settings.apiScope ?? 'access_as_user',
    roleName: settings.appRole ?? 'Ingestion.Bot',
    uiAppId: guidOrNothing(options.clientId ?? settings.clientId),
    ingestionAppId: guidOrNothing(options.ingestionClientId ?? settings.ingestion?.clientId),
    selfAudience: options.selfAudience ?? false,
    legacyImplicit: options.legacyImplicit ?? false,
    wasConfidential: settings.clientType === 'confidential',
    groups: options.groups && groupClaims[options.groups],
    configuredSecretHint: (secretOf(settings.ingestion?.proof) ?? writtenSecret(options.out))?.slice(0, 3),
    credential: credentialWish(options, cloud),
    nowMs,
  }
}

/** Microsoft Graph's words for `groupMembershipClaims`. */
const groupClaims = { security: 'SecurityGroup', assigned: 'ApplicationGroup' } as const

/** The secret that an earlier run wrote. */
function writtenSecret(directory: string): string | undefined {
  for (const name of Object.values(settingsFiles)) {
    const file = join(directory, name)
    if (!existsSync(file)) continue
    const secret = secretOf(settingsFrom(file, {}).ingestion?.proof)
    if (secret) return secret
  }
  return undefined
}

/** A placeholder in the settings is no application to look for. */
function guidOrNothing(text: string | undefined): string | undefined {
  return text && isUuid(text) ? text.toLowerCase() : undefined
}

function credentialWish(options: SetupOptions, cloud: SetupWishes['cloud']): CredentialWish {
  if (options.federated && options.certificate) {
    throw new CommandFailed(exitCode.usage, 'Give --federated or --certificate, not both.')
  }
  if (options.federated) return accepted(parseFederated(options.federated, cloud), '--federated')
  if (options.certificate) return accepted(parseCertificate(readOrFail(options.certificate)), '--certificate')
  const days = Number(options.secretDays)
  if (!Number.isInteger(days) || days < 1 || days > 730) {
    throw new CommandFailed(exitCode.usage, '--secret-days is a whole number from 1 to 730.')
  }
  return { kind: 'secret', days, rotate: options.rotateSecret ?? false }
}

function accepted(wish: CredentialWish | { readonly problem: string }, flag: string): CredentialWish {
  if ('problem' in wish) throw new CommandFailed(exitCode.usage, `${flag}: ${wish.problem}`)
  return wish
}
