/** Azure Synapse, dedicated and serverless pools, which answer the same questions as SQL Server. */
import { defineConnector } from '@waymark/ingest'
import { mssqlFamily } from './family.ts'

export default defineConnector(mssqlFamily('synapse', 'Synapse'))
