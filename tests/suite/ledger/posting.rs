//! Posting and holding: once for each key, never below zero.

use fairstall::ledger::{self, Account, MOST, NotPosted, Transfer, TransferKind};
use futures_util::future::join_all;
use kit::{nothing_changed, scenario};
use platform::kernel::{Currency, Id, Money};
use uuid::Uuid;

use super::{No, comes, minor, moves, post, shop, write, yuan};

scenario! {
    /// MON-3: what leaves one account has arrived at another.
    async fn mon_3_what_leaves_one_account_arrives_at_another(world) {
        let app = world.app();
        let moved = [comes(shop(1), 900, "a"), moves(shop(1), Account::Fees, 90, "b")];
        post(app, &moved).await.unwrap();
        assert_eq!(minor(app, shop(1)).await, 810);
        assert_eq!(minor(app, Account::Fees).await, 90);
        assert_eq!(minor(app, Account::Provider("sandbox")).await, -900);
        assert_eq!(minor(app, Account::Provider("other")).await, 0);
        assert_eq!(minor(app, shop(2)).await, 0);
    }

    async fn the_same_key_moves_once(world) {
        let app = world.app();
        let transfer = comes(shop(1), 900, "a");
        post(app, std::slice::from_ref(&transfer)).await.unwrap();
        nothing_changed(world, post(app, std::slice::from_ref(&transfer))).await.unwrap();
        // Also within one posting, and beside a new one.
        let twice = [transfer.clone(), moves(shop(1), Account::Fees, 1, "b"), transfer.clone()];
        post(app, &twice).await.unwrap();
        assert_eq!(minor(app, shop(1)).await, 899);
        for other in [
            Transfer { amount: yuan(901), ..transfer.clone() },
            Transfer { amount: Money::new(900, Currency::Usd), ..transfer.clone() },
            Transfer { to: shop(2), ..transfer.clone() },
            Transfer { from: Account::Provider("other"), ..transfer.clone() },
            Transfer { kind: TransferKind::Wallet, ..transfer.clone() },
            Transfer { subject: Uuid::from_u128(2), ..transfer.clone() },
        ] {
            let told = nothing_changed(world, post(app, std::slice::from_ref(&other))).await;
            assert!(matches!(told, Err(No::Failed(_))), "{other:?}");
            // Nor twice in one posting with another content.
            let other = Transfer { key: "c".to_owned(), ..other };
            let first = Transfer { key: "c".to_owned(), ..transfer.clone() };
            let told = nothing_changed(world, post(app, &[first, other])).await;
            assert!(matches!(told, Err(No::Failed(_))));
        }
    }

    async fn nothing_goes_below_zero_and_all_or_nothing(world) {
        let app = world.app();
        let person = Account::Wallet(Id::from_uuid(Uuid::from_u128(3)));
        let deposit = Account::Deposit(Id::from_uuid(Uuid::from_u128(1)));
        let guarded = [shop(1), deposit, person, Account::Compensation];
        for (number, account) in guarded.into_iter().enumerate() {
            post(app, &[comes(account, 100, &format!("in:{number}"))]).await.unwrap();
            let over = [
                moves(account, Account::Fees, 60, &format!("out:{number}")),
                moves(account, Account::Fees, 41, &format!("more:{number}")),
            ];
            let told = nothing_changed(world, post(app, &over)).await;
            assert!(matches!(told, Err(No::Posted(NotPosted::Short))), "{account:?}: {told:?}");
            // What came in before in the same posting counts.
            let one = comes(account, 1, &format!("one:{number}"));
            let enough = [one, over[0].clone(), over[1].clone()];
            post(app, &enough).await.unwrap();
            assert_eq!(minor(app, account).await, 0);
        }
    }

    /// Currencies never meet: each is an account of its own.
    async fn currencies_do_not_meet(world) {
        let app = world.app();
        post(app, &[comes(shop(1), 500, "a")]).await.unwrap();
        let dollars = Transfer {
            amount: Money::new(1, Currency::Usd),
            ..moves(shop(1), Account::Fees, 1, "b")
        };
        let told = nothing_changed(world, post(app, &[dollars])).await;
        assert!(matches!(told, Err(No::Posted(NotPosted::Short))));
        let dollars = ledger::balance(app.reader(), shop(1), Currency::Usd).await.unwrap();
        assert_eq!(dollars.balance, Money::zero(Currency::Usd));
    }

    async fn extremes_are_refused(world) {
        let app = world.app();
        for minor in [0, -1, i64::MIN, i64::MAX, MOST + 1] {
            let told = nothing_changed(world, post(app, &[comes(shop(1), minor, "a")])).await;
            assert!(matches!(told, Err(No::Failed(_))), "{minor}");
            let held = write(app, async |tx| ledger::hold(tx, shop(1), yuan(minor)).await);
            assert!(matches!(nothing_changed(world, held).await, Err(No::Failed(_))), "{minor}");
        }
        post(app, &[comes(shop(1), MOST, "a"), comes(shop(1), MOST, "b")]).await.unwrap();
        assert_eq!(minor(app, shop(1)).await, 2 * MOST);
        // Up to what the ledger counts: 9,000 of the largest transfers, and not one more.
        let largest = |n| comes(shop(2), MOST, &format!("c:{n}"));
        let many: Vec<Transfer> = (0..500).map(largest).collect();
        for round in 0..18 {
            let keyed = |transfer: &Transfer| {
                Transfer { key: format!("{}:{round}", transfer.key), ..transfer.clone() }
            };
            post(app, &many.iter().map(keyed).collect::<Vec<_>>()).await.unwrap();
        }
        assert_eq!(minor(app, shop(2)).await, 9_000 * MOST);
        let told = nothing_changed(world, post(app, &[comes(shop(2), 1, "one_more")])).await;
        let Err(No::Failed(failure)) = told else { panic!("{told:?}") };
        assert_eq!(failure.constraint(), Some("ck_ledger_account__balance_minor"));
    }

    async fn what_is_held_stays(world) {
        let app = world.app();
        let hold = async |minor| {
            write(app, async |tx| ledger::hold(tx, shop(1), yuan(minor)).await).await
        };
        let unhold = async |minor| {
            write(app, async |tx| ledger::unhold(tx, shop(1), yuan(minor)).await.map(Ok)).await
        };
        assert!(matches!(hold(1).await, Err(No::Posted(NotPosted::Short))), "nothing is there");
        post(app, &[comes(shop(1), 100, "a")]).await.unwrap();
        hold(60).await.unwrap();
        let told = nothing_changed(world, hold(41)).await;
        assert!(matches!(told, Err(No::Posted(NotPosted::Short))));
        let out = [moves(shop(1), Account::Payouts, 41, "b")];
        let told = nothing_changed(world, post(app, &out)).await;
        assert!(matches!(told, Err(No::Posted(NotPosted::Short))));
        let there = ledger::balance(app.reader(), shop(1), Currency::Cny).await.unwrap();
        assert_eq!((there.balance, there.held), (yuan(100), yuan(60)));
        assert!(matches!(nothing_changed(world, unhold(61)).await, Err(No::Failed(_))));
        unhold(60).await.unwrap();
        post(app, &out).await.unwrap();
        let told = write(app, async |tx| ledger::hold(tx, Account::Transit, yuan(1)).await).await;
        assert!(matches!(told, Err(No::Failed(_))), "only what keeps a balance is held");
    }

    /// 200 at once take from one account what is there for 120 of them.
    async fn two_hundred_at_once_take_no_more_than_is_there(world) {
        let app = world.app();
        let servers = [app.clone(), world.another_server().await];
        post(app, &[comes(shop(1), 1_200, "in")]).await.unwrap();
        let one = async |number: usize| {
            let out = moves(shop(1), Account::Payouts, 10, &format!("out:{number}"));
            // Each is asked for twice: the second time it is done before.
            let server = &servers[number % 2];
            let first = post(server, std::slice::from_ref(&out)).await;
            if first.is_ok() {
                post(server, &[out]).await.unwrap();
            }
            match first {
                Ok(()) => 1,
                Err(No::Posted(NotPosted::Short)) => 0,
                Err(other) => panic!("{other:?}"),
            }
        };
        let taken: usize = join_all((0..200).map(one)).await.into_iter().sum();
        assert_eq!(taken, 120);
        assert_eq!(minor(app, shop(1)).await, 0);
        assert_eq!(minor(app, Account::Payouts).await, 1_200);
    }

    /// The same movement at the same moment, from two servers: once.
    async fn one_key_at_once_moves_once(world) {
        let (app, other) = (world.app(), world.another_server().await);
        let transfer = [comes(Account::Transit, 10, "same")];
        let one = |n: u32| post(if n.is_multiple_of(2) { app } else { &other }, &transfer);
        let both = join_all((0..20).map(one));
        for told in both.await {
            told.unwrap();
        }
        assert_eq!(minor(app, Account::Transit).await, 10);
    }

    /// Who moves to and fro between the same accounts does not stand in another's way for ever.
    async fn to_and_fro_at_once(world) {
        let app = world.app();
        let other = world.another_server().await;
        post(app, &[comes(shop(1), 500, "a"), comes(shop(2), 500, "b")]).await.unwrap();
        let both = join_all((0..40).map(async |n: u32| {
            let (one, two) = (shop(1), shop(2));
            let (from, to) = if n.is_multiple_of(2) { (one, two) } else { (two, one) };
            let server = if n.is_multiple_of(3) { &other } else { app };
            post(server, &[moves(from, to, 10, &format!("move:{n}"))]).await
        }));
        for told in both.await {
            told.unwrap();
        }
        assert_eq!((minor(app, shop(1)).await, minor(app, shop(2)).await), (500, 500));
    }
}
