/** MariaDB, which answers the same questions as MySQL. */
import { defineConnector } from '@waymark/ingest'
import { mysqlFamily } from './family.ts'

export default defineConnector(mysqlFamily('mariadb', 'MariaDB'))
