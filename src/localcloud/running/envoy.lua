-- What an Application Load Balancer does to each request and response, as far as Envoy has no setting for it.
-- A route tells this script what it needs in its metadata: redirect, app_cookie, retries.

local IDEMPOTENT = { GET = true, HEAD = true, OPTIONS = true }
local REASONS = { ["301"] = "301 Moved Permanently", ["302"] = "302 Found" }

math.randomseed(os.time() + tonumber(tostring({}):sub(8), 16) % 1000003)

local function hexadecimal(digits)
  local parts = {}
  for _ = 1, digits / 4 do
    parts[#parts + 1] = string.format("%04x", math.random(0, 65535))
  end
  return table.concat(parts)
end

-- Root=1-67891233-abcdef012345678912345678: a client's root is kept, ours becomes Self.
local function trace(headers)
  local given = headers:get("x-amzn-trace-id")
  local id = string.format("1-%08x-%s", os.time(), hexadecimal(24))
  if given == nil or given == "" then
    return "Root=" .. id
  elseif given:find("Root=", 1, true) then
    return "Self=" .. id .. ";" .. given:gsub("Self=[^;]*;?", "")
  end
  return "Root=" .. id .. ";" .. given
end

local function location(template, headers)
  local path, query = headers:get(":path"):match("^([^?]*)%??(.*)$")
  local parts = {
    protocol = headers:get("x-forwarded-proto") or "http",
    host = (headers:get(":authority") or ""):gsub(":%d+$", ""),
    path = path:gsub("^/", ""),
    query = query,
  }
  local filled = template:gsub("#{(%a+)}", function(name) return parts[name] end)
  return (filled:gsub("%?$", ""))
end

local function redirect(handle, route)
  local status = route["redirect_status"]
  local page = "<html>\r\n<head><title>" .. REASONS[status] .. "</title></head>\r\n<body>\r\n<center><h1>"
    .. REASONS[status] .. "</h1></center>\r\n</body>\r\n</html>\r\n"
  handle:respond({
    [":status"] = status,
    ["location"] = location(route["redirect"], handle:headers()),
    ["content-type"] = "text/html",
    ["server"] = "awselb/2.0",
  }, page)
end

function envoy_on_request(handle)
  local headers, route = handle:headers(), handle:metadata()
  headers:replace("x-amzn-trace-id", trace(headers))
  if route:get("redirect") then
    redirect(handle, { redirect = route:get("redirect"), redirect_status = route:get("redirect_status") })
    return
  end
  if route:get("retries") and IDEMPOTENT[headers:get(":method")] then
    headers:replace("x-envoy-retry-on", "reset,connect-failure,refused-stream")
  end
end

local function sets_cookie(headers, name)
  for index = 0, headers:getNumValues("set-cookie") - 1 do
    if headers:getAtIndex("set-cookie", index):sub(1, #name + 1) == name .. "=" then
      return true
    end
  end
  return false
end

local function remove_cookie(headers, name)
  local kept = {}
  for index = 0, headers:getNumValues("set-cookie") - 1 do
    local cookie = headers:getAtIndex("set-cookie", index)
    if cookie:sub(1, #name + 1) ~= name .. "=" then
      kept[#kept + 1] = cookie
    end
  end
  headers:remove("set-cookie")
  for _, cookie in ipairs(kept) do
    headers:add("set-cookie", cookie)
  end
end

-- Browsers send AWSALBCORS, not AWSALB, from other sites.
local function add_cors_cookie(headers)
  for index = 0, headers:getNumValues("set-cookie") - 1 do
    local value = headers:getAtIndex("set-cookie", index):match("^AWSALB=(.*)$")
    if value then
      headers:add("set-cookie", "AWSALBCORS=" .. value .. "; SameSite=None; Secure")
      return
    end
  end
end

function envoy_on_response(handle)
  local headers, route = handle:headers(), handle:metadata()
  local milliseconds = headers:get("x-envoy-upstream-service-time") -- only a target's answer has it
  if milliseconds then
    local log = handle:streamInfo():dynamicMetadata()
    log:set("aerostat", "target_seconds", string.format("%.3f", tonumber(milliseconds) / 1000))
    log:set("aerostat", "target_status", headers:get(":status"))
    headers:remove("x-envoy-upstream-service-time")
  end
  local app_cookie = route:get("app_cookie")
  if app_cookie and not sets_cookie(headers, app_cookie) then
    remove_cookie(headers, "AWSALBAPP-0")
  end
  add_cors_cookie(headers)
end
