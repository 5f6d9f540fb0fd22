/** Every collection of the catalog under the name of its entity type, typed: `collections(client).table.list()`. */

import type { CreateOf, EntityOf } from '@waymark/spec'
import { entityDefinitions } from '@waymark/spec'
import type { CatalogClient } from './client.ts'
import type { EntityClient } from './entity-client.ts'

type Definition = (typeof entityDefinitions)[number]

/** One typed client an entity type. */
export type Collections = {
  readonly [D in Definition as D['type']]: EntityClient<EntityOf<D>, CreateOf<D>>
}

/** Apart from `createClient`, so that a browser that needs a few types does not load the whole vocabulary. */
export function collections(client: CatalogClient): Collections {
  return Object.fromEntries(
    entityDefinitions.map((definition) => [definition.type, client.entity(definition)]),
  ) as unknown as Collections // built from the very list that the type is made of
}
