import argon2 from 'argon2'
import bcrypt from 'bcrypt'

/** What this process has spent on passwords; everything is still done by the real libraries. */
export interface HashingWatch extends Disposable {
  /** Each act with the cost that it was done at; forgets them. */
  take(): string[]
}

export function watchHashing(): HashingWatch {
  const acts: string[] = []
  const real = { compare: bcrypt.compare, hash: argon2.hash, verify: argon2.verify }
  Object.assign(bcrypt, {
    compare: (password: Buffer, hash: string) => {
      acts.push(`bcrypt ${hash.slice(0, 7)}`)
      return real.compare(password, hash)
    },
  })
  Object.assign(argon2, {
    hash: (password: Buffer, options: argon2.HashOptions) => {
      acts.push('argon2 hash')
      return real.hash(password, options)
    },
    verify: (hash: string, password: Buffer) => {
      acts.push(`argon2 ${hash.split('$').slice(1, 4).join(' ')}`)
      return real.verify(hash, password)
    },
  })
  return {
    take: () => acts.splice(0),
    [Symbol.dispose]() {
      Object.assign(bcrypt, { compare: real.compare })
      Object.assign(argon2, { hash: real.hash, verify: real.verify })
    },
  }
}
