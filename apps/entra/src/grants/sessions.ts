/** Browser sessions: who has signed in behind which cookie. */
import type { Random } from '../random.ts'

/** One person signed in within a browser session. */
export interface SignedInUser {
  tenantId: string
  userId: string
  authTimeMs: number
}

export interface Session {
  /** The cookie's value. */
  cookie: string
  /** The `sid` claim and `session_state`. */
  sid: string
  users: SignedInUser[]
  /** Client ids of the applications that were signed in to: they are told of the sign-out. */
  clients: Set<string>
}

export interface Sessions {
  find: (cookie: string | undefined) => Session | undefined
  /** Adds a person to the session (a new one when there is none), replacing an earlier sign-in of the same person. */
  signIn: (session: Session | undefined, user: SignedInUser) => Session
  end: (session: Session) => void
  clear: () => void
}

/** Name of the single-sign-on cookie. */
export const sessionCookie = 'ESTSAUTH'

/**
 * `Set-Cookie` for a session, or for its end when `value` is empty. Over TLS the cookie must reach iframes of other
 * sites, where silent renewal happens; in plain HTTP it can't.
 */
export const sessionCookieHeader = (value: string, secure: boolean): string =>
  [
    `${sessionCookie}=${value}; Path=/; HttpOnly`,
    ...(value === '' ? ['Max-Age=0'] : []),
    secure ? 'Secure; SameSite=None' : 'SameSite=Lax',
  ].join('; ')

/** An unused session ends after 24 hours, as Entra's non-persistent ones do. */
export function createSessions(random: Random, now: () => number): Sessions {
  const sessions = new Map<string, Session & { usedAtMs: number }>()
  return {
    find: (cookie) => {
      const session = sessions.get(cookie ?? '')
      if (!session) return undefined
      if (now() - session.usedAtMs > 86_400_000) {
        sessions.delete(session.cookie)
        return undefined
      }
      session.usedAtMs = now()
      return session
    },
    signIn: (session, user) => {
      const others = (session?.users ?? []).filter(
        (each) => each.userId !== user.userId || each.tenantId !== user.tenantId,
      )
      // A new cookie value on every sign-in, so that a value planted beforehand is worth nothing.
      if (session) sessions.delete(session.cookie)
      const renewed = {
        cookie: random.text(32),
        sid: session?.sid ?? random.guid(),
        users: [...others, user],
        clients: session?.clients ?? new Set<string>(),
        usedAtMs: now(),
      }
      sessions.set(renewed.cookie, renewed)
      return renewed
    },
    end: (session) => {
      sessions.delete(session.cookie)
    },
    clear: () => sessions.clear(),
  }
}
