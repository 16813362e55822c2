
-- Counters of the time before all data was lost. keys: epoch; args: key, value and life of each.
local function reseed(keys, args)
  if redis.call('EXISTS', keys[1]) == 1 then
    return { 'KEPT' }
  end
  for i = 1, #args, 3 do
    redis.call('SET', args[i], args[i + 1], 'PX', args[i + 2], 'NX')
  end
  return { 'SEEDED' }
end

local function open_epoch(keys, _)
  redis.call('SET', keys[1], digits(now_ms()), 'NX')
  return { 'OPEN' }
end

-- With memory full no code is issued any more; those that are out can still be checked.
redis.register_function('otp_put_@VERSION@', put)
redis.register_function('otp_resend_@VERSION@', resend)
redis.register_function('otp_switch_@VERSION@', switch)
redis.register_function{ function_name = 'otp_check_@VERSION@', callback = check, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'otp_cancel_@VERSION@', callback = cancel, flags = { 'allow-oom' } }
redis.register_function{ function_name = 'otp_get_@VERSION@', callback = get, flags = { 'no-writes' } }
redis.register_function('otp_reseed_@VERSION@', reseed)
redis.register_function('otp_epoch_@VERSION@', open_epoch)
