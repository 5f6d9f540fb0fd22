declare module 'virtual:theme.css'
declare module 'virtual:asset-types' {
  const types: readonly import('./features/asset/asset-type.ts').AssetType[]
  export default types
}
