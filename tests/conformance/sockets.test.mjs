// graphql-transport-ws: every close code of the protocol by a raw socket, and the client of
// graphql-ws as a user of the API has it.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { productsQuery, sleep, socketUrl } from './shop.mjs';

/** A raw socket that keeps what it heard and how it ended. */
function raw(protocol = 'graphql-transport-ws', options = {}) {
  const socket = new WebSocket(socketUrl, protocol, options);
  const heard = [];
  const waiting = [];
  socket.on('message', (bytes) => {
    const message = JSON.parse(bytes.toString());
    const taker = waiting.shift();
    if (taker) taker(message);
    else heard.push(message);
  });
  const opened = new Promise((done, failed) => {
    socket.once('open', done);
    socket.once('error', failed);
  });
  const closed = new Promise((done) => {
    socket.once('close', (code, reason) => done({ code, reason: reason.toString() }));
  });
  return {
    closed,
    opened,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    sendBytes: (bytes) => socket.send(bytes, { binary: true }),
    next: () =>
      new Promise((done, failed) => {
        if (heard.length) return done(heard.shift());
        waiting.push(done);
        setTimeout(() => failed(new Error('nothing was said')), 5_000).unref();
      }),
    end: () => socket.terminate(),
  };
}

async function greeted() {
  const socket = raw();
  await socket.opened;
  socket.send({ type: 'connection_init' });
  assert.equal((await socket.next()).type, 'connection_ack');
  return socket;
}

async function endsWith(socket, code) {
  const end = await Promise.race([socket.closed, sleep(8_000).then(() => ({ code: 'still open' }))]);
  socket.end();
  assert.equal(end.code, code, end.reason);
}

describe('how a socket ends', () => {
  for (const [name, message] of [
    ['what is not JSON', 'hello'],
    ['JSON that is no object', '[]'],
    ['an unknown type', { type: 'start' }],
    ['a message without a type', { id: '1' }],
    ['a subscribe without an id', { type: 'subscribe', payload: { query: '{ __typename }' } }],
    ['a subscribe without a payload', { type: 'subscribe', id: '1' }],
    ['a complete without an id', { type: 'complete' }],
  ]) {
    it(`4400 after ${name}`, async () => {
      const socket = await greeted();
      socket.send(message);
      await endsWith(socket, 4400);
    });
  }

  it('4400 after bytes', async () => {
    const socket = await greeted();
    socket.sendBytes(Buffer.from([1, 2, 3]));
    await endsWith(socket, 4400);
  });

  it('4401 after a subscribe before the greeting', async () => {
    const socket = raw();
    await socket.opened;
    socket.send({ type: 'subscribe', id: '1', payload: { query: '{ __typename }' } });
    await endsWith(socket, 4401);
  });

  it('4403 after a token that nobody gave', async () => {
    const socket = raw();
    await socket.opened;
    socket.send({ type: 'connection_init', payload: { authorization: 'Bearer nonsense' } });
    await endsWith(socket, 4403);
  });

  it('4406 without the protocol', async () => {
    const socket = raw('graphql-ws');
    await Promise.race([socket.opened, sleep(2_000)]).catch(() => {});
    await endsWith(socket, 4406).catch(async (error) => {
      // A client may close by itself when no protocol was agreed on.
      assert.match(`${error}`, /1006|1002/);
    });
  });

  it('4408 after a silence', async () => {
    const socket = raw();
    await socket.opened;
    await endsWith(socket, 4408);
  });

  it('4409 after two operations of one id', async () => {
    const socket = await greeted();
    const asked = await fetch(`${process.env.SHOP}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ feedDiscover(first: 1) { nodes { id } } }' }),
    });
    const post = (await asked.json()).data.feedDiscover.nodes[0].id;
    const lasting = { query: `subscription { postUpdated(id: "${post}") { id } }` };
    socket.send({ type: 'subscribe', id: 'one', payload: lasting });
    socket.send({ type: 'subscribe', id: 'one', payload: lasting });
    await endsWith(socket, 4409);
  });

  it('4429 after a second greeting', async () => {
    const socket = await greeted();
    socket.send({ type: 'connection_init' });
    await endsWith(socket, 4429);
  });
});

describe('what is said on a socket', () => {
  it('answers a ping', async () => {
    const socket = await greeted();
    socket.send({ type: 'ping', payload: { n: 1 } });
    assert.equal((await socket.next()).type, 'pong');
    socket.end();
  });

  it('answers a query with next and complete', async () => {
    const socket = await greeted();
    socket.send({ type: 'subscribe', id: 'q', payload: { query: '{ __typename }' } });
    const next = await socket.next();
    assert.deepEqual([next.type, next.id, next.payload.data], ['next', 'q', { __typename: 'Query' }]);
    assert.deepEqual(await socket.next(), { type: 'complete', id: 'q' });
    socket.end();
  });

  it('answers an invalid document with error, and stays open', async () => {
    const socket = await greeted();
    socket.send({ type: 'subscribe', id: 'bad', payload: { query: '{ nothing }' } });
    const error = await socket.next();
    assert.deepEqual([error.type, error.id], ['error', 'bad']);
    assert.equal(error.payload[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    socket.send({ type: 'ping' });
    assert.equal((await socket.next()).type, 'pong');
    socket.end();
  });
});

describe('the client of graphql-ws', () => {
  it('runs queries and reads a page', async () => {
    const client = createClient({ url: socketUrl, webSocketImpl: WebSocket, lazy: true });
    const pages = client.iterate({ query: productsQuery, variables: { first: 2 } });
    for await (const page of pages) assert.equal(page.data.products.edges.length, 2);
    await client.dispose();
  });

  it('is told of errors as errors', async () => {
    const client = createClient({ url: socketUrl, webSocketImpl: WebSocket });
    await assert.rejects(async () => {
      for await (const _ of client.iterate({ query: '{ nothing }' }));
    });
    await client.dispose();
  });
});
