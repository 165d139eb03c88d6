#!/usr/bin/env bash
# The server as others see it: tests/conformance/run.sh target/debug/fairstall
#
# Starts it on a free port with the demo in a folder of its own, and lets the judges of others at
# it: graphql-http, graphql-ws, graphql-sse, Apollo Client, urql, graphql-request, graphql-js and
# Schemathesis; and to its payments localstripe and the libraries of Stripe, Alipay and WeChat Pay.
# What they need is installed under SHOP_CI_CACHE, beside the clone, not in it.
set -euo pipefail
server=$(realpath "${1:?the server\'s binary}")
cd "$(dirname "${BASH_SOURCE[0]}")"
cache=${SHOP_CI_CACHE:-${HOME:-/root}/.cache/fairstall-ci}

installed() { # the packages of the lock file, once per lock file
    local box
    box=$cache/node-$(sha256sum package.json package-lock.json | sha256sum | cut -c1-16)
    if [ ! -e "$box/done" ]; then
        mkdir -p "$box"
        cp package.json package-lock.json "$box"
        (cd "$box" && npm ci --no-audit --no-fund --loglevel=error)
        touch "$box/done"
    fi
    rm -rf node_modules
    ln -s "$box/node_modules" node_modules
}

python_box() { # a virtual environment, once per list of requirements
    local box
    box=$cache/python-$(sha256sum requirements.txt | cut -c1-16)
    if [ ! -e "$box/done" ]; then
        python3 -m venv "$box"
        "$box/bin/pip" install --quiet --disable-pip-version-check -r requirements.txt
        touch "$box/done"
    fi
    schemathesis=$box/bin/schemathesis
    export PROVIDER_PYTHON=$box/bin/python
}

installed
python_box

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

box=$(mktemp -d)
port=$(free_port)
export SHOP=http://127.0.0.1:$port
stripe_port=$(free_port)
export STRIPE_AT=http://127.0.0.1:$stripe_port STRIPE_HOOK=whsec_conformance
"$PROVIDER_PYTHON" stripe_peer.py "$stripe_port" >"$box/stripe.log" 2>&1 &
stripe_pid=$!
# A bucket that thousands of examples from one address do not empty, and a short silence; all else
# is as a newcomer has it.
FAIRSTALL_SERVER__LISTEN=127.0.0.1:$port FAIRSTALL_DATA__DIR=$box/data \
    FAIRSTALL_BUCKETS__VISITOR_BURST=10000000 FAIRSTALL_BUCKETS__VISITOR_PER_SECOND=10000000 \
    FAIRSTALL_BUCKETS__SIGNED_IN_BURST=10000000 FAIRSTALL_BUCKETS__SIGNED_IN_PER_SECOND=10000000 \
    FAIRSTALL_STREAMS__INIT_TIMEOUT=1s \
    FAIRSTALL_PAYMENTS__PROVIDERS=sandbox,stripe FAIRSTALL_STRIPE__BASE=$STRIPE_AT \
    FAIRSTALL_STRIPE__SECRET_KEY=sk_test_12345 FAIRSTALL_STRIPE__WEBHOOK_SECRET=$STRIPE_HOOK \
    "$server" serve >"$box/server.log" 2>&1 &
pid=$!
trap 'kill "$pid" "$stripe_pid" 2>/dev/null || true; wait "$pid" "$stripe_pid" 2>/dev/null || true; rm -rf "$box"' EXIT
export SHOP_PID=$pid
# `cargo test` has built it beside the server.
PROVIDER_PEER=$(dirname "$server")/examples/provider_peer
export PROVIDER_PEER
[ -x "$PROVIDER_PEER" ] || { echo "missing: cargo build --example provider_peer"; exit 1; }

for _ in $(seq 1 240); do
    curl -fsS -o /dev/null "$SHOP/readyz" 2>/dev/null && break
    kill -0 "$pid" 2>/dev/null || { cat "$box/server.log"; exit 1; }
    sleep 0.5
done

alive() {
    kill -0 "$pid" 2>/dev/null && curl -fsS -o /dev/null "$SHOP/readyz" ||
        { echo "the server has ended or does not answer:"; tail -50 "$box/server.log"; exit 1; }
}

began=$SECONDS
node --test --test-concurrency=1 --test-reporter=dot ./*.test.mjs ||
    { node --test --test-concurrency=1 --test-reporter=spec ./*.test.mjs 2>&1 | grep -vE '^ *✔' | tail -150; exit 1; }
alive
echo "clients and judges: $((SECONDS - began)) s"

began=$SECONDS
SCHEMATHESIS_HOOKS=$PWD/faults.py "$schemathesis" run "$SHOP/graphql" --checks no_fault_of_ours --max-examples "${SCHEMATHESIS_EXAMPLES:-5}" \
    --header 'X-Fairstall-Csrf: 1' --seed 1 --no-color >"$box/schemathesis.log" 2>&1 ||
    { tail -120 "$box/schemathesis.log"; exit 1; }
grep -E 'Operations|Test cases|passed|seed' "$box/schemathesis.log" | tail -6 || true
alive
echo "Schemathesis: $((SECONDS - began)) s"
