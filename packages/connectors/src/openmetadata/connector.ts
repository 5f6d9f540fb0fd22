/** Another OpenMetadata server: everything that people put into it, except what holds secrets or acts by itself. */
import { defineConnector, type Source, SourceError } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { readServer } from './read-server.ts'
import { createServer, NotServed, type OpenmetadataConfig } from './server.ts'

export default defineConnector<OpenmetadataConfig>({
  type: 'openmetadata',
  serviceType: 'OpenMetadata',
  serviceEntity: 'metadataService',
  service: 'none',
  config: connectionSchema('metadataConnection', 'OpenMetadata'),
  checks: [
    { name: 'CheckAccess', description: 'The server answers and accepts the token.', mandatory: true },
    { name: 'GetTables', description: 'The account may list tables.', mandatory: false },
  ],
  async open(config, signal): Promise<Source> {
    signal.throwIfAborted()
    const server = createServer(config)
    return {
      async check(name, checked) {
        try {
          await server.get(name === 'CheckAccess' ? 'system/version' : 'tables?limit=1', checked)
          if (name === 'CheckAccess') await server.get('users/loggedInUser', checked)
        } catch (error) {
          if (!(error instanceof NotServed)) throw error
          throw new SourceError('fatal', `The server refused: ${error.message}`, {
            hint: 'hostPort must end in /api, and the token must be of a bot that may read everything.',
          })
        }
      },
      async *read(context) {
        for await (const record of readServer(server, context)) {
          context.signal.throwIfAborted()
          yield record
        }
      },
      close: async () => {},
    }
  },
})
