/** What a run of data quality tests takes. */
import { familyConfig } from '../config-family.ts'
import { connector } from '../connections/connector.ts'
import { list, shape, text } from '../connections/members.ts'
import { ProfileSampleConfig } from '../types/profiler-config.ts'

/** A function, since families of connections know this ingestion in turn. */
const serviceConnection = () =>
  shape({
    required: {
      serviceName: text,
      serviceConnection: shape({ optional: { config: familyConfig('anyConnection') } }),
    },
  })

export const testSuiteConfig = connector('TestSuite', () => ({
  typeRequired: true,
  optional: {
    entityFullyQualifiedName: text,
    serviceConnections: list(serviceConnection()),
    profileSampleConfig: ProfileSampleConfig,
    testCases: list(text),
  },
}))
