
-- Functions that make a message.

-- keys: record, failures, epoch; args: prefix, policy, fingerprint, destination tag, subject tag,
-- network tag, then the fields of the record as pairs.
local function put(keys, args)
  local prefix, policy, now = args[1], cjson.decode(args[2]), now_ms()
  if redis.call('EXISTS', keys[3]) == 0 then
    return { 'EPOCH' }
  end
  local record = read(keys[1], '')
  if record then
    if record.start ~= args[3] then
      return { 'CONFLICT' }
    end
    local answer = show('REPLAYED', prefix, record, policy, now)
    return with_message(answer, record, '1', record.first)
  end
  local locked = lock_ms(keys[2], policy, now)
  if locked > 0 then
    return { 'LOCKED', digits(locked) }
  end
  local ready, sent = cooldown_end(prefix, args[4], policy.ladder)
  if ready > now then
    return { 'TOO_SOON', digits(ready - now) }
  end
  record = { start = args[3], create = digits(now), expire = digits(now + policy.ttl),
             state = 'PENDING', attempts = '0', sends = '1' }
  for i = 7, #args, 2 do
    record[args[i]] = args[i + 1]
  end
  record.first = record.channel
  local limits = {}
  add_limits(limits, prefix, policy.destination[record.channel], args[4])
  add_limits(limits, prefix, policy.subject, args[5])
  add_limits(limits, prefix, policy.network, args[6])
  add_limits(limits, prefix, policy.everybody, 'all')
  local refusal = use(limits, now)
  if refusal then
    return refusal
  end
  climb(prefix, args[4], sent, policy, now)
  local fields = {}
  for name, value in pairs(record) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  redis.call('HSET', keys[1], unpack(fields))
  redis.call('PEXPIREAT', keys[1], digits(now + policy.ttl + policy.tombstone))
  local alarm = is_nearly_used(limits[#limits], now)
  local answer = show('CREATED', prefix, record, policy, now)
  return with_message(answer, record, '1', record.channel, alarm)
end

-- A repeat of the request that made a message finds it under 'q:<request>'.
local function repeated(prefix, record, request, body, policy, now)
  local stored = record['q:' .. request]
  if not stored then
    return nil
  end
  local same, generation, channel = string.match(stored, '^(%x+)|(%d+)|(%u+)$')
  if same ~= body then
    return { 'CONFLICT' }
  end
  return with_message(show('REPLAYED', prefix, record, policy, now), record, generation, channel)
end

local function refusal_to_send(record, policy, ready, now)
  local state = state_of(record, now)
  if state ~= 'PENDING' then
    return { 'ENDED', state }
  elseif tonumber(record.sends) >= policy.sends then
    return { 'SENDS_SPENT', digits(math.max(1000, ready - now)) }
  elseif tonumber(record.expire) - now < policy.resend_floor then
    return { 'TOO_LATE' }
  elseif ready > now then
    return { 'TOO_SOON', digits(ready - now) }
  end
  return nil
end

local function send(key, prefix, record, policy, request, body, channel, now)
  local tag = record['tag:' .. channel]
  local ready, sent = cooldown_end(prefix, tag, policy.ladder)
  local refusal = refusal_to_send(record, policy, ready, now)
  if refusal then
    return refusal
  end
  local limits = {}
  add_limits(limits, prefix, policy.destination[channel], tag)
  add_limits(limits, prefix, policy.everybody, 'all')
  refusal = use(limits, now)
  if refusal then
    return refusal
  end
  climb(prefix, tag, sent, policy, now)
  record.sends = digits(tonumber(record.sends) + 1)
  record.channel = channel
  redis.call('HSET', key, 'sends', record.sends, 'channel', channel,
    'q:' .. request, body .. '|' .. record.sends .. '|' .. channel)
  local alarm = is_nearly_used(limits[#limits], now)
  local answer = show('SENT', prefix, record, policy, now)
  return with_message(answer, record, record.sends, channel, alarm)
end

-- keys: record; args: prefix, policy, owner, request, body.
local function resend(keys, args)
  local prefix, policy, now = args[1], cjson.decode(args[2]), now_ms()
  local record = read(keys[1], args[3])
  if not record then
    return { 'MISSING' }
  end
  return repeated(prefix, record, args[4], args[5], policy, now)
    or send(keys[1], prefix, record, policy, args[4], args[5], record.channel, now)
end

-- keys: record; args: prefix, policy, owner, request, body, binding, channel, destination tag,
-- sealed destination, mac.
local function switch(keys, args)
  local prefix, policy, now = args[1], cjson.decode(args[2]), now_ms()
  local record = read(keys[1], args[3])
  if not record or record.binding ~= args[6] then
    return { 'MISSING' }
  end
  local again = repeated(prefix, record, args[4], args[5], policy, now)
  if again then
    return again
  end
  local channel = args[7]
  local known = record['tag:' .. channel]
  -- One destination a channel: a second number would be a second chance to guess.
  if known and known ~= args[8] then
    return { 'OTHER_DESTINATION' }
  end
  if not known then
    record['tag:' .. channel] = args[8]
    record['destination:' .. channel] = args[9]
  end
  local answer = send(keys[1], prefix, record, policy, args[4], args[5], channel, now)
  if answer[1] == 'SENT' and not known then
    redis.call('HSET', keys[1], 'tag:' .. channel, args[8], 'destination:' .. channel, args[9],
      'mac:' .. channel, args[10])
  end
  return answer
end
