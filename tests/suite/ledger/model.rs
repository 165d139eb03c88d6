//! Random movements against a model that is two maps: the ledger and the model say yes and no to
//! the same ones, and are left with the same balances.

use std::collections::HashMap;

use fairstall::ledger::{self, Account, NotPosted, Transfer, TransferKind};
use kit::scenario;
use platform::App;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use super::{No, comes, minor, moves, post, shop, write, yuan};

/// What may be asked of the ledger.
#[derive(Debug, Clone)]
enum Ask {
    Come {
        to: usize,
        minor: i64,
    },
    Move {
        from: usize,
        to: usize,
        minor: i64,
    },
    Hold {
        of: usize,
        minor: i64,
    },
    Fund {
        order: u8,
        minor: i64,
    },
    Release {
        order: u8,
        to: usize,
        minor: i64,
        fee: i64,
    },
    Refund {
        order: u8,
        minor: i64,
    },
    Freeze {
        order: u8,
    },
    Thaw {
        order: u8,
    },
    /// The ask so many before this one, once more.
    Again {
        back: usize,
    },
}

fn account(index: usize) -> Account {
    [shop(1), shop(2), Account::Compensation, Account::Fees, Account::Transit][index]
}

/// Of the accounts above those that may not go below zero.
const GUARDED: usize = 3;

fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let (any_one, amount, order) = (0..5_usize, 1..400_i64, 0..3_u8);
    let one = prop_oneof![
        (any_one.clone(), amount.clone()).prop_map(|(to, minor)| Ask::Come { to, minor }),
        (any_one.clone(), any_one.clone(), amount.clone())
            .prop_map(|(from, to, minor)| Ask::Move { from, to, minor }),
        (0..GUARDED, amount.clone()).prop_map(|(of, minor)| Ask::Hold { of, minor }),
        (order.clone(), amount.clone()).prop_map(|(order, minor)| Ask::Fund { order, minor }),
        (order.clone(), any_one, amount.clone(), 0..9_i64)
            .prop_map(|(order, to, minor, fee)| Ask::Release { order, to, minor, fee }),
        (order.clone(), amount).prop_map(|(order, minor)| Ask::Refund { order, minor }),
        order.clone().prop_map(|order| Ask::Freeze { order }),
        order.prop_map(|order| Ask::Thaw { order }),
        (1..6_usize).prop_map(|back| Ask::Again { back }),
    ];
    proptest::collection::vec(one, 120)
}

#[derive(Debug, Default)]
struct Model {
    balances: HashMap<usize, i64>,
    held: HashMap<usize, i64>,
    refunds: i64,
    /// Funded, and what has left.
    escrows: HashMap<u8, (i64, i64)>,
    frozen: HashMap<u8, bool>,
}

impl Model {
    fn balance(&self, index: usize) -> i64 {
        self.balances.get(&index).copied().unwrap_or_default()
    }

    fn add(&mut self, index: usize, minor: i64) {
        *self.balances.entry(index).or_default() += minor;
    }

    fn free(&self, index: usize) -> i64 {
        self.balance(index) - self.held.get(&index).copied().unwrap_or_default()
    }

    fn leave(&mut self, order: u8, minor: i64) -> bool {
        let frozen = self.frozen.get(&order).copied().unwrap_or_default();
        let Some((funded, gone)) = self.escrows.get_mut(&order) else { return false };
        let may = !frozen && *gone + minor <= *funded;
        if may {
            *gone += minor;
        }
        may
    }

    /// Whether it is done; `None` for what is a failure, which the caller does not ask.
    fn told(&mut self, ask: &Ask) -> Option<bool> {
        match *ask {
            Ask::Come { to, minor } => {
                self.add(to, minor);
                Some(true)
            }
            Ask::Move { from, to, .. } if from == to => None,
            Ask::Move { from, to, minor } => {
                let may = from >= GUARDED || self.free(from) >= minor;
                if may {
                    self.add(from, -minor);
                    self.add(to, minor);
                }
                Some(may)
            }
            Ask::Hold { of, minor } => {
                let may = self.free(of) >= minor;
                if may {
                    *self.held.entry(of).or_default() += minor;
                }
                Some(may)
            }
            Ask::Fund { order, .. } if self.escrows.contains_key(&order) => None,
            Ask::Fund { order, minor } => {
                self.add(4, -minor);
                self.escrows.insert(order, (minor, 0));
                Some(true)
            }
            Ask::Release { order, to, minor, fee } => {
                let may = self.leave(order, minor + fee);
                if may {
                    self.add(to, minor);
                    self.add(3, fee);
                }
                Some(may)
            }
            Ask::Refund { order, minor } => {
                let may = self.leave(order, minor);
                self.refunds += if may { minor } else { 0 };
                Some(may)
            }
            Ask::Freeze { order } => {
                self.frozen.insert(order, true);
                Some(true)
            }
            Ask::Thaw { order } => {
                self.frozen.insert(order, false);
                Some(true)
            }
            Ask::Again { .. } => None,
        }
    }
}

