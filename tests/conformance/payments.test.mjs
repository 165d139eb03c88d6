// Payment providers as others know them: localstripe keeps the state of Stripe, and the providers'
// own libraries sign what we verify and verify what we sign.
import assert from 'node:assert/strict';
import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { AlipaySdk } from 'alipay-sdk';
import Stripe from 'stripe';
import wechatpay from 'wechatpay-axios-plugin';
import { connect, localstripe, serve } from './peer.mjs';

const { Aes, Formatter, Rsa } = wechatpay;
const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const ours = pair();
const theirs = pair();
const stranger = pair();
const apiKey = 'k'.repeat(32);
const keyId = 'PUB_KEY_ID_0116000000012026';
const hook = 'whsec_conformance';
const now = () => Math.floor(Date.now() / 1000);

let stripeSide;
let peer;
let gateway;
let script = () => ({ status: 500 });

before(async () => {
  stripeSide = await localstripe();
  gateway = await serve((request) => script(request));
  peer = connect({
    stripe: { base: stripeSide.base, secret_key: 'sk_test_12345', webhook_secrets: [hook], methods: [] },
    alipay: {
      gateway: `${gateway.base}/gateway.do`, app_id: '2021000000000001', seller_id: '2088000000000001',
      private_key: ours.privateKey, alipay_keys: [theirs.publicKey],
      notify_url: 'https://shop.example/callbacks/alipay', return_url: null, statement_hosts: ['127.0.0.1'],
    },
    wechat: {
      base: gateway.base, app_id: 'wx0000000000000001', mch_id: '1900000001', serial: '5157F09EFDC096DE',
      private_key: ours.privateKey, api_v3_key: apiKey, public_keys: { [keyId]: theirs.publicKey },
      certificates: [], notify_url: 'https://shop.example/callbacks/wechat',
    },
  });
});

after(() => {
  peer.end();
  gateway.end();
  stripeSide.end();
});

const good = async (op, fields) => {
  const told = await peer.ask(op, fields);
  assert.ok('ok' in told, `${op}: ${JSON.stringify(told)}`);
  return told.ok;
};
const bad = async (kind, op, fields) => {
  const told = await peer.ask(op, fields);
  assert.equal(told.failure, kind, `${op}: ${JSON.stringify(told)}`);
  return told;
};

describe('localstripe', () => {
  it('takes a payment from its making to its refund', async () => {
    const made = await good('stripe.create', { reference: 'attempt_1', minor: 8888 });
    assert.deepEqual([made.status, made.minor, made.received_minor, made.currency], ['RequiresPaymentMethod', 8888, 0, 'CNY']);
    assert.ok(made.client_secret.startsWith(made.id));
    await stripeSide.pay(made.id);
    const paid = await good('stripe.intent', { id: made.id });
    assert.deepEqual([paid.status, paid.received_minor, paid.reference], ['Succeeded', 8888, 'attempt_1']);
    const refund = await good('stripe.refund', { id: made.id, reference: 'refund_1', minor: 100 });
    assert.deepEqual([refund.status, refund.minor, refund.reference], ['Succeeded', 100, 'refund_1']);
    assert.deepEqual(await good('stripe.refund_status', { id: refund.id }), refund);
    assert.deepEqual(await good('stripe.refund_by_reference', { id: made.id, reference: 'refund_1' }), refund);
    assert.equal(await good('stripe.refund_by_reference', { id: made.id, reference: 'refund_2' }), null);
    const lines = await good('stripe.statement');
    assert.deepEqual(
      lines.map(({ kind, provider_id, reference, minor }) => [kind, provider_id, reference, minor]).sort(),
      [['Payment', made.id, null, 8888], ['Refund', refund.id, 'refund_1', 100]],
    );
  });

  it('declines a card, and says so', async () => {
    const made = await good('stripe.create', { reference: 'attempt_2', minor: 500 });
    await stripeSide.pay(made.id, '4000000000000341');
    const declined = await good('stripe.intent', { id: made.id });
    assert.deepEqual([declined.status, declined.received_minor, declined.fault], ['RequiresPaymentMethod', 0, 'card_declined']);
    assert.equal((await good('stripe.cancel', { id: made.id })).status, 'Canceled');
  });

  it('refuses what is not there and what cannot be', async () => {
    assert.equal((await bad('Refused', 'stripe.intent', { id: 'pi_none' })).certain, true);
    await bad('Refused', 'stripe.refund', { id: 'pi_none', reference: 'refund_3', minor: 1 });
    await bad('Setting', 'stripe.create', { reference: 'attempt_3', minor: 0 });
    await bad('Setting', 'stripe.create', { reference: 'attempt_3', minor: -5 });
    await bad('Setting', 'stripe.create', { reference: '../', minor: 5 });
  });

  it('sends webhooks that are read', async () => {
    const made = await good('stripe.create', { reference: 'attempt_4', minor: 700 });
    let arrive;
    const arrived = new Promise((resolve) => (arrive = resolve));
    const shop = await serve((request) => {
      // News of the payments before may still be on its way.
      if (request.body.includes(made.id)) arrive(request);
      return {};
    });
    await stripeSide.webhook(`${shop.base}/callbacks/stripe`, hook);
    await stripeSide.pay(made.id);
    const { headers, body } = await arrived;
    shop.end();
    const event = { headers: { 'stripe-signature': headers['stripe-signature'] }, body };
    const read = await good('stripe.webhook', event);
    assert.deepEqual([read.id, read.status, read.received_minor], [made.id, 'Succeeded', 700]);
    await bad('BadSignature', 'stripe.webhook', { ...event, body: body.replace('700', '900') });
    await bad('BadSignature', 'stripe.webhook', { ...event, now: now() + 310 });
  });
});

