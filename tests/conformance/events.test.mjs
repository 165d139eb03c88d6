// Server-sent events: the distinct connections mode of graphql-sse, by its client and by hand.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { createClient } from 'graphql-sse';
import { productsQuery, url } from './shop.mjs';

const ask = (body, headers = {}) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...headers },
    body: JSON.stringify(body),
  });

describe('event streams', () => {
  it('carry a query as next and complete', async () => {
    const response = await ask({ query: '{ __typename }' });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type'), /^text\/event-stream/);
    assert.match(response.headers.get('cache-control') ?? '', /no-(cache|store)/);
    const text = await response.text();
    assert.match(text, /event: next\ndata: \{"data":\{"__typename":"Query"\}/);
    assert.match(text, /event: complete\ndata:/);
  });

  it('carry the errors of an invalid document', async () => {
    const text = await (await ask({ query: '{ nothing }' })).text();
    assert.match(text, /GRAPHQL_VALIDATION_FAILED/);
  });

  it('are not opened by a careless GET', async () => {
    const response = await fetch(`${url}?query=%7B__typename%7D`, { headers: { accept: 'text/event-stream' } });
    assert.equal(response.status, 400);
    await response.text();
  });

  it('are opened by a careful GET of a persisted query', async () => {
    const query = '{ __typename }';
    const sha256Hash = createHash('sha256').update(query).digest('hex');
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
    const response = await fetch(`${url}?${new URLSearchParams({ query, extensions })}`, {
      headers: { accept: 'text/event-stream', 'x-fairstall-csrf': '1' },
    });
    assert.match(await response.text(), /event: complete/);
  });

  it('are not opened by a GET of a text that nobody registered', async () => {
    const response = await fetch(`${url}?query=%7B__typename%7D`, {
      headers: { accept: 'text/event-stream', 'x-fairstall-csrf': '1' },
    });
    assert.equal(response.status, 405);
    await response.text();
  });

  it('are refused to a token that nobody gave', async () => {
    const response = await ask({ query: '{ __typename }' }, { authorization: 'Bearer nonsense' });
    assert.match(await response.text(), /UNAUTHENTICATED/);
  });
});

describe('the client of graphql-sse', () => {
  it('runs queries and reads a page', async () => {
    const client = createClient({ url, singleConnection: false });
    let pages = 0;
    for await (const page of client.iterate({ query: productsQuery, variables: { first: 2 } })) {
      pages += 1;
      assert.equal(page.data.products.edges.length, 2);
    }
    assert.equal(pages, 1);
    client.dispose();
  });

  it('is told of errors', async () => {
    const client = createClient({ url, singleConnection: false, retryAttempts: 0 });
    let errors = 0;
    try {
      for await (const page of client.iterate({ query: '{ nothing }' })) errors += page.errors?.length ?? 0;
    } catch {
      errors += 1;
    }
    assert.equal(errors, 1);
    client.dispose();
  });
});
