// A real payment through Stripe as localstripe plays it: ordered, confirmed, paid by the payer's
// browser, told by a signed webhook, captured, cancelled, refunded.
import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { at } from './peer.mjs';
import { data, origin, sleep } from './shop.mjs';

const stripe = at(process.env.STRIPE_AT);
const hook = process.env.STRIPE_HOOK;
let headers;

const act = async (name, selection, input) => {
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`;
  const answer = await data(`mutation ($input: ${type}!) { ${name}(input: $input) { ${selection} userErrors { code } } }`, { input }, headers);
  assert.deepEqual(answer[name].userErrors, [], name);
  return answer[name];
};
const until = async (look, good) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const seen = await look();
    if (good(seen)) return seen;
    await sleep(200);
  }
  throw new Error(`never: ${JSON.stringify(await look())}`);
};
const payment = async (id) =>
  (await data(`query ($id: ID!) { payment(id: $id) { state confirmationDigest amount { amountMinor }
    tenders { kind state amount { amountMinor } refunded { amountMinor } nextStep { kind value } }
    refunds { state amount { amountMinor } } } }`, { id }, headers)).payment;
const order = async (id) => (await data('query ($id: ID!) { order(id: $id) { state } }', { id }, headers)).order;

before(async () => {
  const input = { contact: { email: 'linxiaoman@example.com' }, password: 'fairstall-demo' };
  const { signIn } = await act('sessionCreateWithPassword', 'signIn { accessToken }', input);
  headers = { authorization: `Bearer ${signIn.accessToken}` };
  await stripe.webhook(`${origin}/callbacks/stripe`, hook);
});

/** Orders one piece; answers the order's and the payment's id, and what is to be paid. */
async function ordered() {
  const region = { region: 'CN-33', recipient: '林安安', phone: '13800138000', street: '文三路 1 号', postcode: '310012' };
  const { address } = await act('addressAdd', 'address { id }', region);
  const { products } = await data('{ products(first: 50) { nodes { skus { id available price { amountMinor } } } } }', {}, headers);
  const skus = products.nodes.flatMap((product) => product.skus).filter((sku) => sku.available > 2);
  for (const sku of skus) {
    const checkout = { addressId: address.id, lines: [{ skuId: sku.id, quantity: 1, seenPriceMinor: sku.price.amountMinor }] };
    const { checkoutPreview } = await data(
      'query ($input: CheckoutInput!) { checkoutPreview(input: $input) { total { amountMinor } problems { code } } }',
      { input: checkout }, headers,
    );
    if (checkoutPreview.problems.length > 0) continue;
    const total = checkoutPreview.total.amountMinor;
    const submitted = await act('checkoutSubmit', 'checkout { orders { id } }', { idempotencyKey: randomUUID(), checkout, seenTotalMinor: total });
    const { myPayments } = await data('{ myPayments(first: 1) { nodes { id } } }', {}, headers);
    return { order: submitted.checkout.orders[0].id, payment: myPayments.nodes[0].id, total };
  }
  throw new Error('nothing is for sale');
}

/** Confirms a payment through Stripe; answers the id of the payment intent there. */
async function confirmed(id) {
  const { confirmationDigest } = await payment(id);
  await act('paymentConfirm', 'payment { state }', { idempotencyKey: randomUUID(), paymentId: id, provider: 'STRIPE', confirmationDigest });
  const begun = await until(() => payment(id), (seen) => seen.tenders[0]?.nextStep);
  assert.equal(begun.tenders[0].nextStep.kind, 'SECRET');
  return begun.tenders[0].nextStep.value.split('_secret_')[0];
}

describe('a payment through Stripe', () => {
  it('is captured when the payer has paid, and refunded when the order is cancelled', async () => {
    const bought = await ordered();
    const intent = await confirmed(bought.payment);
    const asked = (await stripe.call(`/v1/payment_intents/${intent}`)).json;
    assert.deepEqual([String(asked.amount), asked.currency], [bought.total, 'cny']);
    assert.equal((await order(bought.order)).state, 'SUBMITTED');

    // A webhook that Stripe did not sign moves nothing.
    const object = { ...asked, status: 'succeeded', amount_received: asked.amount };
    const forged = JSON.stringify({ id: 'evt_forged', created: 1, type: 'payment_intent.succeeded', data: { object } });
    const now = Math.floor(Date.now() / 1000);
    for (const signature of ['', `t=${now},v1=${createHmac('sha256', 'whsec_other').update(`${now}.${forged}`).digest('hex')}`]) {
      const told = await fetch(`${origin}/callbacks/stripe`, { method: 'POST', headers: { 'stripe-signature': signature }, body: forged });
      assert.equal(told.status, 401);
      await told.text();
    }
    assert.notEqual((await payment(bought.payment)).state, 'CAPTURED');

    await stripe.pay(intent);
    const captured = await until(() => payment(bought.payment), (seen) => seen.state === 'CAPTURED');
    assert.equal(captured.tenders[0].amount.amountMinor, bought.total);
    await until(() => order(bought.order), (seen) => seen.state === 'PAID');

    await act('orderCancel', 'order { state }', { id: bought.order });
    const refunded = await until(() => payment(bought.payment), (seen) => seen.refunds[0]?.state === 'PAID');
    assert.equal(refunded.refunds[0].amount.amountMinor, bought.total);
    assert.equal(refunded.tenders[0].refunded.amountMinor, bought.total);
    const there = (await stripe.call(`/v1/refunds?payment_intent=${intent}`)).json.data;
    assert.deepEqual(there.map((refund) => String(refund.amount)), [bought.total]);
  });

  it('that comes for an order nobody wants any more goes back by itself', async () => {
    const bought = await ordered();
    const intent = await confirmed(bought.payment);
    await act('orderCancel', 'order { state }', { id: bought.order });
    await stripe.pay(intent);
    const there = await until(async () => (await stripe.call(`/v1/refunds?payment_intent=${intent}`)).json.data, (seen) => seen.length > 0);
    assert.deepEqual(there.map((refund) => String(refund.amount)), [bought.total]);
    assert.equal((await order(bought.order)).state, 'CANCELLED');
  });
});
