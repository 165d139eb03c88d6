//! What the database itself keeps of the ledger, whoever writes: a transfer moves the guarded
//! balances and the escrow it names, and nothing else does.
//!
//! A guarded balance changes only as the effect of a transfer: PostgreSQL sees that a trigger is at
//! work; SQLite, which cannot, asks for a transfer that is newer than the last one booked and of
//! just this difference. An escrow can only say what its transfers add up to.

use sea_orm_migration::sea_orm::DatabaseBackend;

/// A guard: when it acts, in which rows it sees a wrong, and the name it refuses by.
struct Guard {
    name: &'static str,
    table: &'static str,
    when: &'static str,
    /// A condition on NEW and OLD that must not be true.
    wrong: &'static str,
    says: &'static str,
}

const SAME_ON_BOTH: [Guard; 8] = [
    Guard {
        name: "open_ledger_account",
        table: "ledger_account",
        when: "INSERT",
        wrong: "NEW.balance_minor <> 0 OR NEW.held_minor <> 0 OR NEW.moved_by IS NOT NULL",
        says: "ck_ledger_account__opened",
    },
    Guard {
        name: "keep_ledger_account_identity",
        table: "ledger_account",
        when: "UPDATE OF id, kind, owner_id, name, currency, shard, opened_at",
        wrong: "1 = 1",
        says: "ck_ledger_account__identity",
    },
    Guard {
        name: "keep_ledger_account",
        table: "ledger_account",
        when: "DELETE",
        wrong: "1 = 1",
        says: "ck_ledger_account__kept",
    },
    Guard {
        name: "open_escrow",
        table: "escrow",
        when: "INSERT",
        wrong: "NEW.funded_minor <> 0 OR NEW.released_minor <> 0 OR NEW.refunded_minor <> 0 \
                OR NOT EXISTS (SELECT 1 FROM ledger_account AS a \
                WHERE a.id = NEW.account_id AND a.owner_id = NEW.order_id)",
        says: "ck_escrow__opened",
    },
    Guard {
        name: "keep_escrow_identity",
        table: "escrow",
        when: "UPDATE OF order_id, account_id, currency, kind, opened_at",
        wrong: "1 = 1",
        says: "ck_escrow__identity",
    },
    Guard {
        name: "keep_escrow",
        table: "escrow",
        when: "DELETE",
        wrong: "1 = 1",
        says: "ck_escrow__kept",
    },
    Guard {
        name: "keep_escrow_frozen",
        table: "escrow",
        when: "UPDATE OF released_minor, refunded_minor",
        wrong: "(NEW.released_minor > OLD.released_minor OR NEW.refunded_minor > OLD.refunded_minor) \
                AND EXISTS (SELECT 1 FROM ledger_freeze AS f WHERE f.owner_id = NEW.order_id)",
        says: "ck_escrow__frozen",
    },
    Guard {
        name: "keep_ledger_frozen",
        table: "ledger_transfer",
        when: "INSERT",
        wrong: "NEW.credit_kind = 'PAYOUTS' AND NEW.debit_kind IN ('PAYABLE', 'DEPOSIT') \
                AND EXISTS (SELECT 1 FROM ledger_freeze AS f JOIN ledger_account AS a \
                ON a.owner_id = f.owner_id WHERE a.id = NEW.debit_id)",
        says: "ck_ledger_transfer__frozen",
    },
];

/// An escrow says what its transfers add up to; asked before every change of an amount.
const ESCROW_SUMS: Guard = Guard {
    name: "keep_escrow_sums",
    table: "escrow",
    when: "UPDATE OF funded_minor, released_minor, refunded_minor",
    wrong: "NEW.funded_minor <> (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
            WHERE t.credit_id = NEW.account_id) \
            OR NEW.released_minor <> (SELECT coalesce(sum(t.amount_minor), 0) \
            FROM ledger_transfer AS t WHERE t.debit_id = NEW.account_id AND t.kind <> 'REFUND') \
            OR NEW.refunded_minor <> (SELECT coalesce(sum(t.amount_minor), 0) \
            FROM ledger_transfer AS t WHERE t.debit_id = NEW.account_id AND t.kind = 'REFUND')",
    says: "ck_escrow__sums",
};

fn moved(engine: DatabaseBackend) -> Guard {
    let wrong = match engine {
        DatabaseBackend::Postgres => "pg_trigger_depth() < 2",
        _ => {
            "NEW.moved_by IS NULL OR NEW.moved_by <= coalesce(OLD.moved_by, 0) \
             OR NOT EXISTS (SELECT 1 FROM ledger_transfer AS t WHERE t.position = NEW.moved_by \
             AND ((t.debit_id = NEW.id AND NEW.balance_minor = OLD.balance_minor - t.amount_minor) \
             OR (t.credit_id = NEW.id AND NEW.balance_minor = OLD.balance_minor + t.amount_minor)))"
        }
    };
    Guard {
        name: "keep_ledger_account_moved",
        table: "ledger_account",
        when: "UPDATE OF balance_minor, moved_by",
        wrong,
        says: "ck_ledger_account__moved",
    }
}

fn all(engine: DatabaseBackend) -> impl Iterator<Item = Guard> {
    SAME_ON_BOTH.into_iter().chain([ESCROW_SUMS, moved(engine)])
}

