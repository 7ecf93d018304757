import { local } from './addresses.ts'
import type { DatabaseUrls } from './databases.ts'
import type { Ports } from './ports.ts'
import type { StartEntry } from './start-entry.ts'
import { makeTokenKeys } from './token-keys.ts'

/** What services share in secret. */
export interface ServiceSecrets {
  /** Takes the keys for tokens. */
  readonly folder: string
  /** Signs the dry runs that they make for others. */
  readonly shadowKey: string
}

/** Starts what is extracted from the monolith, each after those that it asks. */
export async function startServices(
  ports: Ports,
  databases: DatabaseUrls,
  { folder, shadowKey }: ServiceSecrets,
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
    SHADOW_KEY: shadowKey,
  })
  await service('thoughts', {
    DATABASE_URL: databases.monolith,
    TOKEN_KEYS_FILE: keys.keysFile,
    SHADOW_KEY: shadowKey,
  })
  await service('static', {})
  await service('frontend', {
    USERS_INTERNAL_URL: local(ports.usersInternal),
    THOUGHTS_URL: local(ports.thoughts),
    THOUGHTS_INTERNAL_URL: local(ports.thoughtsInternal),
    TOKEN_KEYS_FILE: keys.keysFile,
    SHADOW_KEY: shadowKey,
  })
}
