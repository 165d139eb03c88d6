//! Laws of the books that hold whatever was done to the shop: each a name for what is wrong, and a
//! question that counts it.

/// What comes in goes out, in each currency.
pub const SUMS: (&str, &str) = (
    "currencies do not sum to zero",
    "SELECT COUNT(*) FROM (SELECT currency FROM ( \
     SELECT currency, balance_minor AS minor FROM ledger_account \
     WHERE kind IN ('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION') \
     UNION ALL SELECT currency, funded_minor - released_minor - refunded_minor FROM escrow \
     UNION ALL SELECT currency, amount_minor FROM ledger_transfer WHERE credit_kind NOT IN \
     ('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION', 'ESCROW') \
     UNION ALL SELECT currency, -amount_minor FROM ledger_transfer WHERE debit_kind NOT IN \
     ('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION', 'ESCROW')) AS moves \
     GROUP BY currency HAVING SUM(minor) <> 0) AS uneven",
);

/// What is kept of an account is what was moved.
pub const BALANCES: (&str, &str) = (
    "balances are not their transfers",
    "SELECT COUNT(*) FROM ledger_account a WHERE a.kind IN \
     ('PAYABLE', 'DEPOSIT', 'WALLET', 'COMPENSATION') AND a.balance_minor <> \
     (SELECT COALESCE(SUM(t.amount_minor), 0) FROM ledger_transfer t \
     WHERE t.credit_id = a.id) - (SELECT COALESCE(SUM(t.amount_minor), 0) \
     FROM ledger_transfer t WHERE t.debit_id = a.id)",
);
