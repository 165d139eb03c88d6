//! What moves a shop from where it stands: leaving, being stopped, another holder; and where its
//! money goes.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::deposit::{self, DepositRefusal};
use super::exit::{self, ExitRefusal};
use super::graphql::Operator;
use super::graphql_licence::OperatorTransfer;
use super::payout::{self, PayoutRefusal};
use super::prompts;
use super::retention::{self, HoldLiftRefusal, HoldPlaceRefusal};
use super::store_matters;
use super::suspension::{self, ReinstateRefusal, SuspendRefusal};
use super::transfer::{self, TransferAcceptRefusal, TransferCancelRefusal, TransferStartRefusal};
use crate::identity::Compliance;
use crate::identity::graphql::{User, ViewerExt, load_user};

/// A reminder that the law asks the platform for, as it was given.
pub struct OperatorPrompt(pub store_matters::Prompt);

/// A reminder that the law asks the platform for, as it was given.
#[Object]
impl OperatorPrompt {
    /// Of what.
    async fn kind(&self) -> OperatorPromptKind {
        self.0.kind.into()
    }

    /// Whom; null if the account is gone.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.account_id.uuid()).await
    }

    /// The words of today, in Chinese.
    async fn text(&self) -> &'static str {
        prompts::words(self.0.kind).0
    }

    /// The words of today, in English.
    async fn text_en(&self) -> &'static str {
        prompts::words(self.0.kind).1
    }

    /// Which version of the words it was given in.
    async fn text_version(&self) -> &str {
        &self.0.text_version
    }

    /// When it was given.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// What a shop is reminded of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "store_matters::PromptKind")]
pub enum OperatorPromptKind {
    /// To register as a business, where the law asks for it.
    Registration,
    /// To register for taxes and to pay them.
    Tax,
    /// That the yearly total of small trade has been passed.
    Turnover,
}

/// What a shop turned over in a year.
#[derive(SimpleObject)]
pub struct OperatorTurnover {
    /// The year, in Shanghai.
    pub year: i32,
    /// What this shop turned over; other shops of the same person count beside it.
    pub amount: Money,
    /// Whether the person behind it has passed 100,000 yuan with all their shops together, on the
    /// ground of small and sporadic trade.
    pub is_flagged: bool,
}

/// Which shop leaves.
#[derive(InputObject)]
pub struct OperatorExitAnnounceInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
}

/// Which shop to suspend.
#[derive(InputObject)]
pub struct OperatorSuspendInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// Why, 1 to 200 characters; stands in the timeline.
    pub reason: String,
}

/// Which shop to let go on.
#[derive(InputObject)]
pub struct OperatorReinstateInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// Why, 1 to 200 characters; stands in the timeline.
    pub reason: String,
}

/// Which shop to hand over, and to whom.
#[derive(InputObject)]
pub struct OperatorTransferStartInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// The handle of the receiver, in any case.
    pub handle: String,
}

/// Which transfer to accept.
#[derive(InputObject)]
pub struct OperatorTransferAcceptInput {
    /// The transfer, beginning with `transfer_`.
    pub transfer_id: ID,
}

/// Which transfer to cancel.
#[derive(InputObject)]
pub struct OperatorTransferCancelInput {
    /// The transfer, beginning with `transfer_`.
    pub transfer_id: ID,
}

/// In whose name to pay out.
#[derive(InputObject)]
pub struct OperatorPayoutHolderSetInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// The name on the account that is paid into, 2 to 120 characters; under seal. For a natural
    /// person the name of their identity card.
    pub name: String,
}

/// For which shop to open a deposit account.
#[derive(InputObject)]
pub struct OperatorDepositAccountOpenInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
}

/// On which shop to place a hold.
#[derive(InputObject)]
pub struct OperatorLegalHoldPlaceInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// By which order or law, 1 to 200 characters.
    pub ground: String,
}

/// On which shop to lift the hold.
#[derive(InputObject)]
pub struct OperatorLegalHoldLiftInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
}

