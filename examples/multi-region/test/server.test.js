"use strict";

const assert = require("node:assert/strict");
const { test } = require("node:test");

const { answer, createServer } = require("../server.js");

test("the health check says that it is healthy", () => {
  assert.deepEqual(answer("GET", "/health", {}), [200, { status: "healthy" }]);
});

test("the first page says who answered", () => {
  const [status, body] = answer("GET", "/", { AWS_REGION: "us-west-2", ENVIRONMENT: "prod" });
  assert.equal(status, 200);
  assert.equal(body.region, "us-west-2");
  assert.equal(body.environment, "prod");
});

test("everything else is not there, and nothing can be changed", () => {
  assert.equal(answer("GET", "/admin", {})[0], 404);
  assert.equal(answer("POST", "/", {})[0], 405);
});

test("it answers over HTTP, whatever the query, and survives a path that is none", async () => {
  const server = createServer({});
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  try {
    assert.equal((await fetch(`${url}//`)).status, 404);
    const response = await fetch(`${url}/health?probe=1`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { status: "healthy" });
  } finally {
    server.close();
  }
});
