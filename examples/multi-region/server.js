"use strict";

/**
 * Says which region and environment answered.
 *
 * `PORT`, `AWS_REGION` and `ENVIRONMENT` are all it needs to know. On SIGTERM it finishes what it has begun: the load
 * balancer has sent it nothing new for a while by then.
 */

const http = require("node:http");

const started = Date.now();

/** The status and body of an answer; pure, so that tests need no socket. */
function answer(method, path, environment) {
  if (method !== "GET" && method !== "HEAD") return [405, { error: "only GET is served here" }];
  switch (path) {
    case "/health":
      return [200, { status: "healthy" }];
    case "/":
      return [
        200,
        {
          message: "hello",
          region: environment.AWS_REGION || "unknown",
          environment: environment.ENVIRONMENT || "unknown",
          uptime_seconds: Math.floor((Date.now() - started) / 1000),
        },
      ];
    default:
      return [404, { error: "there is nothing here" }];
  }
}

function createServer(environment = process.env) {
  return http.createServer((request, response) => {
    const [pathname] = request.url.split("?", 1); // not `new URL`, which throws at paths such as "//"
    const [status, body] = answer(request.method, pathname, environment);
    response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(request.method === "HEAD" ? undefined : `${JSON.stringify(body)}\n`);
    if (pathname !== "/health") log({ method: request.method, path: pathname, status });
  });
}

function log(event) {
  process.stdout.write(`${JSON.stringify({ timestamp: new Date().toISOString(), level: "INFO", ...event })}\n`);
}

function main() {
  const server = createServer();
  const port = Number(process.env.PORT || 8080);
  server.listen(port, "0.0.0.0", () => log({ message: "listening", port }));
  process.on("SIGTERM", () => {
    log({ message: "stopping" });
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
}

module.exports = { answer, createServer };

if (require.main === module) main();
