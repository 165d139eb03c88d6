//! The laws of money, worked out from the rows alone: none of the product's own sums is asked.

use crate::world::World;

const GUARDED: &str = "'PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION'";

/// What is on accounts and in escrows, and what the transfers of all other accounts come to, is
/// nothing altogether (MON-3).
pub async fn every_currency_sums_to_zero(world: &World) -> Vec<String> {
    let sums = format!(
        "SELECT currency || ' sums to ' || sum(minor) FROM ( \
         SELECT currency, balance_minor AS minor FROM ledger_account WHERE kind IN ({GUARDED}) \
         UNION ALL SELECT currency, funded_minor - released_minor - refunded_minor FROM escrow \
         UNION ALL SELECT currency, amount_minor FROM ledger_transfer \
         WHERE credit_kind NOT IN ({GUARDED}, 'ESCROW') \
         UNION ALL SELECT currency, -amount_minor FROM ledger_transfer \
         WHERE debit_kind NOT IN ({GUARDED}, 'ESCROW')) AS moves \
         GROUP BY currency HAVING sum(minor) <> 0"
    );
    world.ask(&sums).await
}

/// A balance that is kept is what its transfers come to.
pub async fn kept_balances_are_their_transfers(world: &World) -> Vec<String> {
    let differing = format!(
        "SELECT kind || ' keeps ' || balance_minor || ', its transfers come to ' || derived FROM ( \
         SELECT a.kind, a.balance_minor, \
         (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
         WHERE t.credit_id = a.id) - \
         (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
         WHERE t.debit_id = a.id) AS derived \
         FROM ledger_account AS a WHERE a.kind IN ({GUARDED})) AS both_ways \
         WHERE balance_minor <> derived OR balance_minor < 0"
    );
    world.ask(&differing).await
}

/// An escrow is what its transfers come to, and is not overdrawn.
pub async fn escrows_are_their_transfers(world: &World) -> Vec<String> {
    let differing = "SELECT 'an escrow says ' || funded_minor || ', ' || released_minor || ', ' \
         || refunded_minor || '; its transfers ' || funded || ', ' || released || ', ' || refunded \
         FROM (SELECT e.funded_minor, e.released_minor, e.refunded_minor, \
         (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
         WHERE t.credit_id = e.account_id) AS funded, \
         (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
         WHERE t.debit_id = e.account_id AND t.kind <> 'REFUND') AS released, \
         (SELECT coalesce(sum(t.amount_minor), 0) FROM ledger_transfer AS t \
         WHERE t.debit_id = e.account_id AND t.kind = 'REFUND') AS refunded \
         FROM escrow AS e) AS both_ways WHERE funded_minor <> funded \
         OR released_minor <> released OR refunded_minor <> refunded \
         OR released + refunded > funded";
    world.ask(differing).await
}

/// What is under way cannot be less than nothing, and what is owed to the platform not more.
pub async fn pools_are_on_their_side_of_zero(world: &World) -> Vec<String> {
    let sides = "SELECT kind || ' in ' || currency || ' is at ' || sum(minor) FROM ( \
         SELECT credit_kind AS kind, currency, amount_minor AS minor FROM ledger_transfer \
         UNION ALL SELECT debit_kind, currency, -amount_minor FROM ledger_transfer) AS moves \
         WHERE kind IN ('TRANSIT', 'REFUNDS', 'PAYOUTS', 'RECEIVABLE') GROUP BY kind, currency \
         HAVING (kind <> 'RECEIVABLE' AND sum(minor) < 0) \
         OR (kind = 'RECEIVABLE' AND sum(minor) > 0)";
    world.ask(sides).await
}

/// Nothing was found to differ that the story did not make differ and resolve.
pub async fn no_incident_is_open(world: &World) -> Vec<String> {
    let open = "SELECT check_name || ' expected ' || expected || ', found ' || found \
                FROM ledger_incident WHERE state = 'OPEN'";
    world.ask(open).await
}
