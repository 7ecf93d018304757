/** What wrk asks for; load.lua knows how. */
export type Kind = 'page' | 'form' | 'big' | 'upload'

/** One way of asking. */
export interface Mode {
  readonly name: string
  readonly about: string
  readonly kind: Kind
  readonly connections: number
}

export const main: Mode = {
  name: 'main',
  about: 'a page of 1.7 KB, 32 connections',
  kind: 'page',
  connections: 32,
}

/** Of the suite `shadowing` alone. */
export const forms: Mode = {
  name: 'forms',
  about: 'a page of 1.7 KB that holds a token of its own, 32 connections',
  kind: 'form',
  connections: 32,
}

export const latency: Mode = {
  name: 'latency',
  about: 'a page of 1.7 KB, one connection, one request after the other',
  kind: 'page',
  connections: 1,
}

export const download: Mode = {
  name: 'download',
  about: 'an answer of 1 MiB, 8 connections (req/s is MiB/s)',
  kind: 'big',
  connections: 8,
}

export const upload: Mode = {
  name: 'upload',
  about: 'a request of 1 MiB, 8 connections (req/s is MiB/s)',
  kind: 'upload',
  connections: 8,
}

export const modes: readonly Mode[] = [main, latency, download, upload]