/// The guards, and the trigger that carries a transfer out.
pub fn up(engine: DatabaseBackend) -> Vec<String> {
    let mut statements: Vec<String> = all(engine).flat_map(|guard| made(engine, &guard)).collect();
    match engine {
        DatabaseBackend::Postgres => statements.extend(CARRY_OUT_ON_POSTGRES.map(str::to_owned)),
        _ => statements.push(CARRY_OUT_ON_SQLITE.to_owned()),
    }
    statements
}

/// Takes back [`up`].
pub fn down(engine: DatabaseBackend) -> Vec<String> {
    let mut statements = Vec::new();
    let carry_out = [("carry_out_ledger_transfer", "ledger_transfer")];
    let guards: Vec<Guard> = all(engine).collect();
    let named = guards.iter().map(|guard| (guard.name, guard.table));
    for (name, table) in carry_out.into_iter().chain(named) {
        match engine {
            DatabaseBackend::Postgres => {
                statements.push(format!("DROP TRIGGER {name} ON {table}"));
                statements.push(format!("DROP FUNCTION {name}()"));
            }
            _ => statements.push(format!("DROP TRIGGER {name}")),
        }
    }
    statements
}

fn made(engine: DatabaseBackend, guard: &Guard) -> Vec<String> {
    let Guard { name, table, when, wrong, says } = guard;
    match engine {
        DatabaseBackend::Postgres => {
            let row = if *when == "DELETE" { "OLD" } else { "NEW" };
            vec![
                format!(
                    "CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
                     IF {wrong} THEN RAISE EXCEPTION 'refused' USING ERRCODE = 'check_violation', \
                     CONSTRAINT = '{says}'; END IF; RETURN {row}; END $$"
                ),
                format!(
                    "CREATE TRIGGER {name} BEFORE {when} ON {table} \
                     FOR EACH ROW EXECUTE FUNCTION {name}()"
                ),
            ]
        }
        _ => vec![format!(
            "CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW WHEN {wrong} \
             BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: {says}'); END"
        )],
    }
}

/// Escrow is added up anew under its lock: what another transaction moved meanwhile counts.
const CARRY_OUT_ON_POSTGRES: [&str; 2] = [
    "CREATE FUNCTION carry_out_ledger_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        escrow_account uuid;
    BEGIN
        IF NEW.debit_kind IN ('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION') THEN
            UPDATE ledger_account SET balance_minor = balance_minor - NEW.amount_minor,
                moved_by = NEW.position WHERE id = NEW.debit_id;
        END IF;
        IF NEW.credit_kind IN ('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION') THEN
            UPDATE ledger_account SET balance_minor = balance_minor + NEW.amount_minor,
                moved_by = NEW.position WHERE id = NEW.credit_id;
        END IF;
        IF NEW.credit_kind = 'ESCROW' OR NEW.debit_kind = 'ESCROW' THEN
            escrow_account := CASE WHEN NEW.credit_kind = 'ESCROW' THEN NEW.credit_id
                ELSE NEW.debit_id END;
            PERFORM 1 FROM escrow WHERE account_id = escrow_account FOR NO KEY UPDATE;
            IF NOT FOUND THEN
                RAISE EXCEPTION 'no escrow' USING ERRCODE = 'check_violation',
                    CONSTRAINT = 'ck_ledger_transfer__escrow_open';
            END IF;
            UPDATE escrow SET version = version + 1,
                funded_minor = (SELECT coalesce(sum(t.amount_minor), 0)
                    FROM ledger_transfer AS t WHERE t.credit_id = escrow_account),
                released_minor = (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t
                    WHERE t.debit_id = escrow_account AND t.kind <> 'REFUND'),
                refunded_minor = (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t
                    WHERE t.debit_id = escrow_account AND t.kind = 'REFUND')
                WHERE account_id = escrow_account;
        END IF;
        RETURN NULL;
    END $$",
    "CREATE TRIGGER carry_out_ledger_transfer AFTER INSERT ON ledger_transfer
        FOR EACH ROW EXECUTE FUNCTION carry_out_ledger_transfer()",
];

const CARRY_OUT_ON_SQLITE: &str = "CREATE TRIGGER carry_out_ledger_transfer
    AFTER INSERT ON ledger_transfer FOR EACH ROW BEGIN
        UPDATE ledger_account SET balance_minor = balance_minor - NEW.amount_minor,
            moved_by = NEW.position
            WHERE id = NEW.debit_id AND balance_minor IS NOT NULL;
        UPDATE ledger_account SET balance_minor = balance_minor + NEW.amount_minor,
            moved_by = NEW.position
            WHERE id = NEW.credit_id AND balance_minor IS NOT NULL;
        SELECT RAISE(ABORT, 'CHECK constraint failed: ck_ledger_transfer__escrow_open')
            WHERE (NEW.credit_kind = 'ESCROW'
                AND NOT EXISTS (SELECT 1 FROM escrow WHERE account_id = NEW.credit_id))
            OR (NEW.debit_kind = 'ESCROW'
                AND NOT EXISTS (SELECT 1 FROM escrow WHERE account_id = NEW.debit_id));
        UPDATE escrow SET version = version + 1, funded_minor = funded_minor + NEW.amount_minor
            WHERE NEW.credit_kind = 'ESCROW' AND account_id = NEW.credit_id;
        UPDATE escrow SET version = version + 1,
            released_minor = released_minor
                + CASE WHEN NEW.kind = 'REFUND' THEN 0 ELSE NEW.amount_minor END,
            refunded_minor = refunded_minor
                + CASE WHEN NEW.kind = 'REFUND' THEN NEW.amount_minor ELSE 0 END
            WHERE NEW.debit_kind = 'ESCROW' AND account_id = NEW.debit_id;
    END";
