// The crate that speaks to payment providers, as a process: a line of JSON in, a line out.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

const program = process.env.PROVIDER_PEER ?? '../../target/debug/examples/provider_peer';

/** Starts the peer with its settings; `ask(op, fields)` answers what it answers. */
export function connect(settings) {
  const child = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  return {
    async ask(op, fields = {}) {
      child.stdin.write(`${JSON.stringify({ op, now: Math.floor(Date.now() / 1000), ...fields })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the peer has ended');
      return JSON.parse(value);
    },
    end: () => child.stdin.end(),
  };
}

/** A server on loopback; `answer({ method, path, headers, body })` gives status, headers, body. */
export async function serve(answer) {
  const server = createServer((request, response) => {
    const parts = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString();
      const { method, url: path, headers } = request;
      Promise.resolve({ method, path, headers, body }).then(answer).then(
        (told) => response.writeHead(told.status ?? 200, told.headers ?? {}).end(told.body ?? ''),
        (error) => response.writeHead(599).end(String(error)),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${server.address().port}`;
  return { base, end: () => server.close() };
}

/** Starts localstripe, on loopback only and with nothing on disk. */
export async function localstripe() {
  const probe = await serve(() => ({}));
  const port = new URL(probe.base).port;
  probe.end();
  const python = process.env.PROVIDER_PYTHON ?? 'python3';
  const child = spawn(python, ['stripe_peer.py', port], { stdio: ['ignore', 'inherit', 'inherit'] });
  const base = `http://127.0.0.1:${port}`;
  for (let tries = 0; ; tries += 1) {
    try {
      await fetch(`${base}/js.stripe.com/v3/`);
      break;
    } catch (error) {
      if (tries > 100) throw error;
      await pause(100);
    }
  }
  return { ...at(base), end: () => child.kill() };
}

/** What everybody but us does at a localstripe. */
export function at(base) {
  const call = async (path, form) => {
    const response = await fetch(`${base}${path}`, {
      method: form ? 'POST' : 'GET',
      headers: { authorization: 'Bearer sk_test_12345', 'content-type': 'application/x-www-form-urlencoded' },
      body: form && new URLSearchParams(form).toString(),
    });
    const text = await response.text();
    return { status: response.status, json: text ? JSON.parse(text) : undefined };
  };
  return {
    base,
    call,
    /** What the payer's browser does with Stripe's library: a card, then the yes. */
    async pay(intent, number = '4242424242424242') {
      const card = { type: 'card', 'card[number]': number, 'card[exp_month]': '12', 'card[exp_year]': '2035', 'card[cvc]': '123' };
      const method = await call('/v1/payment_methods', card);
      await call(`/v1/payment_intents/${intent}`, { payment_method: method.json.id });
      return call(`/v1/payment_intents/${intent}/confirm`, {});
    },
    webhook: (url, secret) =>
      fetch(`${base}/_config/webhooks/shop`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url, secret }),
      }),
  };
}
