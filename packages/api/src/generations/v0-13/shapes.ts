/** Every model of the 0.13 clients by name, and the rules that lead to it. */
import type { Shapes } from '../translate.ts'
import { assetShapes } from './asset-shapes.ts'
import { connectionShapes } from './connection-shapes.ts'
import { conversationShapes } from './conversation-shapes.ts'
import { databaseConnectionShapes } from './database-connection-shapes.ts'
import { governanceShapes } from './governance-shapes.ts'
import { qualityShapes } from './quality-shapes.ts'
import { rulesFor } from './rules.ts'
import { serviceShapes } from './service-shapes.ts'
import { sharedShapes } from './shared-shapes.ts'
import { sourceConfigShapes } from './source-config-shapes.ts'
import { tableShapes } from './table-shapes.ts'

const shapes = {
  ...sharedShapes,
  ...tableShapes,
  ...assetShapes,
  ...governanceShapes,
  ...serviceShapes,
  ...databaseConnectionShapes,
  ...connectionShapes,
  ...sourceConfigShapes,
  ...qualityShapes,
  ...conversationShapes,
}

export const shapes0_13: Shapes = { shapes, rules: rulesFor(shapes) }
