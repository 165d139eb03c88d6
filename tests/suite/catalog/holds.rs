//! Pieces that are held before there is an order, such as by a price cut: what room `deals` asks of
//! the catalogue, to the piece.

use fairstall::catalog::{self, Wanted};
use futures_util::future::join_all;
use kit::{World, minutes, nothing_changed, scenario};
use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Failure, transaction};
use uuid::Uuid;

use crate::orders::{Shop, another_shop, ordered, shop};

/// What `shop` has of its first variant.
const PIECES: i64 = 20;
const PRICE: i64 = 12_800;

fn pieces(shop: &Shop<'_>, quantity: i32) -> Wanted {
    Wanted { sku: Id::parse(&shop.skus[0]).expect("a variant"), quantity, unit_minor: PRICE }
}

/// Commits where it is told `true`, and only then, as those who call these have to.
async fn only_if(
    app: &App,
    act: impl AsyncFn(&Tx) -> Result<bool, Failure>,
) -> Result<bool, Failure> {
    const NO: &str = "told false";
    let done: Result<bool, Failure> = transaction!(app, |tx| {
        if act(tx).await? { Ok(true) } else { Err(Failure::broken(NO)) }
    });
    match done {
        Err(failure) if failure.chain() == NO => Ok(false),
        told => told,
    }
}

async fn hold(app: &App, holder: Uuid, wanted: Wanted) -> Result<bool, Failure> {
    only_if(app, async |tx| catalog::hold(tx, holder, &wanted).await).await
}

async fn free(app: &App, holder: Uuid) {
    let freed: Result<(), Failure> =
        transaction!(app, |tx| { catalog::free_held(tx, holder).await });
    freed.expect("giving back what is held");
}

async fn turn(app: &App, holder: Uuid, order: Uuid, wanted: Wanted) -> Result<bool, Failure> {
    only_if(app, async |tx| catalog::turn_held(tx, holder, (order, &wanted)).await).await
}

async fn reserved(world: &World) -> i64 {
    world.count("SELECT reserved FROM sku WHERE code = '50' ORDER BY reserved DESC LIMIT 1").await
}

async fn held(world: &World) -> i64 {
    world.count("SELECT coalesce(sum(quantity), 0) FROM stock_hold WHERE state = 'HELD'").await
}

scenario! {
    /// Something holds once, and gives back once, whatever is asked again.
    async fn what_is_held_is_counted_to_the_piece(world) {
        let tea = shop(world, "tea").await;
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let app = world.app();
        assert!(hold(app, one, pieces(&tea, 3)).await.unwrap());
        assert!(hold(app, two, pieces(&tea, 17)).await.unwrap());
        assert_eq!((reserved(world).await, held(world).await), (PIECES, PIECES));
        let late = Uuid::from_u128(3);
        assert!(!nothing_changed(world, hold(app, late, pieces(&tea, 1))).await.unwrap());
        let again = nothing_changed(world, hold(app, one, pieces(&tea, 3))).await;
        assert!(!matches!(again, Ok(true)), "it holds already");
        free(app, one).await;
        assert_eq!((reserved(world).await, held(world).await), (17, 17));
        nothing_changed(world, free(app, one)).await;
        nothing_changed(world, free(app, late)).await;
        // What has given back holds nothing any more, and does not hold anew.
        assert!(nothing_changed(world, hold(app, one, pieces(&tea, 3))).await.is_err());
        free(app, two).await;
        assert_eq!((reserved(world).await, held(world).await), (0, 0));
    }

    async fn what_cannot_be_is_not_held(world) {
        let tea = shop(world, "tea").await;
        let app = world.app();
        assert!(hold(app, Uuid::from_u128(1), pieces(&tea, 5)).await.unwrap());
        let other = Uuid::from_u128(2);
        let dearer = Wanted { unit_minor: PRICE + 1, ..pieces(&tea, 1) };
        let nowhere = Wanted { sku: Id::from_uuid(Uuid::from_u128(9)), ..pieces(&tea, 1) };
        let [more, thousand, most] = [16, 1_000, i32::MAX].map(|quantity| pieces(&tea, quantity));
        for wrong in [dearer, nowhere, more, thousand, most] {
            let told = nothing_changed(world, hold(app, other, wrong)).await;
            assert!(!told.unwrap(), "{wrong:?}");
        }
        // Less than a piece would give back what another holds: the database refuses it.
        for quantity in [0, -1, -5, i32::MIN + 1] {
            let told = nothing_changed(world, hold(app, other, pieces(&tea, quantity))).await;
            assert!(told.is_err(), "{quantity}");
        }
        free(app, Uuid::from_u128(1)).await;
        assert_eq!(reserved(world).await, 0);
    }

    /// Thirty at once on two servers, for twenty pieces; and all give back at once, twice.
    async fn a_race_for_the_last_pieces_holds_exactly_those(world) {
        let tea = shop(world, "tea").await;
        let (app, other) = (world.app(), world.another_server().await);
        let server = |number: u128| if number.is_multiple_of(2) { app } else { &other };
        let one = |number| hold(server(number), Uuid::from_u128(number), pieces(&tea, 1));
        let tries = (1..=30).map(one);
        let told = join_all(tries).await;
        let won = told.into_iter().filter(|told| matches!(told, Ok(true))).count();
        assert_eq!(i64::try_from(won).unwrap(), PIECES);
        assert_eq!((reserved(world).await, held(world).await), (PIECES, PIECES));
        let all = (1..=60).map(|number| free(server(number / 2), Uuid::from_u128(number % 30 + 1)));
        join_all(all).await;
        assert_eq!((reserved(world).await, held(world).await), (0, 0));
    }

    /// What was held is the order's: counted once, and given back with it.
    async fn what_is_held_becomes_an_orders_once(world) {
        let (tea, cups) = (shop(world, "tea").await, another_shop(world, "cups").await);
        let ana = world.person("ana").await;
        let order = kit::paying::bare(&ordered(&ana, &cups, "first-one").await);
        let (app, holder) = (world.app(), Uuid::from_u128(1));
        assert!(hold(app, holder, pieces(&tea, 4)).await.unwrap());
        // Not less or more than was held, nothing else, and not what somebody else holds.
        let stranger = Uuid::from_u128(2);
        for (who, wanted) in [
            (holder, pieces(&tea, 3)),
            (holder, pieces(&tea, 5)),
            (holder, pieces(&cups, 4)),
            (stranger, pieces(&tea, 4)),
        ] {
            assert!(!nothing_changed(world, turn(app, who, order, wanted)).await.unwrap());
        }
        // There is no such order.
        let nowhere = turn(app, holder, Uuid::from_u128(7), pieces(&tea, 4));
        assert!(nothing_changed(world, nowhere).await.is_err());
        let tries = (0..4).map(|_| turn(app, holder, order, pieces(&tea, 4)));
        let won = join_all(tries).await.into_iter().filter(|told| matches!(told, Ok(true)));
        assert_eq!(won.count(), 1, "it turns once");
        assert_eq!((reserved(world).await, held(world).await), (4, 0));
        nothing_changed(world, free(app, holder)).await;
        // The order is given up unpaid, and everything it holds with it.
        world.later(minutes(30)).await;
        assert_eq!(reserved(world).await, 0);
        assert_eq!(world.count("SELECT on_hand FROM sku WHERE code = '50' LIMIT 1").await, PIECES);
    }
}
