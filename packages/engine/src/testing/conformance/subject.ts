/** One definition under test, and how to make valid requests for it. */
import { randomUUID } from 'node:crypto'
import type { AnyDefinition } from '@waymark/spec'
import { expect, vi } from 'vitest'
import type { Engine } from '../../engine.ts'
import type { JsonObject } from '../../json-body.ts'
import type { EntityJson } from '../../write-options.ts'
import { sampleBody } from '../sample.ts'

export const person = { name: 'person' }
export const bot = { name: 'bot', isBot: true }

export interface Subject {
  readonly definition: AnyDefinition
  readonly type: string
  /** Inside tests only. */
  readonly engine: Engine
  /** A valid request whose parent and required links exist. Inside tests only. */
  readonly template: JsonObject
  /** Makes the template; once, before the tests. */
  prepare(): Promise<void>
  /** A valid request under a name nobody has, unless one is given. Unique members differ too. */
  request(name?: string): JsonObject
  /** Creates what `request` gives, or the given body. */
  create(body?: JsonObject): Promise<EntityJson>
  /**
   * Expects an entity to have had these events, oldest first. Readers see events once every older transaction of the
   * whole server has ended, other test files' among them.
   */
  expectEvents(id: string, eventTypes: readonly string[]): Promise<void>
}

export function createSubject(engineOf: () => Engine, definition: AnyDefinition): Subject {
  const { type } = definition
  let template: JsonObject = {}
  let made = 0
  const request = (name?: string): JsonObject => {
    made += 1
    const given = name ?? `${type} ${made} ${randomUUID()}`
    return {
      ...template,
      name: given,
      ...(definition.fqnFromClient ? { fullyQualifiedName: given } : {}),
      ...Object.fromEntries((definition.unique ?? []).map((field) => [field, `${randomUUID()}@example.com`])),
    }
  }
  return {
    definition,
    type,
    request,
    get engine() {
      return engineOf()
    },
    get template() {
      return template
    },
    async prepare() {
      template = await sampleBody(engineOf(), definition, 'template')
    },
    async create(body = request()) {
      return (await engineOf().create(type, body, person)).entity
    },
    async expectEvents(id, eventTypes) {
      await vi.waitFor(async () => expect(await eventsOf(engineOf(), id)).toEqual(eventTypes), waiting)
    },
  }
}

const waiting = { timeout: 10_000, interval: 50 }

async function eventsOf(engine: Engine, id: string): Promise<string[]> {
  const events: string[] = []
  let at = 0
  for (;;) {
    const page = await engine.events.after(at, 1000)
    for (const event of page) if (event.entityId === id) events.push(event.eventType)
    const last = page.at(-1)
    if (!last) return events
    at = last.sequence
  }
}
