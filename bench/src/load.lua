-- What wrk sends and tells: `wrk ... URL -- KIND ROUTES`, the same requests for every contestant.
-- Headers are those of a browser; each route is asked by a user of its own.
local requests = {}
local turn = 0

function init(args)
  local kind, routes = args[1], tonumber(args[2])
  local method, body = 'GET', nil
  if kind == 'upload' then
    method, body = 'POST', string.rep('x', 1024 * 1024)
  end
  for route = 0, routes - 1 do
    local headers = {
      ['User-Agent'] = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      ['Accept'] = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
      ['Accept-Language'] = 'en-GB,en;q=0.5',
      ['Accept-Encoding'] = 'gzip, deflate, br',
      ['Cookie'] = string.format('csrftoken=kGv0xJ3wq8Zt5bYd2NfLh7; session=%08x%08x', route * 104729, route * 7919),
    }
    requests[route + 1] = wrk.format(method, '/route-' .. route .. '/' .. kind, headers, body)
  end
end

function request()
  turn = turn % #requests + 1
  return requests[turn]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format(
    'result {"requests":%d,"seconds":%.6f,"failed":%d,"p50Ms":%.3f,"p99Ms":%.3f,"cpuSeconds":%.3f}',
    summary.requests, summary.duration / 1e6, failed,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, os.clock()
  ))
end
