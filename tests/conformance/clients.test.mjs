// Apollo Client, urql and graphql-request, as an app uses them: cache, paging to the end,
// automatic persisted queries by POST and by GET.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { relayStylePagination } from '@apollo/client/utilities';
import { Client, cacheExchange, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { GraphQLClient } from 'graphql-request';
import { productsQuery, url } from './shop.mjs';

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Counts the requests that really went out, and keeps them. */
function counted() {
  const sent = [];
  const fetcher = async (input, init) => {
    sent.push({ method: init?.method ?? 'GET', url: `${input}`, body: init?.body });
    return fetch(input, init);
  };
  return { sent, fetcher };
}

function apollo(fetcher, link = new ApolloLink((operation, forward) => forward(operation))) {
  const http = new HttpLink({ uri: url, fetch: fetcher, headers: { 'apollo-require-preflight': '1' } });
  return new ApolloClient({
    link: ApolloLink.from([link, http]),
    cache: new InMemoryCache({
      typePolicies: { Query: { fields: { products: relayStylePagination() } } },
    }),
  });
}

/** Reads a connection to its end: nothing twice, nothing skipped, and the end is said. */
async function readAll(page) {
  const ids = [];
  let after = null;
  for (let turns = 0; turns < 100; turns += 1) {
    const { edges, pageInfo } = await page(after);
    ids.push(...edges.map((edge) => edge.node.id));
    if (!pageInfo.hasNextPage) break;
    assert.equal(pageInfo.endCursor, edges.at(-1).cursor);
    after = pageInfo.endCursor;
  }
  assert.equal(new Set(ids).size, ids.length, 'a product came twice');
  return ids;
}

describe('Apollo Client', () => {
  const query = gql(productsQuery);

  it('answers a second time from its cache', async () => {
    const { sent, fetcher } = counted();
    const client = apollo(fetcher);
    const first = await client.query({ query, variables: { first: 3 } });
    const second = await client.query({ query, variables: { first: 3 } });
    assert.deepEqual(second.data, first.data);
    assert.equal(sent.length, 1);
    assert.ok(client.cache.extract()[`Product:${first.data.products.edges[0].node.id}`]);
  });

  it('pages to the end of a connection', async () => {
    const client = apollo(counted().fetcher);
    const watched = client.watchQuery({ query, variables: { first: 50 } });
    const running = watched.subscribe(() => {});
    await watched.result?.();
    let data = (await client.query({ query, variables: { first: 50 } })).data;
    while (data.products.pageInfo.hasNextPage) {
      await watched.fetchMore({ variables: { after: data.products.pageInfo.endCursor } });
      data = client.readQuery({ query, variables: { first: 50 } });
    }
    running.unsubscribe();
    const ids = data.products.edges.map((edge) => edge.node.id);
    assert.equal(new Set(ids).size, ids.length);
    assert.ok(ids.length > 50, `${ids.length} products`);
  });

  for (const useGETForHashedQueries of [false, true]) {
    it(`persists queries by itself, by ${useGETForHashedQueries ? 'GET' : 'POST'}`, async () => {
      const { sent, fetcher } = counted();
      const link = new PersistedQueryLink({ sha256, useGETForHashedQueries });
      const unique = gql`query Once${useGETForHashedQueries ? 'Get' : 'Post'} { categories { id slug } }`;
      const client = apollo(fetcher, link);
      const first = await client.query({ query: unique, fetchPolicy: 'network-only' });
      const again = await client.query({ query: unique, fetchPolicy: 'network-only' });
      assert.deepEqual(again.data, first.data);
      // Unknown, then registered with its text, then known by its hash alone.
      assert.equal(sent.length, 3);
      const texts = sent.map((request) => `${request.url} ${request.body ?? ''}`.includes('categories'));
      assert.deepEqual(texts, [false, true, false]);
      assert.equal(sent.at(-1).method, useGETForHashedQueries ? 'GET' : 'POST');
    });
  }
});

describe('urql', () => {
  const client = (fetcher, exchanges = [], more = {}) =>
    new Client({
      url,
      fetch: fetcher,
      fetchOptions: { headers: { 'x-fairstall-csrf': '1' } },
      exchanges: [cacheExchange, ...exchanges, fetchExchange],
      ...more,
    });

  it('answers a second time from its cache', async () => {
    const { sent, fetcher } = counted();
    const one = client(fetcher, [], { preferGetMethod: false });
    const first = await one.query(productsQuery, { first: 3 }).toPromise();
    assert.equal(first.error, undefined);
    await one.query(productsQuery, { first: 3 }).toPromise();
    assert.equal(sent.length, 1);
  });

  it('pages to the end of a connection', async () => {
    const one = client(fetch, [], { preferGetMethod: false });
    const ids = await readAll(async (after) => {
      const answer = await one.query(productsQuery, { first: 50, after }).toPromise();
      assert.equal(answer.error, undefined);
      return answer.data.products;
    });
    assert.ok(ids.length > 50);
  });

  for (const preferGetForPersistedQueries of [false, 'force']) {
    it(`persists queries by itself, by ${preferGetForPersistedQueries ? 'GET' : 'POST'}`, async () => {
      const { sent, fetcher } = counted();
      const persisted = persistedExchange({
        preferGetForPersistedQueries,
        generateHash: async (text) => sha256(text),
      });
      const one = client(fetcher, [persisted], { preferGetMethod: false });
      const query = `query Urql${preferGetForPersistedQueries ? 'Get' : 'Post'} { categories { id } }`;
      const options = { requestPolicy: 'network-only' };
      const first = await one.query(query, {}, options).toPromise();
      const again = await one.query(query, {}, options).toPromise();
      assert.equal(first.error, undefined);
      assert.deepEqual(again.data, first.data);
      assert.equal(sent.at(-1).method, preferGetForPersistedQueries ? 'GET' : 'POST');
      assert.ok(!`${sent.at(-1).url} ${sent.at(-1).body ?? ''}`.includes('categories'));
    });
  }
});

describe('graphql-request', () => {
  it('pages to the end of a connection', async () => {
    const client = new GraphQLClient(url);
    const ids = await readAll(async (after) => {
      const answer = await client.request(productsQuery, { first: 50, after });
      return answer.products;
    });
    assert.ok(ids.length > 50);
  });

  it('throws what the server refused', async () => {
    const client = new GraphQLClient(url);
    await assert.rejects(client.request('{ nothing }'), (error) => {
      assert.equal(error.response.errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
      return true;
    });
  });
});
