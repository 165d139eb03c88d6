//! Escrow: funded once, released and refunded up to what was funded, frozen by any matter.

use fairstall::ledger::{self, Account, NotPosted};
use futures_util::future::join_all;
use kit::{nothing_changed, scenario};
use platform::kernel::{Currency, Id};
use uuid::Uuid;

use super::{No, comes, minor, moves, paid, post, shop, write, yuan};

const ORDER: Uuid = Uuid::from_u128(0x0192_f0c1_a2b3_7c4d_8e5f_6a7b_8c9d_0e1f);

fn refused(told: &Result<(), No>) -> bool {
    matches!(told, Err(No::Posted(NotPosted::EscrowRefuses)))
}

scenario! {
    async fn escrow_is_funded_released_and_refunded(world) {
        let app = world.app();
        paid(app, ORDER, 1_000).await;
        let again = write(app, async |tx| ledger::escrow::fund(tx, ORDER, yuan(1_000)).await);
        nothing_changed(world, again).await.unwrap();
        let more = write(app, async |tx| ledger::escrow::fund(tx, ORDER, yuan(1)).await);
        assert!(matches!(nothing_changed(world, more).await, Err(No::Failed(_))));

        let release = async |key: &str, to_shop, fee| {
            let shares = [(shop(1), yuan(to_shop)), (Account::Fees, yuan(fee))];
            write(app, async |tx| ledger::escrow::release(tx, ORDER, &shares, key).await).await
        };
        let refund = async |key: &str, minor| {
            write(app, async |tx| ledger::escrow::refund(tx, ORDER, yuan(minor), key).await).await
        };
        refund("r1", 200).await.unwrap();
        assert!(refused(&nothing_changed(world, release("l1", 790, 11)).await));
        assert!(refused(&nothing_changed(world, refund("r2", 801)).await));
        release("l1", 600, 0).await.unwrap();
        nothing_changed(world, release("l1", 600, 0)).await.unwrap();
        nothing_changed(world, refund("r1", 200)).await.unwrap();
        release("l2", 150, 50).await.unwrap();
        assert!(refused(&nothing_changed(world, refund("r3", 1)).await));
        let escrow = ledger::escrow::many(app.reader(), [ORDER]).await.unwrap().remove(0);
        assert_eq!(
            (escrow.funded, escrow.released, escrow.refunded, escrow.frozen_at),
            (yuan(1_000), yuan(800), yuan(200), None)
        );
        assert_eq!(minor(app, shop(1)).await, 750);
        assert_eq!(minor(app, Account::Fees).await, 50);
        assert_eq!(minor(app, Account::Refunds).await, 200);
        assert_eq!(minor(app, Account::Escrow(ORDER)).await, 0);
        assert!(ledger::escrow::many(app.reader(), [Uuid::from_u128(5)]).await.unwrap().is_empty());
    }

    async fn an_escrow_that_was_never_funded_gives_nothing(world) {
        let app = world.app();
        let told = write(app, async |tx| ledger::escrow::refund(tx, ORDER, yuan(1), "r").await);
        assert!(refused(&nothing_changed(world, told).await));
        let told = write(app, async |tx| {
            ledger::escrow::release(tx, ORDER, &[(shop(1), yuan(1))], "l").await
        });
        assert!(refused(&nothing_changed(world, told).await));
    }

    /// As long as one matter freezes it nothing leaves, not even past the rules.
    async fn a_frozen_escrow_gives_nothing(world) {
        let app = world.app();
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let freeze = async |matter| {
            let told = write(app, async |tx| {
                ledger::escrow::freeze(tx, ORDER, matter).await.map(Ok)
            });
            told.await.unwrap();
        };
        let thaw = async |matter| {
            let told = write(app, async |tx| {
                ledger::escrow::thaw(tx, ORDER, matter).await.map(Ok)
            });
            told.await.unwrap();
        };
        let refund = async || {
            write(app, async |tx| ledger::escrow::refund(tx, ORDER, yuan(1), "r").await).await
        };
        // The freeze may come first.
        freeze(one).await;
        paid(app, ORDER, 1_000).await;
        freeze(two).await;
        nothing_changed(world, freeze(two)).await;
        assert!(refused(&nothing_changed(world, refund()).await));
        thaw(one).await;
        assert!(refused(&nothing_changed(world, refund()).await));
        let escrow = ledger::escrow::many(app.reader(), [ORDER]).await.unwrap().remove(0);
        assert_eq!(escrow.frozen_at, Some(app.now()));
        thaw(two).await;
        thaw(two).await;
        refund().await.unwrap();
    }

    /// Releases and refunds at once, from two servers, give out what is there and no more.
    async fn at_once_no_more_leaves_than_was_funded(world) {
        let (app, other) = (world.app(), world.another_server().await);
        paid(app, ORDER, 1_000).await;
        let one = async |number: usize| {
            let server = if number.is_multiple_of(2) { app } else { &other };
            let key = format!("part:{number}");
            let told = write(server, async |tx| {
                if number.is_multiple_of(3) {
                    ledger::escrow::refund(tx, ORDER, yuan(70), &key).await
                } else {
                    ledger::escrow::release(tx, ORDER, &[(shop(1), yuan(70))], &key).await
                }
            });
            match told.await {
                Ok(()) => 1,
                Err(No::Posted(NotPosted::EscrowRefuses)) => 0,
                Err(other) => panic!("{other:?}"),
            }
        };
        let given: i64 = join_all((0..40).map(one)).await.into_iter().sum();
        assert_eq!(given, 14);
        assert_eq!(minor(app, Account::Escrow(ORDER)).await, 20);
    }

    /// An operator that is frozen is not paid out, even past the rules.
    async fn a_frozen_operator_is_not_paid_out(world) {
        let app = world.app();
        let operator = Id::from_uuid(Uuid::from_u128(1));
        let matter = Uuid::from_u128(9);
        post(app, &[comes(shop(1), 100, "in")]).await.unwrap();
        assert!(!ledger::is_frozen(app.reader(), operator).await.unwrap());
        let freeze = write(app, async |tx| {
            ledger::freeze_operator(tx, operator, matter).await.map(Ok)
        });
        freeze.await.unwrap();
        assert!(ledger::is_frozen(app.reader(), operator).await.unwrap());
        let out = [moves(shop(1), Account::Payouts, 10, "out")];
        let told = nothing_changed(world, post(app, &out)).await;
        let Err(No::Failed(failure)) = told else { panic!("{told:?}") };
        assert_eq!(failure.constraint(), Some("ck_ledger_transfer__frozen"));
        // What is taken back from it goes on.
        post(app, &[moves(shop(1), Account::Refunds, 10, "back")]).await.unwrap();
        let thaw = write(app, async |tx| ledger::thaw_operator(tx, operator, matter).await.map(Ok));
        thaw.await.unwrap();
        post(app, &out).await.unwrap();
        let there = ledger::balance(app.reader(), shop(1), Currency::Cny).await.unwrap();
        assert_eq!(there.balance, yuan(80));
    }
}
