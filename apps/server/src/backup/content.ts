/** What a backup holds inside its encryption: blocks, each a line of JSON or a piece of a table. */
import type { MasterKey } from '@waymark/engine'
import { BackupError } from './backup-error.ts'
import { createByteReader } from './byte-reader.ts'

/** The first block. */
export interface Manifest {
  readonly waymark: string
  readonly madeAt: string
  readonly postgres: string
  /** Ids of the keys that seal secrets in the tables; with the keys themselves, unless the configuration holds those. */
  readonly masterKeys: readonly { readonly id: MasterKey['id']; readonly key?: string }[]
  /** Migrations that made the schema: numbers and checksums. */
  readonly migrations: readonly {
    readonly number: number
    readonly name: string
    readonly checksum: string
  }[]
  /** Partitions that exist beside those of the migrations. */
  readonly partitions: readonly { readonly name: string; readonly parent: string; readonly bound: string }[]
  readonly sequences: readonly { readonly name: string; readonly value: string; readonly isCalled: boolean }[]
}

/** Begins a table; its data follow, then its end. */
export interface TableStart {
  readonly table: string
  readonly columns: readonly string[]
}

export interface TableEnd {
  readonly table: string
  readonly rows: number
  /** SHA-256 of the data, in hex. */
  readonly digest: string
}

export type Block =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'start'; readonly start: TableStart }
  | { readonly kind: 'data'; readonly data: Buffer }
  | { readonly kind: 'end'; readonly end: TableEnd }

const kinds = ['manifest', 'start', 'data', 'end'] as const

export function encodeBlock(block: Block): Buffer {
  const content = block.kind === 'data' ? block.data : Buffer.from(JSON.stringify(partOf(block)))
  const start = Buffer.alloc(5)
  start.writeUInt8(kinds.indexOf(block.kind))
  start.writeUInt32BE(content.length, 1)
  return Buffer.concat([start, content])
}

function partOf(block: Exclude<Block, { kind: 'data' }>): object {
  if (block.kind === 'manifest') return block.manifest
  return block.kind === 'start' ? block.start : block.end
}

/** What comes out of the encryption is what we wrote, so that its shape needs no check. */
export async function* decodeBlocks(plain: AsyncIterable<Uint8Array>): AsyncGenerator<Block> {
  const reader = createByteReader(plain)
  for (;;) {
    const start = await reader.take(5)
    if (start === undefined) return
    const kind = kinds[start.readUInt8()]
    const content = (await reader.take(start.readUInt32BE(1))) ?? Buffer.alloc(0)
    switch (kind) {
      case 'manifest':
        yield { kind, manifest: JSON.parse(content.toString()) as Manifest }
        break
      case 'start':
        yield { kind, start: JSON.parse(content.toString()) as TableStart }
        break
      case 'end':
        yield { kind, end: JSON.parse(content.toString()) as TableEnd }
        break
      case 'data':
        yield { kind, data: content }
        break
      default:
        throw new BackupError(
          'The backup holds what this release does not know. Restore it with the release that wrote it.',
        )
    }
  }
}
