//! D4: what the database refuses by itself, whoever has its password.

use fairstall::ledger::Account;
use kit::{Engine, World, nothing_changed, scenario};
use platform::Failure;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::{comes, minor, paid, post, shop, write, yuan};

const ORDER: Uuid = Uuid::from_u128(0x0192_f0c1_a2b3_7c4d_8e5f_6a7b_8c9d_0e1f);

fn literal(world: &World, id: &str) -> String {
    match world.engine() {
        Engine::Sqlite => format!("x'{}'", id.replace('-', "")),
        Engine::Postgres => format!("'{id}'::uuid"),
    }
}

async fn id(world: &World, kind: &str) -> String {
    let text = match world.engine() {
        Engine::Sqlite => "hex(id)",
        Engine::Postgres => "id",
    };
    let sql = format!("SELECT {text} FROM ledger_account WHERE kind = '{kind}' LIMIT 1");
    literal(world, &world.ask(&sql).await.remove(0))
}

/// Runs a statement beside the application; which constraint said no.
async fn refusal(world: &World, sql: &str) -> String {
    let told = nothing_changed(world, world.direct().execute_unprepared(sql)).await;
    let failure = Failure::from(told.err().unwrap_or_else(|| panic!("it was done: {sql}")));
    failure.constraint().unwrap_or_else(|| panic!("{sql}: {}", failure.chain())).to_owned()
}

/// A transfer from one account to another as SQL.
fn transfer(sides: [&str; 4], amount: &str, kind: &str) -> String {
    let [debit, debit_kind, credit, credit_kind] = sides;
    let number = amount.len();
    format!(
        "INSERT INTO ledger_transfer (id, journal_id, debit_id, debit_kind, credit_id, \
         credit_kind, currency, amount_minor, kind, subject_id, key, day, at) VALUES \
         ({debit}, {debit}, {debit}, '{debit_kind}', {credit}, '{credit_kind}', 'CNY', {amount}, \
         '{kind}', {debit}, 'direct:{number}', 20261122, 0)"
    )
}

async fn somebody_is_paid(world: &World) {
    let app = world.app();
    post(app, &[comes(shop(1), 100, "in")]).await.unwrap();
    paid(app, ORDER, 1_000).await;
    write(app, async |tx| {
        let shares = [(Account::Fees, yuan(300))];
        fairstall::ledger::escrow::release(tx, ORDER, &shares, "fees").await
    })
    .await
    .unwrap();
}

