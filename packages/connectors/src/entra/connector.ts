/** Microsoft Entra: people as accounts, groups as teams, nested as they are. */
import { defineConnector, type Source } from '@waymark/ingest'
import { EntraConfig } from './config.ts'
import { createGraph } from './graph.ts'
import { checkAccess, readDirectory } from './read-directory.ts'

export default defineConnector<EntraConfig>({
  type: 'entra',
  serviceType: 'Entra',
  serviceEntity: 'metadataService',
  service: 'none',
  config: EntraConfig,
  checks: [
    {
      name: 'CheckAccess',
      description: 'Entra lets the application in, and it may read people.',
      mandatory: true,
    },
    { name: 'GetGroups', description: 'The application may read groups and their members.', mandatory: true },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const graph = createGraph(config)
    return {
      check: (name, checked) => checkAccess(graph, name === 'GetGroups' ? 'groups' : 'users', checked),
      async *read(context) {
        for await (const record of readDirectory(graph, config, context)) {
          context.signal.throwIfAborted()
          yield record
        }
      },
      close: async () => {},
    }
  },
})
