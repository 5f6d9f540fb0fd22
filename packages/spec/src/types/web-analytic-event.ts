/** What people do in the web pages, as the pages report it. */
import { type Static, Type } from '@sinclair/typebox'

const word = () => Type.Optional(Type.String({ maxLength: 8192 }))

const PageView = Type.Object(
  {
    fullUrl: word(),
    url: word(),
    hostname: word(),
    language: word(),
    screenSize: word(),
    userId: Type.Optional(Type.String({ format: 'uuid' })),
    sessionId: Type.Optional(Type.String({ format: 'uuid' })),
    pageLoadTime: Type.Optional(Type.Number()),
    referrer: word(),
  },
  { $id: 'PageViewData', additionalProperties: false },
)
export type PageView = Static<typeof PageView>

const CustomEvent = Type.Object(
  {
    fullUrl: word(),
    url: word(),
    hostname: word(),
    sessionId: Type.Optional(Type.String({ format: 'uuid' })),
    eventType: Type.Optional(Type.String({ enum: ['CLICK'] })),
    eventValue: word(),
  },
  { $id: 'CustomEventData', additionalProperties: false },
)

export const WebAnalyticEventData = Type.Object(
  {
    eventId: Type.Optional(Type.String({ format: 'uuid' })),
    timestamp: Type.Integer({ description: 'milliseconds since 1970' }),
    eventType: Type.String({ enum: ['PageView', 'CustomEvent'] }),
    eventData: Type.Optional(Type.Union([PageView, CustomEvent])),
  },
  { $id: 'WebAnalyticEventData', additionalProperties: false },
)
export type WebAnalyticEventData = Static<typeof WebAnalyticEventData>
