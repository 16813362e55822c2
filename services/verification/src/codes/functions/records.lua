
-- Records of verifications: what every function reads and shows.

local function read(key, owner)
  local flat = redis.call('HGETALL', key)
  if #flat == 0 then
    return nil
  end
  local record = {}
  for i = 1, #flat, 2 do
    record[flat[i]] = flat[i + 1]
  end
  -- A record is shown to its starter, by its id; the service itself names no owner.
  if owner ~= '' and record.owner ~= owner then
    return nil
  end
  return record
end

local function state_of(record, now)
  if record.state == 'PENDING' and now >= tonumber(record.expire) then
    return 'EXPIRED'
  end
  return record.state
end

local function is_concealed(record)
  return record.disclosure == 'CONCEALED'
end

-- Whether the starter takes the subject for the owner of the destination of the channel.
local function is_known(record, channel)
  return is_concealed(record) and record['known:' .. channel] == '1'
end

-- What messages over the channel count for. Those of concealed verifications count apart: an open
-- start to the same destination would tell of them, and open ones would use up theirs. So do those
-- of known subjects, which strangers do not use up either.
local function counted_tag(record, channel)
  local tag = record['tag:' .. channel]
  if is_known(record, channel) then
    return 'k:' .. tag
  end
  return is_concealed(record) and 'c:' .. tag or tag
end

-- The budget of the whole service for messages over the channel; strangers may use up theirs.
local function budget(prefix, record, channel, policy)
  local limits = {}
  add_limits(limits, prefix, policy.everybody, is_known(record, channel) and 'k:all' or 'all')
  return limits
end

-- When the next message of the channel may follow. A concealed verification climbs a ladder of its
-- own: that of its destination would tell who else writes there.
local function ready_time(prefix, record, channel, policy)
  if is_concealed(record) then
    return (ladder_end(record['ladder:' .. channel], policy.ladder))
  end
  return (cooldown_end(prefix, counted_tag(record, channel), policy.ladder))
end

local function resend_time(prefix, record, policy, now)
  if state_of(record, now) ~= 'PENDING' or tonumber(record.sends) >= policy.sends then
    return ''
  end
  local ready = math.max(ready_time(prefix, record, record.channel, policy), now)
  if ready > tonumber(record.expire) - policy.resend_floor then
    return ''
  end
  return digits(ready)
end

local function show(word, prefix, record, policy, now)
  return { word, record.id, record.purpose, record.disclosure or 'OPEN',
           state_of(record, now), record.kid, record.channel, record.sends,
           digits(math.max(0, policy.attempts - tonumber(record.attempts))),
           digits(math.max(0, policy.sends - tonumber(record.sends))),
           record.create, record.expire, resend_time(prefix, record, policy, now), digits(now) }
end

local function close(key, record, state, now)
  record.state, record.ended = state, digits(now)
  redis.call('HSET', key, 'state', state, 'ended', record.ended)
  redis.call('HDEL', key, 'mac:SMS', 'mac:EMAIL')
end

-- The message that a request made, so that a repeat can queue it again: generation, channel, mode,
-- how long it still waits, language, tag and sealed destination, whether the subject is known there;
-- and whether the day's budget is nearly used.
local function with_message(answer, record, message, now, alarm)
  local channel = message.channel
  local parts = { message.generation, channel, message.mode,
                  digits(math.max(0, message.time - now)), record.language,
                  record['tag:' .. channel], record['destination:' .. channel],
                  is_known(record, channel) and '1' or '0',
                  alarm and 'ALARM' or 'QUIET' }
  for _, part in ipairs(parts) do
    answer[#answer + 1] = part
  end
  return answer
end
