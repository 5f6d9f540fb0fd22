/** An alert: which change events somebody wants to hear of, and where they are delivered. */
import { Type } from '@sinclair/typebox'
import { parseAlertCondition } from '../alert-condition.ts'
import { rulesOf } from '../alert-conditions.ts'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'
import { completeDestinations } from '../destination.ts'
import { EntityReference } from '../types/entity-reference.ts'
import {
  AlertFilteringInput,
  AlertTrigger,
  AlertType,
  Destination,
  FilteringRules,
} from '../types/event-subscription.ts'
import { Provider } from '../types/provider.ts'

const destinations = Type.Array(Destination, { maxItems: 50 })
const defaults = { enabled: true, batchSize: 100, retries: 3, pollInterval: 10, provider: 'user' }

export const EventSubscription = defineEntity({
  type: 'eventSubscription',
  collection: 'events/subscriptions',
  label: 'EventSubscription',
  description: 'An alert: which change events are delivered where.',
  fields: {
    className: Type.Optional(Type.String({ maxLength: 512 })),
    alertType: AlertType,
    trigger: Type.Optional(AlertTrigger),
    filteringRules: Type.Optional(FilteringRules),
    destinations: destinations,
    notificationTemplate: Type.Optional(EntityReference),
    enabled: Type.Optional(Type.Boolean()),
    batchSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    provider: Type.Optional(Provider),
    retries: Type.Optional(Type.Integer({ minimum: 0, maximum: 100 })),
    pollInterval: Type.Optional(Type.Integer({ minimum: 1, maximum: 86_400, description: 'seconds' })),
    input: Type.Optional(AlertFilteringInput),
    config: Type.Optional(Type.Object({}, { additionalProperties: true })),
  },
  traits: ['owners', 'domains'],
  createOnly: {
    resources: Type.Optional(Type.Array(Type.String({ maxLength: 256 }), { maxItems: 200 })),
    destinations: Type.Optional(destinations),
    // What these may hold is more than their schemas say: conditions have to be readable.
    filteringRules: Type.Optional(FilteringRules),
    input: Type.Optional(AlertFilteringInput),
  },
  softDelete: false,
  fromRequest: ({ resources, ...body }) => ({
    ...body,
    ...(resources === undefined ? {} : { filteringRules: { ...asRules(body.filteringRules), resources } }),
  }),
  normalize: (alert) => ({
    ...defaults,
    trigger: { triggerType: 'RealTime' },
    ...alert,
    ...completeRules(alert),
    destinations: completeDestinations(String(alert.name), alert.destinations),
  }),
})
export type EventSubscription = EntityOf<typeof EventSubscription>
export type CreateEventSubscription = CreateOf<typeof EventSubscription> & { resources?: string[] }

function asRules(value: unknown): Partial<FilteringRules> {
  return (value ?? {}) as Partial<FilteringRules> // checked by the schema
}

/** A form's choices make the rules; without a form the rules stand as they were sent. Each has to be readable. */
function completeRules({ filteringRules, input }: Readonly<Record<string, unknown>>) {
  const given = (filteringRules ?? { resources: ['all'] }) as FilteringRules // checked by the schema
  const made = input === undefined ? given : rulesOf(input as AlertFilteringInput) // checked by the schema
  for (const { condition } of [...(made.rules ?? []), ...(made.actions ?? [])]) parseAlertCondition(condition)
  return { filteringRules: { resources: given.resources, ...made } }
}
