/** The formats in which files hold rows. */
import { Type } from '@sinclair/typebox'

export const FileFormat = Type.String({
  enum: ['zip', 'gz', 'zstd', 'csv', 'tsv', 'json', 'parquet', 'avro', 'MF4'],
  $id: 'FileFormat',
})
