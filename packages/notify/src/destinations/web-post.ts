/** Posts to webhooks and chats: signed, authorized, and failed for good or for now by what the answer says. */
import { createHmac } from 'node:crypto'
import type { Webhook } from '@waymark/spec'
import type { Post, PostAnswer } from '../guarded-post.ts'

/** The configuration of a webhook as it is stored; `secretKey` signs. */
export type WebhookTarget = Webhook & { readonly secretKey?: string }

export interface SendOptions {
  readonly connectTimeoutMs: number
  readonly readTimeoutMs: number
}

/** A delivery that was refused or not answered. The message is shown to people: no body, no header. */
export class DeliveryFailed extends Error {
  override readonly name = 'DeliveryFailed'
  readonly status: number | undefined
  constructor(message: string, status?: number) {
    super(message)
    this.status = status
  }
}

/** Headers that a configuration must not set: they are the connection's or ours. */
const reserved =
  /^(host|content-length|transfer-encoding|connection|upgrade|te|trailer|x-om-signature|x-waymark-.*)$/iu

function texts(values: Readonly<Record<string, unknown>> | undefined): [string, string][] {
  return Object.entries(values ?? {}).map(([name, value]) => [name, String(value)])
}

/**
 * `X-OM-Signature: sha256=<hex>` is HMAC-SHA256 over the body, as OpenMetadata's receivers check it. That alone can be
 * replayed, so `X-Waymark-Signature: v1=<hex>` is one over `<X-Waymark-Timestamp>.<body>` (seconds since 1970).
 */
export function signatures(secretKey: string, body: string, nowMs: number): Record<string, string> {
  const mac = (text: string) => createHmac('sha256', secretKey).update(text).digest('hex')
  const timestamp = String(Math.floor(nowMs / 1000))
  return {
    'x-om-signature': `sha256=${mac(body)}`,
    'x-waymark-timestamp': timestamp,
    'x-waymark-signature': `v1=${mac(`${timestamp}.${body}`)}`,
  }
}

async function authorization(
  target: WebhookTarget,
  post: Post,
  options: SendOptions,
): Promise<Record<string, string>> {
  const auth = target.authType as
    | {
        type: string
        secretKey?: string
        tokenUrl?: string
        clientId?: string
        clientSecret?: string
        scope?: string
      }
    | undefined // one of the schema's three shapes
  if (auth?.type === 'bearer') return { authorization: `Bearer ${auth.secretKey ?? ''}` }
  if (auth?.type !== 'oauth2' || auth.tokenUrl === undefined) return {}
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: auth.clientId ?? '',
    client_secret: auth.clientSecret ?? '',
    ...(auth.scope === undefined ? {} : { scope: auth.scope }),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
  const answer = await post({
    url: new URL(auth.tokenUrl),
    method: 'POST',
    headers,
    body: form.toString(),
    ...options,
  })
  const token = answer.status === 200 ? accessToken(answer.body) : undefined
  if (token === undefined)
    throw new DeliveryFailed(`The token endpoint answered ${answer.status} without a token.`, answer.status)
  return { authorization: `Bearer ${token}` }
}

function accessToken(body: string): string | undefined {
  try {
    const parsed = JSON.parse(body) as { access_token?: unknown } // read with care below
    return typeof parsed.access_token === 'string' ? parsed.access_token : undefined
  } catch {
    return undefined
  }
}

/** @throws DeliveryFailed on any answer but 2xx (a redirect is one); DestinationRefused; Error of the connection */
export async function postJson(
  post: Post,
  target: WebhookTarget,
  value: object,
  options: SendOptions & { readonly nowMs: number; readonly deliveryId: string },
): Promise<PostAnswer> {
  if (target.endpoint === undefined) throw new DeliveryFailed('The destination has no endpoint.')
  const url = new URL(target.endpoint)
  for (const [name, text] of texts(target.queryParams)) url.searchParams.append(name, text)
  const body = JSON.stringify(value)
  const own = texts(target.headers).filter(([name]) => !reserved.test(name))
  const { connectTimeoutMs, readTimeoutMs } = options
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'Waymark',
    ...(await authorization(target, post, { connectTimeoutMs, readTimeoutMs })),
    ...Object.fromEntries(own.map(([name, text]) => [name.toLowerCase(), text])),
    'x-waymark-delivery': options.deliveryId,
    ...(target.secretKey === undefined ? {} : signatures(target.secretKey, body, options.nowMs)),
  }
  const method = target.httpMethod === 'PUT' ? 'PUT' : 'POST'
  const answer = await post({ url, method, headers, body, connectTimeoutMs, readTimeoutMs })
  if (answer.status < 200 || answer.status > 299) {
    throw new DeliveryFailed(
      `${url.host} answered ${answer.status} ${answer.statusText}`.trim(),
      answer.status,
    )
  }
  return answer
}
