#!lua name=kabinet_codes_@VERSION@

-- The whole state of codes and limits changes in these functions and nowhere else. Time is the
-- server's. Every write of a key sets its expiry; only the epoch key has none.
--
-- Limits live under keys of their own that are built here from the prefix: that fits one node and
-- its replicas (standalone, Sentinel), not Cluster.

local function now_ms()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- tostring() writes large numbers as 1.7e+12.
local function digits(number)
  return string.format('%.0f', number)
end

local function split(text)
  local times = {}
  for time in string.gmatch(text or '', '%d+') do
    times[#times + 1] = tonumber(time)
  end
  return times
end

local function recent(times, after, keep)
  local kept = {}
  for i = math.max(1, #times - keep + 1), #times do
    if times[i] > after then
      kept[#kept + 1] = times[i]
    end
  end
  return kept
end

local function join(times)
  local parts = {}
  for i, time in ipairs(times) do
    parts[i] = digits(time)
  end
  return table.concat(parts, ',')
end

-- A 'log' keeps the times themselves: no window of the period ever holds more than `max`. A 'gcra'
-- keeps one number and may let through up to twice `max`; it serves the limits that are large.
local function limit(prefix, rule, tag)
  return { name = rule[1], kind = rule[2], max = rule[3], period = rule[4],
           key = prefix .. 'rl:' .. rule[1] .. ':' .. tag }
end

local function add_limits(limits, prefix, rules, tag)
  if tag ~= '' then
    for _, rule in ipairs(rules) do
      limits[#limits + 1] = limit(prefix, rule, tag)
    end
  end
end

-- Returns how long the limit refuses, and what to store when it is used by what goes out at `time`,
-- now or later.
local function weigh(limit, now, time)
  local stored = redis.call('GET', limit.key)
  if limit.kind == 'log' then
    local times = recent(split(stored or ''), now - limit.period, limit.max)
    if #times >= limit.max then
      return times[1] + limit.period - now
    end
    times[#times + 1] = time
    return 0, join(times), limit.period + time - now
  end
  local arrival = math.max(tonumber(stored or '0'), now) + limit.period / limit.max
  if arrival - now > limit.period then
    return math.ceil(arrival - now - limit.period)
  end
  return 0, digits(arrival), math.max(1, math.ceil(arrival - now))
end

-- All or nothing: nothing is used when one of the limits refuses.
local function use(limits, now, time)
  local uses = {}
  for i, limit in ipairs(limits) do
    local wait, value, life = weigh(limit, now, time)
    if wait > 0 then
      return { 'LIMITED', limit.name, digits(wait) }
    end
    uses[i] = { limit.key, value, life }
  end
  for _, used in ipairs(uses) do
    redis.call('SET', used[1], used[2], 'PX', digits(used[3]))
  end
  return nil
end

-- Tells whether four fifths of a 'gcra' limit are used.
local function is_nearly_used(limit, now)
  local arrival = tonumber(redis.call('GET', limit.key) or '0')
  return arrival - now >= 0.8 * limit.period
end

local function refused(limits, now)
  for _, limit in ipairs(limits) do
    local wait = weigh(limit, now, now)
    if wait > 0 then
      return { 'LIMITED', limit.name, digits(wait) }
    end
  end
  return nil
end

-- A place on the ladder: '<messages>:<time of the last one>'. Returns when the next one may follow,
-- and how many there were.
local function ladder_end(stored, ladder)
  if not stored then
    return 0, 0
  end
  local parts = split(stored)
  return parts[2] + ladder[math.min(parts[1], #ladder)], parts[1]
end

local function next_step(count, now)
  return digits(count + 1) .. ':' .. digits(now)
end

local function cooldown_key(prefix, tag)
  return prefix .. 'cd:' .. tag
end

local function cooldown_end(prefix, tag, ladder)
  return ladder_end(redis.call('GET', cooldown_key(prefix, tag)), ladder)
end

local function climb(prefix, tag, count, policy, now, time)
  redis.call('SET', cooldown_key(prefix, tag), next_step(count, time),
    'PX', digits(policy.ladder_reset + time - now))
end

-- Failed guesses of a subject: '<in a row>:<times>'.
local function failures(key)
  local stored = redis.call('GET', key)
  if not stored then
    return 0, {}
  end
  local row, times = string.match(stored, '^(%d+):(.*)$')
  return tonumber(row), split(times)
end

local function lock_ms(key, policy, now)
  local row, times = failures(key)
  if row >= policy.failures_in_a_row then
    return math.max(1, redis.call('PTTL', key))
  end
  local window = recent(times, now - policy.failure_window, policy.failures)
  if #window >= policy.failures then
    return window[1] + policy.failure_window - now
  end
  return 0
end

local function keep_failures(key, row, times, policy)
  redis.call('SET', key, digits(row) .. ':' .. join(times), 'PX', digits(policy.failure_life))
end

local function count_failure(key, policy, now)
  local row, times = failures(key)
  times[#times + 1] = now
  keep_failures(key, row + 1, recent(times, now - policy.failure_window, policy.failures), policy)
end
