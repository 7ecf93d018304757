import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modes } from '../modes.ts'
import type { Contestant, Place } from './contestant.ts'

/** nginx as a proxy, written by hand. */
export const contestant: Contestant = {
  name: 'nginx',
  about: 'nginx as a proxy: one worker, two upstreams kept alive, X-Forwarded-For, log line per request',
  peer: false,
  modes,
  routes: 1000,
  async prepare(place) {
    const file = join(place.folder, 'nginx.conf')
    await writeFile(file, configText(place))
    return { command: 'nginx', args: ['-c', file, '-e', 'stderr'] }
  },
}

function configText({ folder, port, upstreams }: Place): string {
  return `
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
events { worker_connections 1024; }
http {
  access_log /dev/stdout;
  client_max_body_size 2m;
  # Bodies stay in memory, as with the others.
  client_body_buffer_size 2m;
  proxy_max_temp_file_size 0;
  keepalive_requests 1000000000;
  client_body_temp_path ${folder}/bodies;
  proxy_temp_path ${folder}/answers;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream application {
    server 127.0.0.1:${upstreams.legacy};
    server 127.0.0.1:${upstreams.candidate};
    keepalive 64;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://application;
      proxy_http_version 1.1;
      proxy_set_header Connection '';
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    }
  }
}
`
}
