import { createTestEngine } from '../testing/index.ts'
import { searchConformance } from '../testing/search-conformance.ts'

searchConformance('PostgreSQL', async () => {
  const { engine, drop } = await createTestEngine()
  return { engine, settled: async () => undefined, close: drop }
})
