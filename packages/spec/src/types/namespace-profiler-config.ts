/** How the tables of a whole database or schema are profiled, where they say nothing themselves. */
import { Type } from '@sinclair/typebox'
import { sampleDataStorageConfig } from '../connections/shapes/sample-data-storage.ts'
import { ProfileSampleConfig } from './profiler-config.ts'

export const NamespaceProfilerConfig = Type.Object(
  {
    sampleDataCount: Type.Optional(Type.Integer()),
    sampleDataStorageConfig: Type.Optional(sampleDataStorageConfig),
    randomizedSample: Type.Optional(Type.Boolean()),
    profileSampleConfig: Type.Optional(ProfileSampleConfig),
  },
  { $id: 'NamespaceProfilerConfig', additionalProperties: false },
)
