/** The parts of an alert: when it runs, which events it takes, where they go, and how deliveries went. */
import { type Static, Type } from '@sinclair/typebox'
import { secret } from '../secret.ts'
import { Webhook } from './webhook.ts'

const timestamp = () => Type.Optional(Type.Integer({ description: 'milliseconds since 1970' }))

/** What an alert is for. */
export const AlertType = Type.String({
  enum: ['Notification', 'Observability', 'ActivityFeed', 'GovernanceWorkflowChangeEvent', 'Custom'],
})

export const AlertTrigger = Type.Object(
  {
    triggerType: Type.String({ enum: ['RealTime', 'Scheduled'] }),
    scheduleInfo: Type.Optional(Type.String({ enum: ['Daily', 'Weekly', 'Monthly', 'Custom'] })),
    cronExpression: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { $id: 'AlertTrigger', additionalProperties: false },
)

const Effect = Type.String({ enum: ['include', 'exclude'] })
const PrefixCondition = Type.String({ enum: ['AND', 'OR'] })

/** One condition on change events, e.g. `matchAnyOwnerName({'ada'})`. */
export const EventFilterRule = Type.Object(
  {
    name: Type.Optional(Type.String()),
    displayName: Type.Optional(Type.String()),
    fullyQualifiedName: Type.Optional(Type.String({ minLength: 1, maxLength: 3072 })),
    description: Type.Optional(Type.String()),
    effect: Effect,
    condition: Type.String({ maxLength: 20_000 }),
    arguments: Type.Optional(Type.Array(Type.String())),
    inputType: Type.Optional(Type.String({ enum: ['static', 'runtime', 'none'] })),
    prefixCondition: Type.Optional(PrefixCondition),
  },
  { $id: 'EventFilterRule', additionalProperties: false },
)
export type EventFilterRule = Static<typeof EventFilterRule>

export const FilteringRules = Type.Object(
  {
    resources: Type.Array(Type.String(), { maxItems: 200 }),
    rules: Type.Optional(Type.Array(EventFilterRule, { maxItems: 100 })),
    actions: Type.Optional(Type.Array(EventFilterRule, { maxItems: 100 })),
  },
  { $id: 'FilteringRules', additionalProperties: false },
)
export type FilteringRules = Static<typeof FilteringRules>

const FilterInput = Type.Object(
  {
    name: Type.Optional(Type.String({ examples: ['filterBySource'] })),
    effect: Type.Optional(Effect),
    prefixCondition: Type.Optional(PrefixCondition),
    arguments: Type.Optional(
      Type.Array(
        Type.Object(
          {
            name: Type.Optional(Type.String()),
            input: Type.Optional(Type.Array(Type.String(), { maxItems: 1000 })),
          },
          { $id: 'AlertArgument', additionalProperties: false },
        ),
      ),
    ),
  },
  { $id: 'AlertFilterInput', additionalProperties: false },
)
export type FilterInput = Static<typeof FilterInput>

/** What people chose in a form; `filteringRules` follow from it. */
export const AlertFilteringInput = Type.Object(
  {
    filters: Type.Optional(Type.Array(FilterInput, { maxItems: 100 })),
    actions: Type.Optional(Type.Array(FilterInput, { maxItems: 100 })),
  },
  { $id: 'AlertFilteringInput', additionalProperties: false },
)
export type AlertFilteringInput = Static<typeof AlertFilteringInput>

export const SubscriptionStatus = Type.Object(
  {
    status: Type.Optional(
      Type.String({ enum: ['disabled', 'failed', 'retryLimitReached', 'awaitingRetry', 'active'] }),
    ),
    lastSuccessfulAt: timestamp(),
    lastFailedAt: timestamp(),
    lastFailedStatusCode: Type.Optional(Type.Integer()),
    lastFailedReason: Type.Optional(Type.String()),
    nextAttempt: timestamp(),
    timestamp: timestamp(),
  },
  { $id: 'SubscriptionStatus', additionalProperties: false },
)
export type SubscriptionStatus = Static<typeof SubscriptionStatus>

export const TestDestinationStatus = Type.Object(
  {
    status: Type.Optional(Type.String({ enum: ['Success', 'Failed'] })),
    reason: Type.Optional(Type.String()),
    statusCode: Type.Optional(Type.Integer()),
    statusInfo: Type.Optional(Type.String()),
    headers: Type.Optional(Type.Unknown()),
    entity: Type.Optional(Type.String()),
    mediaType: Type.Optional(Type.String()),
    location: Type.Optional(Type.String({ format: 'uri' })),
    timestamp: timestamp(),
  },
  { $id: 'TestDestinationStatus', additionalProperties: false },
)
export type TestDestinationStatus = Static<typeof TestDestinationStatus>

export const EmailAlertConfig = Type.Object(
  {
    receivers: Type.Optional(Type.Array(Type.String({ maxLength: 320 }), { maxItems: 1000 })),
    sendToAdmins: Type.Optional(Type.Boolean()),
    sendToOwners: Type.Optional(Type.Boolean()),
    sendToFollowers: Type.Optional(Type.Boolean()),
  },
  { $id: 'EmailAlertConfig', additionalProperties: false },
)

/** What other kinds of destination are configured with. `secretKey` signs the bodies of webhooks. */
const OtherDestinationConfig = Type.Object(
  { secretKey: Type.Optional(secret()) },
  { $id: 'DestinationConfigMap', additionalProperties: true },
)

export const Destination = Type.Object(
  {
    id: Type.Optional(Type.String({ format: 'uuid' })),
    category: Type.String({
      enum: ['Users', 'Teams', 'Admins', 'Assignees', 'Owners', 'Mentions', 'Followers', 'External'],
    }),
    type: Type.String({
      enum: [
        'Webhook',
        'Slack',
        'MsTeams',
        'GChat',
        'Email',
        'ActivityFeed',
        'GovernanceWorkflowChangeEvent',
      ],
    }),
    statusDetails: Type.Optional(Type.Union([SubscriptionStatus, TestDestinationStatus])),
    timeout: Type.Optional(Type.Integer({ minimum: 1, maximum: 60, description: 'to connect, in seconds' })),
    readTimeout: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, description: 'for the answer, in seconds' }),
    ),
    enabled: Type.Optional(Type.Boolean()),
    config: Type.Optional(Type.Union([Webhook, EmailAlertConfig, OtherDestinationConfig])),
    notifyDownstream: Type.Optional(Type.Boolean()),
    downstreamDepth: Type.Optional(Type.Integer({ minimum: 1, maximum: 10 })),
  },
  { $id: 'Destination', additionalProperties: false },
)
export type Destination = Static<typeof Destination>
