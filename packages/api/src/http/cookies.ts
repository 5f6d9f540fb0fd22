/** The cookies of a sign-in: their names and attributes, by the scheme the browser used. */
import type { CookieSerializeOptions } from '@fastify/cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ApiDependencies } from '../context.ts'

type CookieKind = 'session' | 'preLogin'

const names = {
  session: { secure: '__Host-waymark', plain: 'waymark' },
  preLogin: { secure: '__Host-waymark-login', plain: 'waymark-login' },
} as const

type Place = Pick<ApiDependencies, 'serverUrl'>

/** `__Host-` cookies need https; a catalog on plain http (loopback, the demo) has to do without. */
function isSecure(request: FastifyRequest, { serverUrl }: Place): boolean {
  return request.protocol === 'https' || serverUrl?.startsWith('https:') === true
}

function attributes(secure: boolean): CookieSerializeOptions {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure }
}

export function readCookie(request: FastifyRequest, place: Place, kind: CookieKind): string | undefined {
  return request.cookies[isSecure(request, place) ? names[kind].secure : names[kind].plain]
}

/** @param lifetimeMs - rounded up to whole seconds */
export function setCookie(
  reply: FastifyReply,
  place: Place,
  kind: CookieKind,
  value: string,
  lifetimeMs: number,
): void {
  const secure = isSecure(reply.request, place)
  const name = secure ? names[kind].secure : names[kind].plain
  reply.setCookie(name, value, { ...attributes(secure), maxAge: Math.max(0, Math.ceil(lifetimeMs / 1000)) })
}

export function clearCookie(reply: FastifyReply, place: Place, kind: CookieKind): void {
  const secure = isSecure(reply.request, place)
  reply.clearCookie(secure ? names[kind].secure : names[kind].plain, attributes(secure))
}
