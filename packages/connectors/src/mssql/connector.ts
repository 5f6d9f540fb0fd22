/** SQL Server: databases, schemas, tables, views, keys, partitions, routines, query logs and the lineage of views. */
import { defineConnector } from '@waymark/ingest'
import { mssqlFamily } from './family.ts'

export default defineConnector(mssqlFamily('mssql', 'Mssql'))
