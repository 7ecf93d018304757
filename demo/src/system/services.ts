import { local } from './addresses.ts'
import type { DatabaseUrls } from './databases.ts'
import type { Ports } from './ports.ts'
import type { StartEntry } from './start-entry.ts'
import { makeTokenKeys } from './token-keys.ts'

/** Starts what is extracted from the monolith, each after those that it asks; `folder` takes the keys for tokens. */
export async function startServices(
  ports: Ports,
  databases: DatabaseUrls,
  folder: string,
  start: StartEntry,
): Promise<void> {
  const keys = await makeTokenKeys(folder)
  const service = (
    name: 'users' | 'thoughts' | 'static' | 'frontend',
    env: Readonly<Record<string, string>>,
  ): ReturnType<StartEntry> =>
    start(name, `services/${name}/src/main.ts`, {
      PORT: String(ports[name]),
      INTERNAL_PORT: String(ports[`${name}Internal`]),
      ...env,
    })
  await service('users', {
    LEGACY_DATABASE_URL: databases.monolith,
    DATABASE_URL: databases.users,
    TOKEN_SIGNING_KEY_FILE: keys.signingKeyFile,
    TOKEN_KEYS_FILE: keys.keysFile,
  })
  await service('thoughts', { DATABASE_URL: databases.monolith, TOKEN_KEYS_FILE: keys.keysFile })
  await service('static', {})
  await service('frontend', {
    USERS_INTERNAL_URL: local(ports.usersInternal),
    THOUGHTS_URL: local(ports.thoughts),
    THOUGHTS_INTERNAL_URL: local(ports.thoughtsInternal),
    TOKEN_KEYS_FILE: keys.keysFile,
  })
}
