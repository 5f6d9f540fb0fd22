/** Reading aids for the syntax tree that libpg-query hands back. */
import type { Node } from 'libpg-query'

/** Names of node kinds: `ColumnRef`, `SubLink`, … */
export type Kind = Node extends infer Each ? (Each extends unknown ? keyof Each : never) : never
type NodeOf<K extends string> = Extract<Node, Record<K, unknown>>

/** Whether a value of the tree is a node of this kind: an object whose one key is the kind's name. */
export function isNode<K extends Kind>(value: object | undefined, kind: K): value is NodeOf<K> {
  return value !== undefined && Object.hasOwn(value, kind)
}

/** The text of a list of names (`String` nodes); anything else in the list is left out. */
export function names(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).flatMap((node) => (isNode(node, 'String') ? [node.String.sval ?? ''] : []))
}

/** The child nodes of any part of the tree, in order. */
export function childrenOf(value: object): object[] {
  return Object.values(value).filter((child): child is object => typeof child === 'object' && child !== null)
}
