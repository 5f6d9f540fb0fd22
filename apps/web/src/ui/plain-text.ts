/** Markdown (or old HTML descriptions) as one line of plain text, for lists. */

/** Drops marks and tags, keeps words. The result is text for React to escape, not HTML. */
export function plainText(markdown: string): string {
  return (
    markdown
      .replace(/```[^\n]*\n?/g, ' ')
      .replace(/!\[([^\]]*)\]\([^)]*\)/g, '$1')
      // Texts are cut before they come here, in the middle of an address too.
      .replace(/\[([^\]]+)\]\([^)]*(?:\)|$)/g, '$1')
      .replace(/^\s*\|?(?:\s*:?-{3,}:?\s*\|)+(?:\s*:?-{3,}:?)?\s*$/gm, '')
      .replace(/^\s*\|(.*?)\|?\s*$/gm, (_, cells: string) => cells.replace(/\s*\|\s*/g, ', '))
      .replace(/<\/?[a-z][^>]*>/gi, ' ')
      .replace(/^\s{0,3}(?:#{1,6}|>|[-*+]|\d+[.)])\s+/gm, '')
      .replace(/(\*\*|__|~~|`)/g, '')
      .replace(/(^|\W)[*_](\S[^*_]*)[*_](?=\W|$)/g, '$1$2')
      .replace(/\s+/g, ' ')
      .trim()
  )
}
