// Makes api/providers/src/tests/vectors.json with the providers' own libraries and the keys that
// lie beside it: node payment-vectors.mjs > ../../api/providers/src/tests/vectors.json
import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AlipaySdk } from 'alipay-sdk';
import Stripe from 'stripe';
import wechatpay from 'wechatpay-axios-plugin';

const { Aes, Formatter, Rsa } = wechatpay;
const key = (name) => readFileSync(new URL(`../../api/providers/src/tests/keys/${name}.pem`, import.meta.url), 'utf8');
const at = 1795363200;
const ours = key('ours');
const theirs = key('theirs');

const payload = '{"id":"evt_1","object":"event","created":1795363200,"type":"payment_intent.succeeded","data":{"object":{"id":"pi_1","status":"succeeded","amount":8888,"amount_received":8888,"currency":"cny","metadata":{"reference":"attempt_1"}}}}';
const stripe = {
  secret: 'whsec_frozen_vector',
  payload,
  header: new Stripe('sk_test_1').webhooks.generateTestHeaderString({ payload, secret: 'whsec_frozen_vector', timestamp: at }),
};

const sdk = new AlipaySdk({ appId: '2021000000000001', privateKey: ours, keyType: 'PKCS8', alipayPublicKey: key('theirs_public') });
const order = sdk.sdkExecute('alipay.trade.app.pay', {
  notifyUrl: 'https://shop.example/callbacks/alipay',
  bizContent: { out_trade_no: 'attempt_1', total_amount: '88.05', subject: '订单 a+b' },
});
const fields = {
  app_id: '2021000000000001', charset: 'utf-8', notify_id: 'n1', notify_time: '2026-11-23 00:00:00', out_trade_no: 'attempt_1',
  seller_id: '2088000000000001', subject: '订单 a+b %2B', total_amount: '88.05', trade_no: '20261122', trade_status: 'TRADE_SUCCESS',
};
const content = Object.keys(fields).sort().map((name) => `${name}=${fields[name]}`).join('&');
const notice = { ...fields, sign: createSign('RSA-SHA256').update(content, 'utf8').sign(theirs, 'base64'), sign_type: 'RSA2' };
if (!sdk.checkNotifySignV2(notice)) throw new Error('the library does not verify its own notice');

const signing = (pem) => Rsa.from(pem, Rsa.KEY_TYPE_PRIVATE);
const path = '/v3/pay/transactions/out-trade-no/attempt_1?mchid=1900000001';
const paid = '{"mchid":"1900000001","appid":"wx0000000000000001","out_trade_no":"attempt_1","transaction_id":"420000","trade_state":"SUCCESS","trade_state_desc":"支付成功","amount":{"total":8805,"currency":"CNY"}}';
const body = JSON.stringify({
  id: 'e1', event_type: 'TRANSACTION.SUCCESS', resource_type: 'encrypt-resource',
  resource: {
    algorithm: 'AEAD_AES_256_GCM', original_type: 'transaction', associated_data: 'transaction', nonce: 'abcdefghijkl',
    ciphertext: Aes.AesGcm.encrypt(paid, '0123456789abcdef0123456789abcdef', 'abcdefghijkl', 'transaction'),
  },
});
const wechat = {
  path,
  request: Rsa.sign(Formatter.request('GET', path, at, '07'.repeat(16), ''), signing(ours)),
  body,
  callback: Rsa.sign(Formatter.response(String(at), 'n1', body), signing(theirs)),
};

process.stdout.write(`${JSON.stringify({ at, stripe, alipay: { order, notice: new URLSearchParams(notice).toString() }, wechat }, null, 2)}\n`);
