/** The published 0.13 SDK through all of its mixins. */
import { client013 } from './published-clients.ts'
import { describeSdk } from './sdk-calls.ts'

describeSdk({
  name: 'openmetadata-ingestion 0.13.3.0',
  client: client013,
  scripts: 'sdk013',
  methods: 60,
  notCalled: {
    get_mlmodel_sklearn:
      'wraps a trained scikit-learn model and calls nothing of the server but what services.py calls',
  },
})
