/** What administrators save about signing in: which settings, under which conditions, and how it is taken back. */
import type { SignInSettings } from '@waymark/api'
import { type Fetch, type SavedSettings, type SavedTexts, tryProvider } from '@waymark/identity'
import { problem } from '@waymark/spec'
import type { ConfigMistake } from '../config/config-error.ts'
import type { SignInConfiguration } from '../config/server-config.ts'
import { signInVariables } from '../config/sign-in-variables.ts'
import type { Variable } from '../config/variable.ts'
import { variables } from '../config/variables.ts'
import type { LiveIdentity } from './live-identity.ts'

export interface SignInSettingsOptions {
  readonly saved: SavedSettings
  readonly live: LiveIdentity
  readonly configure: (texts: SavedTexts) => SignInConfiguration
  readonly fetch: Fetch
  readonly now: () => number
}

/** They belong to the host: an emulator's address, limits against guessing, a reminder. */
const ofTheHost = new Set<string>([
  'WAYMARK_AUTHENTICATION_ENDPOINT_OVERRIDE',
  'WAYMARK_AUTH_FAILURE_LIMIT',
  'WAYMARK_INGESTION_SECRET_EXPIRES',
  'OM_MAX_FAILED_LOGIN_ATTEMPTS',
  'OM_LOGIN_ACCESS_BLOCK_TIME',
])

const savable: ReadonlyMap<string, Variable> = new Map(
  Object.entries<Variable>(variables).filter(
    ([name]) =>
      (Object.hasOwn(signInVariables, name) || name.startsWith('AUTHORIZER_')) && !ofTheHost.has(name),
  ),
)

const mask = '********'

export function createSignInSettings(options: SignInSettingsOptions): SignInSettings {
  const { saved, live, configure } = options

  const read: SignInSettings['read'] = () => {
    const revision = live.revision()
    return {
      settings: live.configuration().settings.flatMap(({ name, value, from, origin }) => {
        const variable = savable.get(name)
        if (!variable) return []
        const locked = from === 'environment' || from === 'file'
        return [{ name, value, from, origin, locked, meaning: variable.meaning }]
      }),
      ...(revision && {
        saved: {
          by: revision.savedBy,
          at: revision.savedAtMs,
          ...(revision.revertsAtMs !== undefined && { revertsAt: revision.revertsAtMs }),
        },
      }),
    }
  }

  function merged(change: Parameters<SignInSettings['check']>[0]): SavedTexts {
    const texts = new Map(Object.entries(live.revision()?.texts ?? {}))
    for (const [name, value] of Object.entries(change.settings)) {
      if (value === null || value.trim() === '') texts.delete(name)
      else if (!(value === mask && savable.get(name)?.isSecret)) texts.set(name, value.trim())
    }
    return Object.fromEntries(texts)
  }

  function problemsOf(change: Parameters<SignInSettings['check']>[0]): readonly ConfigMistake[] {
    const owners = new Map(live.configuration().settings.map((each) => [each.name, each]))
    const refused = Object.entries(change.settings).flatMap(([setting, value]) => {
      const message = refusalOf(setting, value, owners.get(setting))
      return message === undefined ? [] : [{ setting, message }]
    })
    return [...refused, ...configure(merged(change)).mistakes]
  }

  function audit(action: string, actor: string, members: readonly string[] = []): void {
    live.identity.audit.record({
      category: 'setting',
      action,
      actor,
      outcome: 'ok',
      ...(members.length > 0 && { details: { members } }),
    })
  }

  return {
    read,
    async check(change) {
      const problems = [...problemsOf(change)]
      if (problems.length > 0) return { problems, steps: [] }
      return { problems, steps: [...(await tryProvider(configure(merged(change)).identity, options))] }
    },
    async save(change, by) {
      const [first] = problemsOf(change)
      if (first) throw problem('body-invalid', { field: first.setting, expected: first.message })
      await saved.save(merged(change), by)
      await live.follow()
      audit('sign-in settings saved', by, Object.keys(change.settings))
      return read()
    },
    async confirm(by) {
      const revision = live.revision()
      if (revision?.revertsAtMs === undefined || !(await saved.confirm(revision.id)))
        throw problem('settings-not-saved', { state: 'on trial', action: 'confirm' })
      await live.follow()
      audit('sign-in settings confirmed', by)
      return read()
    },
    async revert(by) {
      await saved.revert()
      await live.follow()
      audit('sign-in settings taken back', by)
      return read()
    },
  }
}

/** Why a setting can't be saved whatever the others say. */
function refusalOf(
  name: string,
  value: string | null,
  owner: { readonly from: string; readonly origin: string } | undefined,
): string | undefined {
  if (!savable.has(name)) return 'It is no setting of signing in that can be saved.'
  if (owner?.from === 'environment') return `The environment says it (${owner.origin}). Change it there.`
  if (owner?.from === 'file') return `The configuration file says it (${owner.origin}). Change it there.`
  if (value?.startsWith('keyvault:')) return 'A reference to a vault works in the environment only.'
  // Whoever takes an administrator's session over must not open the catalog to everybody.
  if (name === 'AUTHENTICATION_PROVIDER' && value?.trim().toLowerCase() === 'no-auth')
    return "'no-auth' cannot be saved: set it in the environment of a development machine."
  return undefined
}