fn order_id(order: u8) -> Uuid {
    Uuid::from_u128(0x1000 + u128::from(order))
}

async fn ask_ledger(app: &App, ask: &Ask, key: &str) -> Result<(), No> {
    match *ask {
        Ask::Come { to, minor } => post(app, &[comes(account(to), minor, key)]).await,
        Ask::Move { from, to, minor } => {
            post(app, &[moves(account(from), account(to), minor, key)]).await
        }
        Ask::Hold { of, minor } => {
            write(app, async |tx| ledger::hold(tx, account(of), yuan(minor)).await).await
        }
        Ask::Fund { order, minor } => {
            write(app, async |tx| ledger::escrow::fund(tx, order_id(order), yuan(minor)).await)
                .await
        }
        Ask::Release { order, to, minor, fee } => {
            let shares = [(account(to), yuan(minor)), (Account::Fees, yuan(fee))];
            write(app, async |tx| ledger::escrow::release(tx, order_id(order), &shares, key).await)
                .await
        }
        Ask::Refund { order, minor } => {
            write(app, async |tx| {
                ledger::escrow::refund(tx, order_id(order), yuan(minor), key).await
            })
            .await
        }
        Ask::Freeze { order } => {
            write(app, async |tx| {
                ledger::escrow::freeze(tx, order_id(order), Uuid::nil()).await.map(Ok)
            })
            .await
        }
        Ask::Thaw { order } => {
            write(app, async |tx| {
                ledger::escrow::thaw(tx, order_id(order), Uuid::nil()).await.map(Ok)
            })
            .await
        }
        Ask::Again { .. } => Ok(()),
    }
}

scenario! {
    async fn the_ledger_does_what_the_model_does(world) {
        let app = world.app();
        // Transit has enough for whatever is funded from it.
        let much = comes(Account::Transit, 100_000, "much");
        let much = Transfer { kind: TransferKind::Wallet, ..much };
        post(app, &[much]).await.unwrap();
        let asks = asks().new_tree(&mut TestRunner::deterministic()).unwrap().current();
        let mut model = Model::default();
        model.add(4, 100_000);
        let mut done: Vec<(Ask, String)> = Vec::new();
        for (number, ask) in asks.iter().enumerate() {
            if let Ask::Again { back } = ask {
                // What was done is done; only a hold, which has no key, is another one.
                let before = done.iter().rev().nth(*back - 1).cloned();
                let Some((before, key)) = before else { continue };
                let keyed = matches!(
                    before,
                    Ask::Come { .. } | Ask::Move { .. } | Ask::Release { .. } | Ask::Refund { .. }
                );
                if keyed {
                    ask_ledger(app, &before, &key).await.unwrap();
                }
                continue;
            }
            let key = format!("ask:{number}");
            let Some(may) = model.told(ask) else { continue };
            let told = ask_ledger(app, ask, &key).await;
            let no = matches!(told, Err(No::Posted(NotPosted::Short | NotPosted::EscrowRefuses)));
            assert_eq!((told.is_ok(), no), (may, !may), "{number}: {ask:?}: {told:?} {model:?}");
            if may {
                done.push((ask.clone(), key));
            }
        }
        for index in 0..5 {
            assert_eq!(minor(app, account(index)).await, model.balance(index), "{index}");
        }
        assert_eq!(minor(app, Account::Refunds).await, model.refunds);
        for (order, (funded, gone)) in &model.escrows {
            let left = minor(app, Account::Escrow(order_id(*order))).await;
            assert_eq!(left, funded - gone);
        }
    }
}
