/** Warehouses and SQL endpoints of Microsoft Fabric, which answer the same questions as SQL Server. */
import { defineConnector } from '@waymark/ingest'
import { mssqlFamily } from './family.ts'

export default defineConnector(mssqlFamily('microsoftfabric', 'MicrosoftFabric'))
