/** A kind of event that the web pages report. */
import { Type } from '@sinclair/typebox'
import { type CreateOf, defineEntity, type EntityOf } from '../define-entity.ts'

export const WebAnalyticEvent = defineEntity({
  type: 'webAnalyticEvent',
  collection: 'analytics/web/events',
  label: 'WebAnalyticEvent',
  description: 'A kind of event that the web pages report.',
  fields: {
    eventType: Type.String({ enum: ['PageView', 'CustomEvent'] }),
    enabled: Type.Optional(Type.Boolean()),
  },
  readOnly: ['enabled'],
  traits: ['owners', 'domains'],
})
export type WebAnalyticEvent = EntityOf<typeof WebAnalyticEvent>
export type CreateWebAnalyticEvent = CreateOf<typeof WebAnalyticEvent>
