/** SQLAlchemy schemes that several connectors share. */
import { word } from '../members.ts'

export const postgresScheme = word('postgresql+psycopg2', 'pgspider+psycopg2')

export const mssqlScheme = word('mssql+pyodbc', 'mssql+pytds', 'mssql+pymssql')
