//! Who may ask for what of money: statements, balances, incidents. Whose money somebody sees is
//! decided where it is read.

use platform::graphql::Access::{Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The rows of the ledger.
pub const ROWS: &[AccessRow] = &[
    ("LedgerBalance", Person, "balance held"),
    ("LedgerDayTotal", Staff(Role::Risk), "account cameIn provider transfers wentOut"),
    (
        "LedgerIncident",
        Staff(Role::Risk),
        "allowedTransitions check currency expected found frozenOperator frozenOrder id noticedAt reason resolvedAt seenAt state subject timeline",
    ),
    ("LedgerIncidentConnection", Staff(Role::Risk), "edges nodes pageInfo"),
    ("LedgerIncidentEdge", Staff(Role::Risk), "cursor node"),
    ("LedgerIncidentResolvePayload", Staff(Role::Risk), "incident userErrors"),
    ("LedgerIncidentResolveUserError", Staff(Role::Risk), "code field message retryAt"),
    ("Mutation", Staff(Role::Risk), "ledgerIncidentResolve"),
    ("Mutation", Person, "operatorStatementLinkCreate"),
    ("OperatorStatementLink", Person, "expiresAt url"),
    ("OperatorStatementLinkCreatePayload", Person, "link userErrors"),
    ("OperatorStatementLinkCreateUserError", Person, "code field message retryAt"),
    ("Query", Staff(Role::Risk), "ledgerDayTotals ledgerIncidents"),
    ("Query", Person, "myWalletBalance myWalletStatement operatorBalance operatorStatement"),
    ("StatementConnection", Person, "edges nodes pageInfo"),
    ("StatementEdge", Person, "cursor node"),
    ("StatementEntry", Person, "amount at id kind otherSide subject"),
];
