// GraphQL over HTTP: the specification's own audits, and what they leave out.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serverAudits } from 'graphql-http';
import { code, post, url } from './shop.mjs';

describe('the audits of graphql-http', () => {
  for (const audit of serverAudits({ url, fetchFn: fetch })) {
    // A MAY is a choice, and one of them is ours to refuse: see below.
    if (!/^(MUST|SHOULD)/.test(audit.name)) continue;
    it(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      assert.equal(result.status, 'ok', `${result.reason}`);
    });
  }
});

describe('what a forged or careless request meets', () => {
  const query = '{ __typename }';

  it('runs no operation by GET without a sign that a browser asked first', async () => {
    const response = await fetch(`${url}?query=${encodeURIComponent(query)}`);
    assert.equal(response.status, 400);
    assert.equal((await response.json()).errors[0].extensions.code, 'CSRF_PREVENTED');
  });

  it('runs no mutation by GET', async () => {
    const response = await fetch(`${url}?query=${encodeURIComponent('mutation { __typename }')}`, {
      headers: { 'x-fairstall-csrf': '1' },
    });
    assert.equal(response.status, 405);
  });

  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
    it(`reads no body of type "${type}"`, async () => {
      const response = await fetch(url, {
        method: 'POST',
        headers: type ? { 'content-type': type } : {},
        body: new TextEncoder().encode(JSON.stringify({ query })),
      });
      assert.equal(response.status, 415);
      assert.equal((await response.json()).errors[0].extensions.code, 'UNSUPPORTED_MEDIA_TYPE');
    });
  }

  it('takes no batch', async () => {
    const answer = await post([{ query }, { query }]);
    assert.equal(answer.status, 400);
    assert.equal(code(answer), 'BAD_REQUEST');
  });

  it('answers application/json when that is asked for, and says so', async () => {
    const answer = await post({ query }, { accept: 'application/json' });
    assert.match(answer.headers.get('content-type'), /^application\/json/);
    assert.equal(answer.json.data.__typename, 'Query');
  });

  it('has nothing else to offer', async () => {
    const answer = await post({ query }, { accept: 'image/png' });
    assert.equal(answer.status, 406);
  });

  it('says what is wrong with JSON that is none, and nothing of itself', async () => {
    const answer = await post('{"query": ');
    assert.equal(answer.status, 400);
    assert.equal(code(answer), 'BAD_REQUEST');
    assert.doesNotMatch(answer.text, /line \d+ column|serde|Syntax\(/);
  });

  it('has data only when something ran', async () => {
    const invalid = await post({ query: '{ nothing }' });
    assert.equal(invalid.status, 400);
    assert.ok(!('data' in invalid.json));
  });

  it('gives every answer an id that finds its log line', async () => {
    const answer = await post({ query });
    assert.match(answer.headers.get('x-request-id'), /^[0-9a-f]{32}$/);
  });
});
