/** The kinds of tests that the published clients run: names, parameters and validators are theirs. */
import { columnTests } from './column-tests.ts'
import { ofTable, optional, range, required, type SeedTestDefinition } from './test-definition-parts.ts'

const tableTests: readonly SeedTestDefinition[] = [
  ofTable('tableColumnCountToBeBetween', {
    displayName: 'Number of columns within a range',
    description: 'The table has at least and at most so many columns.',
    parameterDefinition: range('minColValue', 'maxColValue', 'The number of columns'),
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableColumnCountToEqual', {
    displayName: 'Number of columns',
    description: 'The table has exactly so many columns.',
    parameterDefinition: [required('columnCount', 'Count', 'INT', 'The expected number of columns.')],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableColumnNameToExist', {
    displayName: 'A column exists',
    description: 'The table has a column of this name.',
    parameterDefinition: [required('columnName', 'Column', 'STRING', 'The name of the column.')],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableColumnToMatchSet', {
    displayName: 'Columns are a given set',
    description: 'The table has these columns and no others.',
    parameterDefinition: [
      required('columnNames', 'Columns', 'STRING', 'Names of the columns, separated by commas.'),
      optional('ordered', 'In this order', 'BOOLEAN', 'The order counts as well.'),
    ],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableCustomSQLQuery', {
    displayName: 'SQL query of your own',
    description: 'Compares what a query finds, rows or a count, with a threshold.',
    parameterDefinition: [
      required('sqlExpression', 'SQL', 'STRING', 'The query to run against the table.'),
      {
        ...optional(
          'strategy',
          'Result',
          'ARRAY',
          'ROWS counts the rows found, COUNT reads the number the query returns.',
        ),
        optionValues: ['ROWS', 'COUNT'],
      },
      {
        ...optional('operator', 'Operator', 'STRING', 'How the result compares with the threshold.'),
        optionValues: ['==', '>', '>=', '<', '<=', '!='],
      },
      optional('threshold', 'Threshold', 'NUMBER', 'What the result is compared with. Empty: 0.'),
      optional(
        'partitionExpression',
        'Rows in question',
        'STRING',
        'A condition that selects the rows the share is taken of.',
      ),
    ],
    dataQualityDimension: 'SQL',
    supportsRowLevelPassedFailed: true,
  }),
  ofTable('tableRowCountToBeBetween', {
    displayName: 'Number of rows within a range',
    description: 'The table has at least and at most so many rows.',
    parameterDefinition: range('minValue', 'maxValue', 'The number of rows'),
    dataQualityDimension: 'Integrity',
    supportsDynamicAssertion: true,
  }),
  ofTable('tableRowCountToEqual', {
    displayName: 'Number of rows',
    description: 'The table has exactly so many rows.',
    parameterDefinition: [required('value', 'Count', 'INT', 'The expected number of rows.')],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableRowInsertedCountToBeBetween', {
    displayName: 'Number of new rows within a range',
    description: 'In the newest interval of a time column, so many rows were added.',
    parameterDefinition: [
      ...range('min', 'max', 'The number of new rows'),
      required('columnName', 'Time column', 'STRING', 'The column that says when a row was added.'),
      {
        ...required('rangeType', 'Unit', 'STRING', 'The unit of the interval.'),
        optionValues: ['HOUR', 'DAY', 'MONTH', 'YEAR'],
      },
      required('rangeInterval', 'Length', 'INT', 'The length of the interval, in units.'),
    ],
    dataQualityDimension: 'Integrity',
  }),
  ofTable('tableDiff', {
    displayName: 'Two tables are alike',
    description: 'Compares the rows of this table with those of another one, by key.',
    parameterDefinition: [
      required('table2', 'Other table', 'STRING', 'Fully qualified name of the other table.'),
      optional('keyColumns', 'Key columns', 'ARRAY', 'Columns that identify a row. Empty: the primary key.'),
      optional(
        'table2.keyColumns',
        'Key columns there',
        'ARRAY',
        'The same of the other table, when they differ.',
      ),
      optional('useColumns', 'Compared columns', 'ARRAY', 'Columns to compare. Empty: all that both have.'),
      optional('threshold', 'Tolerance', 'NUMBER', 'So many rows may differ. Empty: 0.'),
      optional('where', 'Rows in question', 'STRING', 'A SQL condition that selects rows on both sides.'),
      optional(
        'caseSensitiveColumns',
        'Case of column names counts',
        'BOOLEAN',
        'Names that differ in case are other columns.',
      ),
    ],
    dataQualityDimension: 'Consistency',
    supportsRowLevelPassedFailed: true,
  }),
]

export const seedTestDefinitions: readonly SeedTestDefinition[] = [...tableTests, ...columnTests]
