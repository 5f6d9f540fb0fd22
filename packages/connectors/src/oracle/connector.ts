/** Oracle: schemas, tables, views, keys, partitions, routines and lineage of views, by the driver's thin mode. */
import { defineConnector } from '@waymark/ingest'
import { optionalDriver } from '../optional-driver.ts'
import { oracleConnector } from './family.ts'
import type { OracleDriver } from './session.ts'

export default defineConnector(
  oracleConnector(async () => {
    const { default: driver } = await optionalDriver('oracledb', () => import('oracledb'))
    // The border to the driver: its overloads and options are more than what is used of it.
    return driver as unknown as OracleDriver
  }),
)
