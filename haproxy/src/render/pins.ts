import { isPinKey, PIN, PIN_HEADER } from '@strangler/migration-plan'
import { HaproxyError } from '../errors.ts'
import { word } from './words.ts'

export const PIN_SCRIPT = 'pin.lua'

// In Lua, because no sample fetch of HAProxy tells whether a server of weight 0 is drained.
const SCRIPT = `-- A server of the pinned side that takes work: neither down, nor drained, nor in maintenance.
core.register_fetches('pin_server', function(txn, route)
  local side = txn:get_var('txn.pin_side')
  local ready = {}
  for name, server in pairs(core.backends[route].servers) do
    local status = server:get_stats().status
    if name:find(side, 1, true) == 1 and (status:find('UP', 1, true) == 1 or status == 'no check') then
      ready[#ready + 1] = name
    end
  end
  if #ready > 0 then return ready[math.random(#ready)] end
end)
`

/** The script that finds a server for a pinned request, by file name; none for an edge without a key. */
export function pinFiles(key: string | undefined): Readonly<Record<string, string>> {
  return key === undefined ? {} : { [PIN_SCRIPT]: SCRIPT }
}

/**
 * Lets `txn.pin_side` name the side that a request is pinned to, if its pin is good (verifyPin of the plan).
 * @throws HaproxyError ERR_HAPROXY_CONFIG for what is no key; the message does not hold it.
 */
export function pinRules(key: string | undefined): readonly string[] {
  if (key === undefined) return []
  if (!isPinKey(key))
    throw new HaproxyError(
      'ERR_HAPROXY_CONFIG',
      'pin key: is none; use 32 to 512 printable characters without blanks',
    )
  const header = `req.fhdr(${PIN_HEADER})`
  const encoded = Buffer.from(key).toString('base64')
  return [
    '# A pin that is signed and has not expired takes a tester to the side that it names.',
    `acl one_pin req.fhdr_cnt(${PIN_HEADER}) eq 1`,
    `acl is_pin ${header} -m reg ${word(PIN.source)}`,
    `http-request set-var(txn.pin) ${header} if one_pin is_pin`,
    `http-request set-var(txn.pin_mac) var(txn.pin),field(1,.,2),hmac(sha256,${encoded}),hex,lower`,
    'http-request set-var(txn.pin_expiry) var(txn.pin),field(2,.)',
    'http-request set-var(txn.pin_side) var(txn.pin),field(1,.) if { var(txn.pin),field(3,.),secure_memcmp(txn.pin_mac) } { date,sub(txn.pin_expiry) lt 0 }',
  ]
}

/** Finds a server for a pinned request; without one it gets 503, lest a tester take one side's answer for the other's. */
export function pinnedRules(id: string): readonly string[] {
  return [
    '# A pinned request gets its side, or 503 while no server of that side takes work.',
    'acl is_pinned var(txn.pin_side) -m found',
    `http-request set-var(txn.pin_server) lua.pin_server(${id}) if is_pinned`,
    'acl has_pin_server var(txn.pin_server) -m found',
    'http-request deny deny_status 503 content-type text/plain string "no server of the side that the pin names takes work" if is_pinned !has_pin_server',
    'http-request disable-l7-retry if is_pinned',
    `http-response set-header ${PIN_HEADER} %[var(txn.pin_side)] if is_pinned`,
  ]
}

/** Takes a pinned request to that server whatever the weights, and to no other when it fails. */
export function pinnedServer(): readonly string[] {
  return [
    '# Persistence that is forced is not given up when a connection fails. It is decided before any rule of requests.',
    'force-persist if is_pinned',
    'use-server %[var(txn.pin_server)] if has_pin_server',
  ]
}
