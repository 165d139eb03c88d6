// The server under test, and what all the files here ask of it.
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';

/** http://127.0.0.1:PORT, as run.sh started it. */
export const origin = process.env.SHOP ?? 'http://127.0.0.1:8000';
export const url = `${origin}/graphql`;
export const socketUrl = url.replace(/^http/, 'ws');

/** The schema as it is committed; a test in the suite holds it equal to what the server prints. */
export const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** Posts a request as a careful client does; answers status, headers and the parsed body. */
export async function post(body, headers = {}) {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json;q=0.9',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: response.status, headers: response.headers, text, json };
}

/** Runs a document that must succeed; answers its data. */
export async function data(query, variables, headers) {
  const { json, text } = await post({ query, variables }, headers);
  if (!json?.data || json.errors) throw new Error(`${query}: ${text}`);
  return json.data;
}

/** The first error's code. */
export const code = (answer) => answer.json?.errors?.[0]?.extensions?.code;

/** A page of products as connections give it; products are many and do not change under a test. */
export const productsQuery = /* GraphQL */ `
  query Products($first: Int!, $after: String) {
    products(first: $first, after: $after) {
      edges { cursor node { id title } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`;

/** Waits. */
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
