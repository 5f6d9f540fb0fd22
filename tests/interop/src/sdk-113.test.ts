/** The published 1.13 SDK through all of its mixins. */
import { client113 } from './published-clients.ts'
import { describeSdk } from './sdk-calls.ts'

describeSdk({
  name: 'openmetadata-ingestion 1.13.4.1',
  client: client113,
  scripts: 'sdk113',
  methods: 150,
  notCalled: {
    get_mlmodel_sklearn:
      'wraps a trained scikit-learn model and calls nothing of the server but what services.py calls',
    stream:
      'reads server-sent events; nothing of the SDK itself uses it, and no address of the API serves them',
  },
})