scenario! {
    async fn d4_transfers_stay_as_they_are(world) {
        somebody_is_paid(world).await;
        for sql in [
            "UPDATE ledger_transfer SET amount_minor = 1",
            "UPDATE ledger_transfer SET kind = 'FEE' WHERE key = 'in'",
            "DELETE FROM ledger_transfer",
            "DELETE FROM ledger_transfer WHERE key = 'in'",
        ] {
            assert_eq!(refusal(world, sql).await, "ck_ledger_transfer__append_only", "{sql}");
        }
    }

    async fn d4_accounts_change_by_transfers_alone(world) {
        somebody_is_paid(world).await;
        for (sql, name) in [
            ("UPDATE ledger_account SET balance_minor = 101 WHERE kind = 'PAYABLE'", "moved"),
            ("UPDATE ledger_account SET balance_minor = balance_minor + 1, moved_by = \
              (SELECT max(position) FROM ledger_transfer) WHERE kind = 'PAYABLE'", "moved"),
            // The difference of a transfer that has had its effect.
            ("UPDATE ledger_account SET balance_minor = balance_minor + 100, moved_by = moved_by \
              WHERE kind = 'PAYABLE'", "moved"),
            ("UPDATE ledger_account SET held_minor = 101 WHERE kind = 'PAYABLE'", "available"),
            ("UPDATE ledger_account SET held_minor = -1 WHERE kind = 'PAYABLE'", "held_minor"),
            ("UPDATE ledger_account SET currency = 'USD'", "identity"),
            ("UPDATE ledger_account SET kind = 'DEPOSIT' WHERE kind = 'PAYABLE'", "identity"),
            ("DELETE FROM ledger_account", "kept"),
        ] {
            assert_eq!(refusal(world, sql).await, format!("ck_ledger_account__{name}"), "{sql}");
        }
        let (nobody, other) = (Uuid::from_u128(77).to_string(), Uuid::from_u128(78).to_string());
        let (nobody, other) = (literal(world, &nobody), literal(world, &other));
        let opened = |rest: &str| {
            format!(
                "INSERT INTO ledger_account (id, owner_id, currency, shard, opened_at, kind, \
                 balance_minor, held_minor) VALUES ({nobody}, {other}, 'CNY', 0, 0, {rest})"
            )
        };
        for (rest, name) in [
            ("'PAYABLE', 5, 0", "opened"),
            ("'PAYABLE', NULL, NULL", "guarded"),
            ("'TRANSIT', 0, 0", "guarded"),
            ("'PURSE', NULL, NULL", "kind"),
        ] {
            assert_eq!(refusal(world, &opened(rest)).await, format!("ck_ledger_account__{name}"));
        }
    }

    async fn d4_a_transfer_moves_a_whole_amount_between_two_accounts(world) {
        somebody_is_paid(world).await;
        let (payable, fees) = (id(world, "PAYABLE").await, id(world, "FEES").await);
        let out = [payable.as_str(), "PAYABLE", fees.as_str(), "FEES"];
        let (least, most) = ("-9223372036854775808", "9223372036854775807");
        for amount in ["0", "-1", least, "1000000000000001", most] {
            let told = refusal(world, &transfer(out, amount, "FEE")).await;
            assert_eq!(told, "ck_ledger_transfer__amount_minor", "{amount}");
        }
        if world.engine() == Engine::Sqlite {
            let told = refusal(world, &transfer(out, "1.5", "FEE")).await;
            assert_eq!(told, "ck_ledger_transfer__amount_minor");
            let told = refusal(world, &transfer(out, "'much'", "FEE")).await;
            assert_eq!(told, "ck_ledger_transfer__amount_minor");
        }
        let told = refusal(world, &transfer(out, "101", "FEE")).await;
        let guards = ["ck_ledger_account__balance_minor", "ck_ledger_account__available"];
        assert!(guards.contains(&told.as_str()), "{told}");
        let itself = [payable.as_str(), "PAYABLE", payable.as_str(), "PAYABLE"];
        let told = refusal(world, &transfer(itself, "1", "FEE")).await;
        assert_eq!(told, "ck_ledger_transfer__sides");
        assert_eq!(refusal(world, &transfer(out, "1", "GIFT")).await, "ck_ledger_transfer__kind");
        let lie = [payable.as_str(), "TRANSIT", fees.as_str(), "FEES"];
        let told = refusal(world, &transfer(lie, "1", "FEE")).await;
        assert!(["foreign_key", "fk_ledger_transfer__debit"].contains(&told.as_str()), "{told}");
        let currency = transfer(out, "1", "FEE").replace("'CNY'", "'USD'");
        let told = refusal(world, &currency).await;
        let lies = ["foreign_key", "fk_ledger_transfer__debit", "fk_ledger_transfer__credit"];
        assert!(lies.contains(&told.as_str()), "{told}");
        let same = transfer(out, "1", "FEE").replace("direct:1", "in");
        assert_eq!(refusal(world, &same).await, "uq_ledger_transfer__key");
        // The right one is carried out.
        world.run(&transfer(out, "100", "FEE")).await;
        assert_eq!(minor(world.app(), shop(1)).await, 0);
        assert_eq!(minor(world.app(), Account::Fees).await, 400);
    }

    async fn d4_escrow_gives_what_was_funded_and_no_more(world) {
        somebody_is_paid(world).await;
        let (escrow, fees) = (id(world, "ESCROW").await, id(world, "FEES").await);
        let (payable, transit) = (id(world, "PAYABLE").await, id(world, "TRANSIT").await);
        let out = [escrow.as_str(), "ESCROW", fees.as_str(), "FEES"];
        assert_eq!(refusal(world, &transfer(out, "701", "FEE")).await, "ck_escrow__covered");
        let told = refusal(world, &transfer(out, "1", "REFUND")).await;
        assert_eq!(told, "ck_ledger_transfer__out_of_escrow");
        for (sides, kind) in [
            ([payable.as_str(), "PAYABLE", escrow.as_str(), "ESCROW"], "FUND"),
            ([transit.as_str(), "TRANSIT", escrow.as_str(), "ESCROW"], "CAPTURE"),
            ([transit.as_str(), "TRANSIT", fees.as_str(), "FEES"], "FUND"),
        ] {
            let told = refusal(world, &transfer(sides, "1", kind)).await;
            assert_eq!(told, "ck_ledger_transfer__into_escrow", "{kind}");
        }
        for (sql, name) in [
            ("UPDATE escrow SET funded_minor = 2000", "sums"),
            ("UPDATE escrow SET released_minor = 0", "sums"),
            ("UPDATE escrow SET released_minor = released_minor + 1", "sums"),
            ("UPDATE escrow SET currency = 'USD'", "identity"),
            ("DELETE FROM escrow", "kept"),
        ] {
            assert_eq!(refusal(world, sql).await, format!("ck_escrow__{name}"), "{sql}");
        }
        let other = literal(world, &Uuid::from_u128(6).to_string());
        let stray = format!(
            "INSERT INTO escrow (order_id, account_id, currency, opened_at) \
             VALUES ({other}, {escrow}, 'CNY', 0)"
        );
        assert_eq!(refusal(world, &stray).await, "ck_escrow__opened");
        let order = literal(world, &ORDER.to_string());
        world.run(&format!("INSERT INTO ledger_freeze VALUES ({order}, {other}, 0)")).await;
        assert_eq!(refusal(world, &transfer(out, "1", "FEE")).await, "ck_escrow__frozen");
        world.run("DELETE FROM ledger_freeze").await;
        world.run(&transfer(out, "700", "FEE")).await;
        assert_eq!(minor(world.app(), Account::Escrow(ORDER)).await, 0);
    }
}
