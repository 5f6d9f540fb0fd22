/** How a table lies on disk: the format of its files and their compression. */
import { Type } from '@sinclair/typebox'

// biome-ignore format: a vocabulary reads better as a paragraph
export const TableFileFormat = Type.String({
  enum: [
    'csv', 'csv.gz', 'tsv', 'avro', 'parquet', 'pq', 'pqt', 'parq', 'parquet.snappy', 'json', 'json.gz', 'json.zip',
    'jsonl', 'jsonl.gz', 'jsonl.zip', 'MF4',
  ],
  $id: 'TableFileFormat',
})

export const CompressionStrategy = Type.Object(
  {
    compressionType: Type.Optional(Type.String({ enum: ['AUTOMATIC', 'MANUAL', 'POLICY_BASED'] })),
    segmentColumns: Type.Optional(Type.Array(Type.String())),
    orderColumns: Type.Optional(Type.Array(Type.String())),
    compressionLevel: Type.Optional(Type.Integer({ minimum: 1, maximum: 9 })),
  },
  { $id: 'CompressionStrategy', additionalProperties: false },
)
