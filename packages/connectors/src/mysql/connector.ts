/** MySQL: schemas, tables, views, keys, partitions, routines, query logs and the lineage of views. */
import { defineConnector } from '@waymark/ingest'
import { mysqlFamily } from './family.ts'

export default defineConnector(mysqlFamily('mysql', 'Mysql'))
