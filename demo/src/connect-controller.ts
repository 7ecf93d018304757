import { readFile } from 'node:fs/promises'
import { createClient, type Context, type ControllerClient } from '@strangler/controller'

/** The controller that wrote this file for its command line. */
export async function connectController(contextFile: string): Promise<ControllerClient> {
  return createClient(JSON.parse(await readFile(contextFile, 'utf8')) as Context)
}
