"""The steps of the shared state, in Lua: the server runs each as one, whoever else asks at that moment.

Credits in flight stand in one sorted set, `reserved`: a member says whose they are (`owner number credits account`),
its score when they are given back at the latest. `spent` holds what was spent or reserved, so that a settled call is
one whose member is gone.
"""

from __future__ import annotations

from dataclasses import dataclass

_NOW = """
local function now(given)
  if given ~= '' then return tonumber(given) end
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end
"""

_GIVE_BACK = """
local function give_back(spent, reserved, member)
  if redis.call('ZREM', reserved, member) == 0 then return 0 end
  local credits, account = string.match(member, '^%S+ %S+ (%S+) (.*)$')
  redis.call('HINCRBY', spent, account, -tonumber(credits))
  return tonumber(credits)
end
"""

_SWEEP = """
local function sweep(spent, reserved, moment)
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', reserved, '-inf', moment)) do
    give_back(spent, reserved, member)
  end
end
"""


@dataclass(frozen=True, slots=True)
class Step:
    """One script, and the keys that it works on, by the names they have below the prefix."""

    keys: tuple[str, ...]
    text: str
    repeatable: bool = True
    """Asking twice does what asking once does: it may be asked again where the answer was lost."""


SPENT = Step(
    ("spent", "reserved"),
    _NOW
    + _GIVE_BACK
    + _SWEEP
    + """
sweep(KEYS[1], KEYS[2], now(ARGV[1]))
return redis.call('HGET', KEYS[1], ARGV[2])
""",
)

RESERVE = Step(
    ("spent", "reserved", "granted"),
    _NOW
    + _GIVE_BACK
    + _SWEEP
    + """
local moment, lease, member = now(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local account, credits, total = ARGV[4], tonumber(ARGV[5]), tonumber(ARGV[6])
sweep(KEYS[1], KEYS[2], moment)
if redis.call('ZSCORE', KEYS[2], member) then return 1 end
local spent = tonumber(redis.call('HGET', KEYS[1], account) or 0) + credits
if spent > tonumber(redis.call('HGET', KEYS[3], account) or total) then return 0 end
redis.call('HSET', KEYS[1], account, spent)
redis.call('ZADD', KEYS[2], moment + lease, member)
return 1
""",
)

SETTLE = Step(("reserved",), "return redis.call('ZREM', KEYS[1], ARGV[1])")

RELEASE = Step(("spent", "reserved"), _GIVE_BACK + "return give_back(KEYS[1], KEYS[2], ARGV[1])")

ABANDON = Step(
    ("spent", "reserved"),
    _GIVE_BACK
    + """
local credits = 0
for _, member in ipairs(redis.call('ZRANGE', KEYS[2], 0, -1)) do
  if string.match(member, '^%S+') == ARGV[1] then credits = credits + give_back(KEYS[1], KEYS[2], member) end
end
return credits
""",
)

GRANT = Step(
    ("spent", "granted"),
    "redis.call('HSET', KEYS[2], ARGV[1], tonumber(redis.call('HGET', KEYS[1], ARGV[1]) or 0) + tonumber(ARGV[2]))",
)

GRANTED = Step(("granted",), "return redis.call('HGET', KEYS[1], ARGV[1])")

HIT = Step(
    ("counts", "ends"),
    _NOW
    + """
local moment, counter, window = now(ARGV[1]), ARGV[2], ARGV[3]
if window == '' then return {redis.call('HINCRBY', KEYS[1], counter, 1), '0'} end
local ends = tonumber(redis.call('HGET', KEYS[2], counter) or 0)
if moment >= ends then
  ends = moment + tonumber(window)
  redis.call('HSET', KEYS[2], counter, string.format('%.6f', ends))
  redis.call('HSET', KEYS[1], counter, 0)
end
return {redis.call('HINCRBY', KEYS[1], counter, 1), string.format('%.6f', math.max(ends - moment, 0))}
""",
    repeatable=False,
)

STATE_OF = Step(("states",), "return redis.call('HGET', KEYS[1], ARGV[1])")

STATES = Step(("states",), "return redis.call('HGETALL', KEYS[1])")

MOVE = Step(
    ("states",),
    """
local scenario, to, started, wanted = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if wanted and (redis.call('HGET', KEYS[1], scenario) or started) ~= wanted then return 0 end
redis.call('HSET', KEYS[1], scenario, to)
return 1
""",
    repeatable=False,
)

NOTE = Step(
    ("journal", "noted"),
    """
local size = tonumber(ARGV[2])
redis.call('RPUSH', KEYS[1], ARGV[1])
if size > 0 then redis.call('LTRIM', KEYS[1], -size, -1) else redis.call('DEL', KEYS[1]) end
return redis.call('INCR', KEYS[2])
""",
    repeatable=False,
)

NOTES = Step(
    ("journal", "noted"),
    """
local noted = tonumber(redis.call('GET', KEYS[2]) or 0)
local newer = math.min(noted - tonumber(ARGV[1]), redis.call('LLEN', KEYS[1]))
return {noted, newer > 0 and redis.call('LRANGE', KEYS[1], -newer, -1) or {}}
""",
)

PUBLISH = Step(
    ("published", "versions"),
    """
local topic, document, after = ARGV[1], ARGV[2], ARGV[3]
if after and tonumber(redis.call('HGET', KEYS[2], topic) or 0) ~= tonumber(after) then return 0 end
redis.call('HSET', KEYS[1], topic, document)
return redis.call('HINCRBY', KEYS[2], topic, 1)
""",
    repeatable=False,
)

PUBLISHED = Step(
    ("published", "versions"),
    """
local version = tonumber(redis.call('HGET', KEYS[2], ARGV[1]) or 0)
if version <= tonumber(ARGV[2]) then return false end
return {version, redis.call('HGET', KEYS[1], ARGV[1])}
""",
)