payload! {
    /// The answer of `operatorExitAnnounce`.
    pub struct OperatorExitAnnouncePayload refused by ExitRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

payload! {
    /// The answer of `operatorSuspend`.
    pub struct OperatorSuspendPayload refused by SuspendRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

payload! {
    /// The answer of `operatorReinstate`.
    pub struct OperatorReinstatePayload refused by ReinstateRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

payload! {
    /// The answer of `operatorTransferStart`.
    pub struct OperatorTransferStartPayload refused by TransferStartRefusal {
        /// The transfer; null when refused.
        transfer: OperatorTransfer,
    }
}

payload! {
    /// The answer of `operatorTransferAccept`.
    pub struct OperatorTransferAcceptPayload refused by TransferAcceptRefusal {
        /// The transfer; null when refused.
        transfer: OperatorTransfer,
    }
}

payload! {
    /// The answer of `operatorTransferCancel`.
    pub struct OperatorTransferCancelPayload refused by TransferCancelRefusal {
        /// The transfer; null when refused.
        transfer: OperatorTransfer,
    }
}

payload! {
    /// The answer of `operatorPayoutHolderSet`.
    pub struct OperatorPayoutHolderSetPayload refused by PayoutRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

payload! {
    /// The answer of `operatorDepositAccountOpen`.
    pub struct OperatorDepositAccountOpenPayload refused by DepositRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

payload! {
    /// The answer of `operatorLegalHoldPlace`.
    pub struct OperatorLegalHoldPlacePayload refused by HoldPlaceRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

payload! {
    /// The answer of `operatorLegalHoldLift`.
    pub struct OperatorLegalHoldLiftPayload refused by HoldLiftRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

#[derive(Default)]
pub struct StandingMutation;

#[Object]
impl StandingMutation {
    /// Announce that a shop leaves. Nothing new is listed from now on; in thirty days it is gone,
    /// or as soon after as nothing is open. Owners only; needs `sessionStepUp`.
    async fn operator_exit_announce(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop.")] input: OperatorExitAnnounceInput,
    ) -> Result<OperatorExitAnnouncePayload> {
        let id = parse_id(&input.operator_id)?;
        reply(exit::announce(ctx.app(), ctx.person()?, id).await.map(Operator))
    }

    /// Stop a shop: nothing of it is listed or sold meanwhile. Compliance staff only.
    async fn operator_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop, and why.")] input: OperatorSuspendInput,
    ) -> Result<OperatorSuspendPayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.operator_id)?);
        reply(suspension::suspend(ctx.app(), &staff, id, &input.reason).await.map(Operator))
    }

    /// Let a suspended shop go on. Compliance staff only.
    async fn operator_reinstate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop, and why.")] input: OperatorReinstateInput,
    ) -> Result<OperatorReinstatePayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.operator_id)?);
        reply(suspension::reinstate(ctx.app(), &staff, id, &input.reason).await.map(Operator))
    }

    /// Offer a verified shop to another person. Owners only; needs `sessionStepUp`.
    async fn operator_transfer_start(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop, to whom.")] input: OperatorTransferStartInput,
    ) -> Result<OperatorTransferStartPayload> {
        let id = parse_id(&input.operator_id)?;
        let started = transfer::start(ctx.app(), ctx.person()?, id, &input.handle).await;
        reply(started.map(OperatorTransfer))
    }

    /// Accept a shop. You are an owner of it at once, and have thirty days to be verified
    /// (`registrationFill`); until that is approved you and the giver both answer for the shop.
    /// Takes a second factor shown in this session.
    async fn operator_transfer_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which transfer.")] input: OperatorTransferAcceptInput,
    ) -> Result<OperatorTransferAcceptPayload> {
        let id = parse_id(&input.transfer_id)?;
        reply(transfer::accept(ctx.app(), ctx.person()?, id).await.map(OperatorTransfer))
    }

    /// Take an offer of a shop back, or say no to it.
    async fn operator_transfer_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which transfer.")] input: OperatorTransferCancelInput,
    ) -> Result<OperatorTransferCancelPayload> {
        let id = parse_id(&input.transfer_id)?;
        reply(transfer::cancel(ctx.app(), ctx.person()?, id).await.map(OperatorTransfer))
    }

    /// Say in whose name a shop is paid out; kept under seal. Owners only; needs `sessionStepUp`.
    async fn operator_payout_holder_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop, in whose name.")] input: OperatorPayoutHolderSetInput,
    ) -> Result<OperatorPayoutHolderSetPayload> {
        let id = parse_id(&input.operator_id)?;
        let set = payout::set_holder(ctx.app(), ctx.person()?, id, &input.name).await;
        reply(set.map(Operator))
    }

    /// Open the deposit account of a shop, which some goods ask for before they are listed
    /// (`Category.isDepositRequired`). It holds no money yet: paying in comes with payments. Owners
    /// and finance, with a second factor.
    async fn operator_deposit_account_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop.")] input: OperatorDepositAccountOpenInput,
    ) -> Result<OperatorDepositAccountOpenPayload> {
        let id = parse_id(&input.operator_id)?;
        let opened = deposit::open_deposit_account(ctx.app(), ctx.person()?, id).await;
        reply(opened.map(Operator))
    }

    /// Place a hold by law on what is known of a shop: nothing of it is erased meanwhile.
    /// Compliance staff only.
    async fn operator_legal_hold_place(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop, by which ground.")] input: OperatorLegalHoldPlaceInput,
    ) -> Result<OperatorLegalHoldPlacePayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.operator_id)?);
        reply(retention::place_hold(ctx.app(), &staff, id, &input.ground).await.map(Operator))
    }

    /// Lift the hold by law on a shop. Compliance staff only.
    async fn operator_legal_hold_lift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop.")] input: OperatorLegalHoldLiftInput,
    ) -> Result<OperatorLegalHoldLiftPayload> {
        let (staff, id) = (ctx.staff::<Compliance>()?, parse_id(&input.operator_id)?);
        reply(retention::lift_hold(ctx.app(), &staff, id).await.map(Operator))
    }
}
