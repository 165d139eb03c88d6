//! Payment providers outside: Stripe, Alipay, `WeChat` Pay; requests, signatures, callbacks.
