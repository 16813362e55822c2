
-- Functions that make a message.

-- When a message may go to the destination of a concealed verification; nothing when it may not. A
-- destination that only rests gets it after its rest, if enough of the code's life is left then.
local function turn(record, limits, ready, policy, now)
  if refused(limits, now) then
    return nil
  elseif ready > now and ready > tonumber(record.expire) - policy.resend_floor then
    return nil
  end
  return math.max(ready, now)
end

-- Decides about one message over the channel: a refusal, or nothing, the mode it goes out in and
-- when. `own` are the limits of the subject and the network; they and the budget of the service always
-- refuse openly. A concealed verification is not refused for its destination: what may not go there is
-- withheld, and costs the budget of everybody, but not that of known subjects, who could spend it for
-- nothing.
local function admit(prefix, record, channel, wish, own, policy, now)
  local tag, time = counted_tag(record, channel), now
  local everybody = budget(prefix, record, channel, policy)
  local destination = {}
  add_limits(destination, prefix, policy.destination[channel], tag)
  local ready, sent = cooldown_end(prefix, tag, policy.ladder)
  if is_concealed(record) then
    local refusal = refused(own, now) or refused(everybody, now)
    if refusal then
      return refusal
    end
    use(own, now, now)
    time = turn(record, destination, ready, policy, now)
    local is_sent = wish == 'SEND' and time
    if is_sent or not is_known(record, channel) then
      use(everybody, now, now)
    end
    if not is_sent then
      return nil, 'WITHHOLD', now
    end
    use(destination, now, time)
  else
    if ready > now then
      return { 'TOO_SOON', digits(ready - now) }
    end
    local all = destination
    for _, limits in ipairs({ own, everybody }) do
      for _, limit in ipairs(limits) do
        all[#all + 1] = limit
      end
    end
    local refusal = use(all, now, now)
    if refusal then
      return refusal
    end
  end
  climb(prefix, tag, sent, policy, now, time)
  return nil, wish, time
end

-- The message that started a verification.
local function first_message(record)
  return { generation = '1', channel = record.first, mode = record.first_mode or record.mode,
           time = tonumber(record.first_time or record.create) }
end

-- keys: record, failures, epoch; args: prefix, policy, fingerprint, subject tag, network tag, then
-- the fields of the record as pairs.
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
    return with_message(answer, record, first_message(record), now)
  end
  local locked = lock_ms(keys[2], policy, now)
  if locked > 0 then
    return { 'LOCKED', digits(locked) }
  end
  record = { start = args[3], create = digits(now), expire = digits(now + policy.ttl),
             state = 'PENDING', attempts = '0', sends = '1' }
  for i = 6, #args, 2 do
    record[args[i]] = args[i + 1]
  end
  local channel = record.channel
  local own = {}
  add_limits(own, prefix, policy.subject, args[4])
  add_limits(own, prefix, policy.network, args[5])
  local refusal, mode, time = admit(prefix, record, channel, record.mode, own, policy, now)
  if refusal then
    return refusal
  end
  record.first, record.first_mode, record.first_time = channel, mode, digits(time)
  record['wish:' .. channel], record['ladder:' .. channel] = record.mode, next_step(0, now)
  if mode ~= 'SEND' then
    record['unsent:' .. channel] = '1'
  end
  local fields = {}
  for name, value in pairs(record) do
    fields[#fields + 1] = name
    fields[#fields + 1] = value
  end
  redis.call('HSET', keys[1], unpack(fields))
  redis.call('PEXPIREAT', keys[1], digits(now + policy.ttl + policy.tombstone))
  local alarm = is_nearly_used(budget(prefix, record, channel, policy)[1], now)
  local answer = show('CREATED', prefix, record, policy, now)
  return with_message(answer, record, first_message(record), now, alarm)
end

-- A repeat of the request that made a message finds it under 'q:<request>'.
local function repeated(prefix, record, request, body, policy, now)
  local stored = record['q:' .. request]
  if not stored then
    return nil
  end
  local same, generation, channel, mode, time =
    string.match(stored, '^(%x+)|(%d+)|(%u+)|?(%u*)|?(%d*)$')
  if same ~= body then
    return { 'CONFLICT' }
  end
  local message = { generation = generation, channel = channel, time = tonumber(time) or now,
                    mode = mode ~= '' and mode or record.mode }
  return with_message(show('REPLAYED', prefix, record, policy, now), record, message, now)
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

-- Sends over a channel whose tag is in the record; `fields` are stored with the message.
local function send(key, prefix, record, policy, request, body, channel, wish, fields, now)
  local ready = ready_time(prefix, record, channel, policy)
  local refusal = refusal_to_send(record, policy, ready, now)
  if refusal then
    return refusal
  end
  local mode, time
  refusal, mode, time = admit(prefix, record, channel, wish, {}, policy, now)
  if refusal then
    return refusal
  end
  local _, count = ladder_end(record['ladder:' .. channel], policy.ladder)
  record['ladder:' .. channel] = next_step(count, now)
  record.sends = digits(tonumber(record.sends) + 1)
  record.channel = channel
  redis.call('HSET', key, 'sends', record.sends, 'channel', channel, 'wish:' .. channel, wish,
    'ladder:' .. channel, record['ladder:' .. channel],
    'q:' .. request, table.concat({ body, record.sends, channel, mode, digits(time) }, '|'),
    unpack(fields))
  if mode == 'SEND' then
    redis.call('HDEL', key, 'unsent:' .. channel)
  end
  local alarm = is_nearly_used(budget(prefix, record, channel, policy)[1], now)
  local message = { generation = record.sends, channel = channel, mode = mode, time = time }
  return with_message(show('SENT', prefix, record, policy, now), record, message, now, alarm)
end

-- keys: record; args: prefix, policy, owner, request, body.
local function resend(keys, args)
  local prefix, policy, now = args[1], cjson.decode(args[2]), now_ms()
  local record = read(keys[1], args[3])
  if not record then
    return { 'MISSING' }
  end
  local wish = record['wish:' .. record.channel] or record.mode
  return repeated(prefix, record, args[4], args[5], policy, now)
    or send(keys[1], prefix, record, policy, args[4], args[5], record.channel, wish, {}, now)
end

-- keys: record; args: prefix, policy, owner, request, body, binding, channel, destination tag,
-- sealed destination, mac, mode, whether the subject is known there.
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
  local channel, tag = args[7], args[8]
  local wish = args[11]
  if record.mode == 'SUPPRESS' and not is_concealed(record) then
    -- Whoever does not exist at the start does not exist later.
    wish = 'SUPPRESS'
  end
  local stands = record['tag:' .. channel]
  local fields = {}
  if not stands then
    record['tag:' .. channel], record['destination:' .. channel] = tag, args[9]
    record['known:' .. channel] = args[12]
    fields = { 'tag:' .. channel, tag, 'destination:' .. channel, args[9],
               'mac:' .. channel, args[10], 'known:' .. channel, args[12],
               'unsent:' .. channel, '1' }
  elseif stands ~= tag and is_concealed(record) then
    wish = 'SUPPRESS'
  elseif stands ~= tag then
    -- One destination a channel: a second number would be a second chance to guess.
    return { 'OTHER_DESTINATION' }
  end
  return send(keys[1], prefix, record, policy, args[4], args[5], channel, wish, fields, now)
end
