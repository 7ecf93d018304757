import type { NodeContestant } from './contestants/node-contestant.ts'

/** Process of a contestant that runs on Node: `serve.ts NAME PORT UPSTREAM-URL`. */
const [name = '', port, upstream = ''] = process.argv.slice(2)
const { contestant } = (await import(`./contestants/${name}.ts`)) as { contestant: NodeContestant }
await contestant.serve(Number(port), upstream)
