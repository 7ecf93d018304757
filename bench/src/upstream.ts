import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, type Child } from '@strangler/demo'
import { untilAnswers } from './until-answers.ts'
import type { Processes } from './processes.ts'

export const PAGE_BYTES = 1700
export const BIG_BYTES = 2 ** 20

/** What every contestant forwards to: one nginx with the same content on two ports, for the two sides of a route. */
export interface Upstream {
  readonly ports: { readonly legacy: number; readonly candidate: number }
  readonly child: Child
}

/**
 * nginx, because it is native: it costs little of the core that it shares with wrk, and the same for everybody.
 * It keeps connections as long as it may, so that none is lost to its own limits: an edge with 1,000 routes keeps 2,000.
 */
export async function startUpstream(folder: string, processes: Processes): Promise<Upstream> {
  const ports = { legacy: await freePort(), candidate: await freePort() }
  const file = join(folder, 'upstream.conf')
  await writeFile(join(folder, 'big.bin'), Buffer.alloc(BIG_BYTES, 'strangler '))
  await writeFile(file, configText(folder, ports))
  const child = processes.start('load', { command: 'nginx', args: ['-c', file, '-e', 'stderr'] })
  const url = `http://127.0.0.1:${ports.candidate}`
  await untilAnswers(url, { path: '/route-0/page', bytes: PAGE_BYTES }, child)
  return { ports, child }
}

function configText(folder: string, { legacy, candidate }: Upstream['ports']): string {
  return `
daemon off;
master_process off;
pid ${folder}/upstream.pid;
worker_rlimit_nofile 16384;
events { worker_connections 8192; }
http {
  access_log off;
  sendfile on;
  default_type text/html;
  keepalive_timeout 1h;
  keepalive_requests 1000000000;
  # An upload is read whole into memory before it is answered.
  client_max_body_size 2m;
  client_body_buffer_size 2m;
  client_body_temp_path ${folder}/bodies;
  proxy_temp_path ${folder}/answers;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream done { server unix:${folder}/done.sock; keepalive 64; }
  server {
    listen 127.0.0.1:${legacy} backlog=1024;
    listen 127.0.0.1:${candidate} backlog=1024;
    location / { return 200 '${page()}'; }
    # A page with a form, whose token each answer draws anew.
    location ~ ^/route-0/form- {
      add_header Set-Cookie 'csrftoken=$request_id; Path=/';
      return 200 '${page(FORM)}';
    }
    location = /route-0/big { alias ${folder}/big.bin; }
    location = /route-0/upload {
      proxy_pass http://done;
      proxy_http_version 1.1;
      proxy_set_header Connection '';
      proxy_pass_request_body off;
      proxy_set_header Content-Length '';
    }
  }
  server {
    listen unix:${folder}/done.sock;
    location / { return 200 'read'; }
  }
}
`
}

const FORM = '<form><input type="hidden" name="csrfmiddlewaretoken" value="$request_id"></form>'

function page(form = ''): string {
  const head = `<!doctype html><title>Thoughts</title>${form}<ul>`
  const foot = '</ul>'
  const items = Array.from(
    { length: 60 },
    (_, at) => `<li><a href="/thoughts/${at}">a thought, the ${at}th</a></li>`,
  )
  return (head + items.join('')).slice(0, PAGE_BYTES - foot.length) + foot
}
