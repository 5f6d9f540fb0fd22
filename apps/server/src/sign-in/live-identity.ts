/** Identity that follows the settings which administrators save: made anew behind a lasting face, on every replica. */
import type { Identity, SavedRevision, SavedSettings, SavedTexts } from '@waymark/identity'
import type { SignInConfiguration } from '../config/server-config.ts'
import { delegateTo } from './delegate.ts'

export interface LiveIdentity {
  /** Lasts: it always reaches the identity of the settings in force. */
  readonly identity: Identity
  /** What is in force here. */
  readonly configuration: () => SignInConfiguration
  /** The saved revision in force here, if any. */
  readonly revision: () => SavedRevision | undefined
  /** Looks whether another revision is in force, and takes it over. Changes made here call it; others are seen by the look every 3 s. */
  follow(): Promise<void>
  close(): Promise<void>
}

export interface LiveIdentityOptions {
  readonly saved: SavedSettings
  readonly configure: (texts: SavedTexts) => SignInConfiguration
  readonly create: (configuration: SignInConfiguration) => Promise<Identity>
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

/** What another replica saved holds here within five seconds. */
const lookEveryMs = 3000
/** Longer than any request that the identity before still answers. */
const retireAfterMs = 60_000

interface Present {
  readonly identity: Identity
  readonly configuration: SignInConfiguration
  readonly revision: SavedRevision | undefined
}

export async function openLiveIdentity(options: LiveIdentityOptions): Promise<LiveIdentity> {
  const { saved, configure, create, log } = options
  const retiring = new Set<() => Promise<void>>()

  async function open(): Promise<Present> {
    const revision = await saved.current()
    const asked = configure(revision?.texts ?? {})
    // The environment may have changed since it was saved: what does not fit together any more must not keep the server down.
    const fits = revision === undefined || asked.mistakes.length === 0
    if (!fits)
      log.warn(
        { mistakes: asked.mistakes },
        'the saved sign-in settings do not fit the environment and are not used',
      )
    const configuration = fits ? asked : configure({})
    const made = await create(configuration)
    return { identity: fits ? proving(made, configuration, revision) : made, configuration, revision }
  }

  /** Somebody who signs in proves a change that is on trial. */
  function proving(
    made: Identity,
    { identity: { provider } }: SignInConfiguration,
    revision: SavedRevision | undefined,
  ): Identity {
    if (revision?.revertsAtMs === undefined) return made
    const thenConfirm =
      <Request, Answer>(signIn: (request: Request) => Promise<Answer>) =>
      async (request: Request): Promise<Answer> => {
        const answer = await signIn(request)
        await saved.confirm(revision.id).then(
          (stays) => stays && log.info({}, 'somebody signed in with the saved settings: they stay'),
          (err: unknown) => log.warn({ err }, 'the saved sign-in settings could not be confirmed'),
        )
        return answer
      }
    const { withIdToken, withCallback, withPassword } = made.signIn
    return {
      ...made,
      signIn: {
        ...made.signIn,
        withIdToken: thenConfirm(withIdToken),
        withCallback: thenConfirm(withCallback),
        // A local password proves nothing about a provider.
        withPassword: provider === 'basic' ? thenConfirm(withPassword) : withPassword,
      },
    }
  }

  let present = await open()

  async function look(): Promise<void> {
    for (const { id, savedBy } of await saved.takeExpired()) {
      log.warn({ id }, 'nobody signed in with the saved settings in time: they were taken back')
      present.identity.audit.record({
        category: 'setting',
        action: 'sign-in settings rolled back',
        actor: 'system',
        target: savedBy,
        outcome: 'ok',
      })
    }
    if ((await saved.currentId()) === present.revision?.id) {
      // The same settings, which may have been confirmed since.
      if (present.revision?.revertsAtMs !== undefined)
        present = { ...present, revision: (await saved.current()) ?? present.revision }
      return
    }
    const before = present.identity
    present = await open()
    const close = async (): Promise<void> => {
      clearTimeout(timer)
      if (retiring.delete(close)) await before.close()
    }
    const timer = setTimeout(() => {
      close().catch((err: unknown) => log.warn({ err }, 'an earlier identity did not close'))
    }, retireAfterMs).unref()
    retiring.add(close)
    log.info({ provider: present.configuration.identity.provider }, 'took over other sign-in settings')
  }

  // One look after the other: two at a time would make two identities.
  let last: Promise<void> = Promise.resolve()
  const follow = (): Promise<void> => {
    last = last.catch(() => undefined).then(look)
    return last
  }
  const timer = setInterval(() => {
    follow().catch((err: unknown) => log.warn({ err }, 'the saved sign-in settings could not be read'))
  }, lookEveryMs).unref()

  return {
    identity: delegateTo(() => present.identity),
    configuration: () => present.configuration,
    revision: () => present.revision,
    follow,
    async close() {
      clearInterval(timer)
      await last.catch(() => undefined)
      for (const close of [...retiring]) await close()
      await present.identity.close()
    },
  }
}
