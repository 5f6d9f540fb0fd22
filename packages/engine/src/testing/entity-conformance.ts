/** What the engine promises for every entity type, as one suite that runs over a definition. */
import type { AnyDefinition } from '@waymark/spec'
import { beforeAll, describe } from 'vitest'
import type { Engine } from '../engine.ts'
import { checkBodies } from './conformance/bodies.ts'
import { checkLifecycle } from './conformance/lifecycle.ts'
import { checkLinks } from './conformance/links.ts'
import { checkPatches } from './conformance/patches.ts'
import { checkRenames } from './conformance/renames.ts'
import { createSubject } from './conformance/subject.ts'
import { checkWrites } from './conformance/writes.ts'

/**
 * Declares the suite for one entity type; call it at the top level of a test file, once per definition.
 * @param engineOf - the engine under test; asked for inside the tests, so that hooks can make it first
 */
export function entityConformance(engineOf: () => Engine, definition: AnyDefinition): void {
  describe(`${definition.type} keeps the engine's promises`, () => {
    const subject = createSubject(engineOf, definition)
    beforeAll(() => subject.prepare())
    checkWrites(subject)
    checkPatches(subject)
    checkRenames(subject)
    checkLifecycle(subject)
    checkBodies(subject)
    checkLinks(subject)
  })
}
