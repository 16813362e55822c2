
-- Functions that compare, end and show.

local function approved(record, now)
  local channel = record.approved_channel
  return { 'APPROVED', record.id, channel, record.approved, record.policy, record.attempts,
           record['destination:' .. channel], digits(math.max(now, tonumber(record.approved))) }
end

-- A code is guessed as well by repeating an approval: what does not fit costs an attempt, and with
-- the last one the approval stops answering.
local function repeat_approval(key, record, args, policy, now)
  for i = 5, #args, 3 do
    if record.approval and record.approval == args[i + 2] then
      return approved(record, now)
    end
  end
  if record.approval and redis.call('HINCRBY', key, 'attempts', 1) >= policy.attempts then
    redis.call('HDEL', key, 'approval')
  end
  return { 'USED' }
end

-- Nobody gets a code of which no message was meant to go out: a right guess stays a guess.
local function is_right(record, channel, mac)
  return record['mac:' .. channel] == mac and not record['unsent:' .. channel]
end

-- keys: record, failures; args: prefix, policy, owner, network tag, then channel, mac and
-- approval tag of every channel.
local function check(keys, args)
  local prefix, policy, now = args[1], cjson.decode(args[2]), now_ms()
  local record = read(keys[1], args[3])
  if not record then
    return { 'MISSING' }
  end
  local state = state_of(record, now)
  if state == 'APPROVED' then
    return repeat_approval(keys[1], record, args, policy, now)
  elseif state ~= 'PENDING' then
    return { 'ENDED', state }
  elseif tonumber(record.attempts) >= policy.attempts then
    -- The policy allows fewer than when the last one was spent.
    close(keys[1], record, 'EXHAUSTED', now)
    return { 'ENDED', 'EXHAUSTED' }
  end
  local locked = lock_ms(keys[2], policy, now)
  if locked > 0 then
    return { 'LOCKED', digits(locked) }
  end
  local network = {}
  add_limits(network, prefix, policy.network_failures, args[4])
  local refusal = refused(network, now)
  if refusal then
    return refusal
  end

  -- Counted before it is compared: a crash in between can only cost an attempt.
  record.attempts = digits(redis.call('HINCRBY', keys[1], 'attempts', 1))
  for i = 5, #args, 3 do
    if is_right(record, args[i], args[i + 1]) then
      close(keys[1], record, 'APPROVED', now)
      record.approved_channel, record.approved = args[i], digits(now)
      redis.call('HSET', keys[1], 'approved_channel', args[i], 'approved', record.approved,
        'approval', args[i + 2])
      local _, times = failures(keys[2])
      if #times > 0 then
        keep_failures(keys[2], 0, times, policy)
      end
      return approved(record, now)
    end
  end
  count_failure(keys[2], policy, now)
  use(network, now, now)
  local left = math.max(0, policy.attempts - tonumber(record.attempts))
  if left == 0 then
    close(keys[1], record, 'EXHAUSTED', now)
  end
  return { 'WRONG', record.id, digits(left), record.attempts, digits(now) }
end

-- keys: record; args: owner.
local function cancel(keys, args)
  local record, now = read(keys[1], args[1]), now_ms()
  if not record then
    return { 'MISSING' }
  end
  if state_of(record, now) == 'PENDING' then
    close(keys[1], record, 'CANCELED', now)
    return { 'CANCELED', record.id, record.attempts, digits(now) }
  end
  return { 'ENDED', record.state }
end

-- keys: record; args: prefix, policy, owner.
local function get(keys, args)
  local prefix, policy, now = args[1], cjson.decode(args[2]), now_ms()
  local record = read(keys[1], args[3])
  if not record then
    return { 'MISSING' }
  end
  local answer = show('FOUND', prefix, record, policy, now)
  answer[#answer + 1] = record.nonce
  answer[#answer + 1] = record.attempts
  answer[#answer + 1] = record.ended or record.expire
  return answer
end