describe("Stripe's own library", () => {
  const stripe = new Stripe('sk_test_12345');
  const payload = JSON.stringify({
    id: 'evt_1', object: 'event', created: 1, type: 'payment_intent.succeeded',
    data: { object: { id: 'pi_1', status: 'succeeded', amount: 5, amount_received: 5, currency: 'cny', metadata: { reference: '付款' } } },
  });
  const signed = (secret, timestamp = now()) => ({
    headers: { 'stripe-signature': stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp }) },
    body: payload,
  });

  it('signs webhooks that we read', async () => {
    const event = signed(hook);
    stripe.webhooks.constructEvent(event.body, event.headers['stripe-signature'], hook);
    assert.equal((await good('stripe.webhook', event)).reference, '付款');
  });

  it('and we refuse what it refuses', async () => {
    for (const event of [signed('whsec_stranger'), signed(hook, now() - 400), { ...signed(hook), body: `${payload} ` }]) {
      assert.throws(() => stripe.webhooks.constructEvent(event.body, event.headers['stripe-signature'], hook));
      await bad('BadSignature', 'stripe.webhook', event);
    }
  });
});

describe("Alipay's own library", () => {
  const sign = (text, key = theirs) => createSign('RSA-SHA256').update(text, 'utf8').sign(key.privateKey, 'base64');
  const client = () =>
    new AlipaySdk({
      appId: '2021000000000001', privateKey: ours.privateKey, keyType: 'PKCS8',
      alipayPublicKey: theirs.publicKey, gateway: `${gateway.base}/gateway.do`,
    });
  // Alipay's side: the same library, which knows our public key as the one to verify with.
  const alipay = () => new AlipaySdk({ appId: '1', privateKey: theirs.privateKey, keyType: 'PKCS8', alipayPublicKey: ours.publicKey });
  const node = (method) => `${method.replaceAll('.', '_')}_response`;
  const answers = (raw, key) => (request) => {
    const sent = Object.fromEntries(new URLSearchParams(`${request.path.split('?')[1] ?? ''}&${request.body}`));
    const { charset, ...rest } = sent;
    assert.ok(alipay().checkNotifySignV2({ charset, ...rest }), 'our request is not signed');
    return { headers: { 'content-type': 'application/json' }, body: `{"${node(sent.method)}":${raw},"sign":"${sign(raw, key)}"}` };
  };
  const trade = '{"code":"10000","msg":"Success","out_trade_no":"attempt_1","trade_no":"20261122","trade_status":"TRADE_SUCCESS","total_amount":"88.05","buyer_logon_id":"a***@\\u4ed8款.com"}';

  it('verifies the orders that we sign', async () => {
    const { app, page } = await good('alipay.order', { reference: 'attempt_1', minor: 8805, subject: '订单 a+b 100%' });
    for (const text of [app, new URL(page).search.slice(1)]) {
      const sent = Object.fromEntries(new URLSearchParams(text));
      assert.ok(alipay().checkNotifySignV2(sent));
      const content = JSON.parse(sent.biz_content);
      assert.deepEqual([content.total_amount, content.subject], ['88.05', '订单 a+b 100%']);
      assert.ok(!alipay().checkNotifySignV2({ ...sent, biz_content: sent.biz_content.replace('88.05', '0.05') }));
    }
  });

  it('verifies our requests, and both read the same signed answer', async () => {
    script = answers(trade);
    const read = await good('alipay.trade', { reference: 'attempt_1' });
    assert.deepEqual(read, { status: 'TradeSuccess', minor: 8805 });
    const told = await client().exec('alipay.trade.query', { bizContent: { out_trade_no: 'attempt_1' } }, { validateSign: true });
    assert.deepEqual([told.tradeStatus, told.totalAmount], ['TRADE_SUCCESS', '88.05']);
    script = answers('{"code":"10000","msg":"Success","out_trade_no":"attempt_1","trade_no":"20261122","fund_change":"Y","refund_fee":"1.50"}');
    const refund = await good('alipay.refund', { id: 'attempt_1', reference: 'refund_1', minor: 150 });
    assert.equal(refund.status, 'Paid');
    script = answers('{"code":"40004","msg":"Business Failed","sub_code":"ACQ.TRADE_NOT_EXIST"}');
    const refused = await bad('Refused', 'alipay.close', { reference: 'attempt_1' });
    assert.deepEqual([refused.code, refused.certain], ['ACQ.TRADE_NOT_EXIST', true]);
  });

  it('refuses a foreign answer, and so do we', async () => {
    script = answers(trade, stranger);
    const told = await bad('BadSignature', 'alipay.trade', { reference: 'attempt_1' });
    assert.equal(told.certain, false);
    await assert.rejects(client().exec('alipay.trade.query', { bizContent: { out_trade_no: 'attempt_1' } }, { validateSign: true }));
  });

  it('verifies the notices that we read, and refuses those that we refuse', async () => {
    const notice = {
      notify_time: '2026-11-23 00:00:00', notify_type: 'trade_status_sync', notify_id: 'n1', charset: 'utf-8',
      version: '1.0', app_id: '2021000000000001', seller_id: '2088000000000001', trade_no: '20261122',
      out_trade_no: 'attempt_1', trade_status: 'TRADE_SUCCESS', total_amount: '88.05', subject: '订单 a+b %2B &=',
    };
    const content = Object.keys(notice).sort().map((name) => `${name}=${notice[name]}`).join('&');
    const sent = (changes = {}, key = theirs) => ({ ...notice, sign: sign(content, key), sign_type: 'RSA2', ...changes });
    const judge = client();
    const form = (fields) => new URLSearchParams(fields).toString();
    assert.ok(judge.checkNotifySignV2(sent()));
    const read = await good('alipay.notice', { body: form(sent()) });
    assert.deepEqual(read, { id: 'n1', reference: 'attempt_1', status: 'TradeSuccess', minor: 8805 });
    for (const forged of [sent({ total_amount: '88.06' }), sent({ extra: '1' }), sent({}, stranger), sent({ sign: '' })]) {
      assert.ok(!judge.checkNotifySignV2(forged));
      await bad('BadSignature', 'alipay.notice', { body: form(forged) });
    }
  });
});

