/** Delivers one event to one destination, whatever its kind. */
import type { Engine } from '@waymark/engine'
import type { Destination } from '@waymark/spec'
import { googleChatBody, slackBody, teamsBody } from './destinations/chat.ts'
import type { Mailer } from './destinations/email.ts'
import { DeliveryFailed, postJson, type WebhookTarget } from './destinations/web-post.ts'
import type { EventFacts } from './event-facts.ts'
import type { Post } from './guarded-post.ts'
import { type Message, messageOf } from './message.ts'
import { externalEmails, recipientsOf } from './recipients.ts'

export interface Senders {
  readonly engine: Engine
  readonly post: Post
  /** Undefined where no SMTP server is configured. */
  readonly mailer: Mailer | undefined
  /** Where people reach the catalog. */
  readonly baseUrl: string
  readonly now: () => number
}

const chatBodies: Readonly<Record<string, (message: Message) => object>> = {
  MsTeams: teamsBody,
  Slack: slackBody,
  GChat: googleChatBody,
}

/**
 * Resolves when everybody whom the destination means has it; nobody to tell is delivered as well.
 * @throws DeliveryFailed, DestinationRefused, or an Error of the connection
 */
export async function send(
  senders: Senders,
  destination: Destination,
  facts: EventFacts,
  alertName: string,
): Promise<void> {
  const message = messageOf(facts, alertName, senders.baseUrl)
  switch (destination.type) {
    case 'Email':
      return await sendMail(senders, destination, facts, message)
    case 'ActivityFeed':
      return await senders.engine.conversations.record([facts.event])
    case 'GovernanceWorkflowChangeEvent':
      throw new DeliveryFailed('Governance workflows are not run by this catalog.')
    default:
      return await sendPost(senders, destination, facts, message)
  }
}

async function sendMail(
  { engine, mailer }: Senders,
  destination: Destination,
  facts: EventFacts,
  message: Message,
) {
  if (!mailer) throw new DeliveryFailed('No SMTP server is configured (SMTP_SERVER_ENDPOINT).')
  const to =
    destination.category === 'External'
      ? externalEmails(destination)
      : (await recipientsOf(engine, facts, destination)).flatMap(({ email }) => email ?? [])
  if (to.length > 0) await mailer.send([...new Set(to)], message)
}

async function sendPost(senders: Senders, destination: Destination, facts: EventFacts, message: Message) {
  const body = chatBodies[destination.type]?.(message) ?? {
    ...facts.event,
    ...(facts.entity ? { entity: facts.entity } : {}),
  }
  for (const target of await targetsOf(senders.engine, destination, facts)) {
    await postJson(senders.post, target, body, {
      connectTimeoutMs: (destination.timeout ?? 10) * 1000,
      readTimeoutMs: (destination.readTimeout ?? 12) * 1000,
      nowMs: senders.now(),
      deliveryId: `${facts.event.id}/${destination.id ?? destination.type}`,
    })
  }
}

/** One address once, also where several people have their messages posted to it. */
async function targetsOf(
  engine: Engine,
  destination: Destination,
  facts: EventFacts,
): Promise<WebhookTarget[]> {
  const own = (destination.config ?? {}) as WebhookTarget // checked when it was stored
  if (destination.category === 'External') return [own]
  const recipients = await recipientsOf(engine, facts, destination)
  const found = new Map(
    recipients.flatMap(({ webhook }) =>
      webhook?.endpoint === undefined ? [] : [[webhook.endpoint, webhook] as const],
    ),
  )
  return [...found.values()]
}
