/** Every connector of metadata services. */

import { alation } from './alation.ts'
import { alationSink } from './alation-sink.ts'
import { amundsen } from './amundsen.ts'
import { atlas } from './atlas.ts'
import { collibra } from './collibra.ts'
import { metadataEs } from './metadata-es.ts'
import { openmetadata } from './openmetadata.ts'

export const metadataConnectors = [alationSink, alation, amundsen, atlas, collibra, metadataEs, openmetadata]
