export { loadAssets, type Asset } from './load-assets.ts'
export { CONSOLE_POLICY } from './policy.ts'