describe('a library of WeChat Pay', () => {
  const signature = (body, key = theirs, at = now()) => ({
    'wechatpay-timestamp': String(at), 'wechatpay-nonce': 'n1', 'wechatpay-serial': keyId,
    'wechatpay-signature': Rsa.sign(Formatter.response(String(at), 'n1', body), Rsa.from(key.privateKey, Rsa.KEY_TYPE_PRIVATE)),
  });
  const answers = (body, key, status = 200) => (request) => {
    const fields = Object.fromEntries([...request.headers.authorization.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
    assert.deepEqual([fields.mchid, fields.serial_no], ['1900000001', '5157F09EFDC096DE']);
    const message = Formatter.request(request.method, request.path, fields.timestamp, fields.nonce_str, request.body);
    assert.ok(Rsa.verify(message, fields.signature, Rsa.from(ours.publicKey, Rsa.KEY_TYPE_PUBLIC)), 'our request is not signed');
    return { status, headers: signature(body, key), body };
  };
  const paid = JSON.stringify({
    mchid: '1900000001', appid: 'wx0000000000000001', out_trade_no: 'attempt_1', transaction_id: '420000',
    trade_state: 'SUCCESS', trade_state_desc: '支付成功', amount: { total: 8805, currency: 'CNY' },
  });

  it('verifies our requests and signs answers that we believe', async () => {
    script = answers(paid);
    assert.deepEqual(await good('wechat.transaction', { reference: 'attempt_1' }), { reference: 'attempt_1', state: 'Success', minor: 8805 });
    script = answers('{"prepay_id":"wx2014102720"}');
    const { sheet } = await good('wechat.order', { reference: 'attempt_1', minor: 8805, subject: '订单' });
    const [timestamp, nonce, packed, sign] = sheet;
    const message = Formatter.joinedByLineFeed('wx0000000000000001', timestamp, nonce, packed);
    assert.ok(Rsa.verify(message, sign, Rsa.from(ours.publicKey, Rsa.KEY_TYPE_PUBLIC)));
    script = answers('{"refund_id":"503","out_refund_no":"refund_1","out_trade_no":"attempt_1","status":"SUCCESS","amount":{"total":8805,"refund":150,"currency":"CNY"}}');
    assert.equal((await good('wechat.refund', { id: 'attempt_1', paid: 8805, reference: 'refund_1', minor: 150 })).status, 'Success');
    script = answers('', theirs, 204);
    await good('wechat.close', { reference: 'attempt_1' });
    script = answers('{"code":"ORDERPAID","message":"该订单已支付"}', theirs, 400);
    assert.equal((await bad('Refused', 'wechat.close', { reference: 'attempt_1' })).code, 'ORDERPAID');
  });

  it('answers of a stranger are not believed', async () => {
    script = answers(paid, stranger);
    assert.equal((await bad('BadSignature', 'wechat.transaction', { reference: 'attempt_1' })).certain, false);
  });

  it('seals callbacks that we open', async () => {
    const callback = (key) =>
      JSON.stringify({
        id: 'e1', create_time: '2026-11-23T00:00:00+08:00', event_type: 'TRANSACTION.SUCCESS', resource_type: 'encrypt-resource', summary: '支付成功',
        resource: {
          algorithm: 'AEAD_AES_256_GCM', original_type: 'transaction', associated_data: 'transaction', nonce: 'abcdefghijkl',
          ciphertext: Aes.AesGcm.encrypt(paid, key, 'abcdefghijkl', 'transaction'),
        },
      });
    const body = callback(apiKey);
    assert.deepEqual(await good('wechat.callback', { headers: signature(body), body }), { reference: 'attempt_1', state: 'Success', minor: 8805 });
    const foreign = callback('x'.repeat(32));
    for (const forged of [
      { headers: signature(body, stranger), body },
      { headers: signature(body), body: `${body} ` },
      { headers: signature(body, theirs, now() - 400), body },
      { headers: signature(foreign), body: foreign },
    ]) {
      await bad('BadSignature', 'wechat.callback', forged);
    }
  });

  it('reads the same statement as we do', async () => {
    const head = '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注';
    const row = '`2026-11-22 10:00:05,`wx1,`1900000001,`0,`,`420000,`attempt_1,`o1,`NATIVE,`SUCCESS,`OTHERS,`CNY,`88.05,`0.00,`0,`0,`0.00,`0.00,`,`,`订单, zwei,`,`0.53000,`0.60%,`88.05,`0.00,`';
    const foot = '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\r\n`1,`88.05,`0.00,`0.00,`0.53000,`88.05,`0.00\r\n';
    const file = `\ufeff${head}\r\n${row}\r\n${foot}`;
    const { rows } = Formatter.castCsvBill(Buffer.from(file));
    script = (request) => {
      if (request.path.startsWith('/v3/billdownload')) return { body: file };
      const hash = createHash('sha1').update(file).digest('hex');
      return answers(JSON.stringify({ hash_type: 'SHA1', hash_value: hash, download_url: `${gateway.base}/v3/billdownload/file?token=a` }))(request);
    };
    const [line] = await good('wechat.statement');
    assert.equal(line.reference, rows[0]['商户订单号']);
    assert.equal(line.provider_id, rows[0]['微信订单号']);
    assert.deepEqual([line.kind, line.minor, line.fee_minor], ['Payment', 8805, 53]);
    assert.equal(rows[0]['订单金额'], '88.05');
  });
});
