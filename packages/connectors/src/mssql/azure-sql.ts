/** Azure SQL Database and Managed Instance, which answer the same questions as SQL Server. */
import { defineConnector } from '@waymark/ingest'
import { mssqlFamily } from './family.ts'

export default defineConnector(mssqlFamily('azuresql', 'AzureSQL'))
