//! Who may list what: an operator that is verified, in the kinds of goods that its track lets it
//! sell (OP-4, OP-5), with the accounts that these ask for.

use platform::database::Tx;
use platform::{Failure, kernel::Id};
use time::OffsetDateTime;

use super::label::{GoodsKind, is_deposit_required, permit_for};
use crate::operators::{self, ListingBar, Operator, OperatorKind, Standing};

/// What keeps a seller from listing goods of a kind, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SellerBar {
    /// Where the operator stands.
    Standing(ListingBar),
    /// Somebody who serves those who sell, and does not sell.
    NotASeller,
    /// A natural person sells nothing that takes a permit, at any turnover [NTM 8].
    TrackForbids,
    /// These goods ask for a deposit account, and there is none.
    DepositAccountMissing,
}

/// Whether a seller may list goods of a kind at an instant.
///
/// # Errors
/// Why not.
pub fn may_list(
    standing: &Standing,
    goods: GoodsKind,
    has_deposit_account: bool,
    now: OffsetDateTime,
) -> Result<(), SellerBar> {
    standing.may_list(now).map_err(SellerBar::Standing)?;
    if standing.kind == Some(OperatorKind::ServiceProvider) {
        return Err(SellerBar::NotASeller);
    }
    if !track_allows(standing.kind, goods) {
        return Err(SellerBar::TrackForbids);
    }
    if is_deposit_required(goods) && !has_deposit_account {
        return Err(SellerBar::DepositAccountMissing);
    }
    Ok(())
}

/// Whether the track of a seller lets it sell goods of a kind at all, with or without a permit.
pub fn track_allows(kind: Option<OperatorKind>, goods: GoodsKind) -> bool {
    kind != Some(OperatorKind::NaturalPerson) || permit_for(goods).is_none()
}

/// What keeps an operator from listing goods of a kind now.
pub(super) async fn bar(
    tx: &Tx,
    id: Id<Operator>,
    goods: GoodsKind,
) -> Result<Option<SellerBar>, Failure> {
    let operator = operators::many(tx.conn(), [id.uuid()]).await?.pop();
    let operator = operator.ok_or_else(|| Failure::broken("a product's operator is gone"))?;
    let has_account = operators::has_deposit_account(tx, id).await?;
    Ok(may_list(&operator.standing(), goods, has_account, tx.now()).err())
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::operators::OperatorState;

    const NOW: OffsetDateTime = datetime!(2026-11-22 10:00 +8);

    fn seller(kind: OperatorKind) -> Standing {
        let reverify_by = Some(datetime!(2027-05-23 00:00 +8));
        Standing { state: OperatorState::Active, kind: Some(kind), reverify_by, is_stopped: false }
    }

    #[test]
    fn op_4_a_natural_person_sells_nothing_that_takes_a_permit() {
        use GoodsKind as G;
        let person = seller(OperatorKind::NaturalPerson);
        for goods in [G::Food, G::Cosmetics, G::Drug, G::MedicalDevice] {
            let refused = Err(SellerBar::TrackForbids);
            assert_eq!(may_list(&person, goods, true, NOW), refused, "{goods:?}");
            assert_eq!(may_list(&seller(OperatorKind::Registered), goods, true, NOW), Ok(()));
        }
        for goods in [G::General, G::Unlabelled] {
            assert_eq!(may_list(&person, goods, false, NOW), Ok(()), "{goods:?}");
        }
    }

    #[test]
    fn goods_that_can_harm_ask_for_a_deposit_account() {
        let shop = seller(OperatorKind::Registered);
        let missing = Err(SellerBar::DepositAccountMissing);
        assert_eq!(may_list(&shop, GoodsKind::Food, false, NOW), missing);
        assert_eq!(may_list(&shop, GoodsKind::General, false, NOW), Ok(()));
    }

    #[test]
    fn who_serves_sellers_does_not_sell() {
        let provider = seller(OperatorKind::ServiceProvider);
        let refused = Err(SellerBar::NotASeller);
        assert_eq!(may_list(&provider, GoodsKind::General, true, NOW), refused);
    }

    #[test]
    fn standing_comes_before_everything_else() {
        let draft = Standing {
            state: OperatorState::Draft,
            kind: None,
            reverify_by: None,
            is_stopped: false,
        };
        let refused = Err(SellerBar::Standing(ListingBar::NotRegistered));
        assert_eq!(may_list(&draft, GoodsKind::Food, false, NOW), refused);
    }
}
