/** APIs that an OpenAPI document describes: collections, endpoints, and the fields of requests and responses. */
import { defineConnector, type Source } from '@waymark/ingest'
import { connectionSchema } from '../connection-schema.ts'
import { type OpenapiConfig, readDocument } from './document.ts'
import { baseAddress, readApi } from './read-api.ts'

export default defineConnector<OpenapiConfig>({
  type: 'rest',
  serviceType: 'Rest',
  serviceEntity: 'apiService',
  config: connectionSchema('apiConnection', 'Rest'),
  checks: [
    { name: 'CheckSchemaURL', description: 'The document is there and of a known version.', mandatory: true },
  ],
  async open(config, signal): Promise<Source> {
    // One document is all there is; what it lacks is known at once.
    const document = await readDocument(config, signal)
    const { openAPISchemaURL } = config.openAPISchemaConnection
    const documentAddress = typeof openAPISchemaURL === 'string' ? openAPISchemaURL : undefined
    return {
      check: async () => {},
      async *read(context) {
        const address = baseAddress(document, documentAddress)
        for (const record of readApi({ document, context, address, docUrl: config.docURL })) {
          context.signal.throwIfAborted()
          yield record
        }
      },
      close: async () => {},
    }
  },
})
