-- What wrk sends and tells: `wrk ... URL -- KIND ROUTES`, the same requests for every contestant.
-- Headers are those of a browser. Pages are as many as a site with ids in its paths has: a proxy that remembers what
-- it decided on a path must not be flattered. They are spread over the routes, and asked by 1,000 users.
local PAGES, USERS = 20000, 1000
local requests = {}
local turn = 0

local function headers(user)
  return {
    ['User-Agent'] = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    ['Accept'] = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    ['Accept-Language'] = 'en-GB,en;q=0.5',
    ['Accept-Encoding'] = 'gzip, deflate, br',
    ['Cookie'] = string.format('csrftoken=kGv0xJ3wq8Zt5bYd2NfLh7; session=%08x%08x', user * 104729, user * 7919),
  }
end

function init(args)
  local kind, routes = args[1], tonumber(args[2])
  if kind == 'page' or kind == 'form' then
    for page = 0, PAGES - 1 do
      local path = string.format('/route-%d/%s-%d', page % routes, kind, page)
      requests[page + 1] = wrk.format('GET', path, headers(page % USERS))
    end
  elseif kind == 'big' then
    requests[1] = wrk.format('GET', '/route-0/big', headers(0))
  else
    requests[1] = wrk.format('POST', '/route-0/upload', headers(0), string.rep('x', 1024 * 1024))
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
