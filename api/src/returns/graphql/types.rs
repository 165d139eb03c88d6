//! The closed sets of returns.

use async_graphql::Enum;

use crate::returns::goods_return as noun;
use crate::returns::store::{receipts, words};
use crate::returns::{clock, party};

/// Where a return stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::ReturnState")]
pub enum ReturnState {
    /// It was asked for; the shop has 24 hours to say where to, then the platform says it. Where
    /// only the money is asked for, the shop has 24 hours for what was not sent and 36 for what has
    /// not come.
    Requested,
    /// The buyer sends the goods back, within 7 days; within 14 in the Union.
    AddressGiven,
    /// The goods are on their way back; after 15 days they count as received.
    InReturn,
    /// The shop has the goods, and 7 days to give the money back, or to send another piece; then
    /// the platform gives the money back for it.
    Received,
    /// The shop keeps a part for what is wrong; the buyer has five days to disagree.
    Assessed,
    /// Another piece, or the repaired one, is on its way; after ten days it counts as come.
    Replaced,
    /// The shop refuses; the buyer has five days to disagree.
    Refused,
    /// Staff decide.
    Disputed,
    /// The money went back.
    Refunded,
    /// It was exchanged or repaired.
    Completed,
    /// It came to nothing: the buyer agreed, did not disagree in time, or staff decided so.
    Rejected,
    /// Its buyer took it back, or it was overtaken by what was sent.
    Withdrawn,
    /// The goods were not sent back in time.
    Lapsed,
}

/// What a buyer wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::Kind")]
pub enum ReturnKind {
    /// To give goods back without a reason, within the window of the law. The shop cannot refuse.
    CoolingOff,
    /// To give back what is defective, for its price; the shop bears the way back.
    DefectRefund,
    /// The money for what was not sent, did not come, or is not worth sending back.
    RefundOnly,
    /// Another piece for one that is defective; the shop bears the way back.
    Exchange,
    /// To have it repaired; the shop bears the way back.
    Repair,
}

/// What is wrong with goods that came back. That they were opened is no flaw (CO-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::Flaw")]
pub enum ReturnFlaw {
    /// A seal that is broken once, of food, cosmetics, medicines or devices.
    SealBroken,
    /// Somebody who may not has repaired it.
    Repaired,
    /// Its serial number was altered.
    SerialAltered,
    /// It was used beyond a trial.
    LastingWear,
    /// It holds data of an activation.
    ActivationData,
    /// Its tag was cut off.
    TagCut,
    /// It is soiled.
    Soiled,
    /// A part, a gift or an accessory is missing.
    PartMissing,
    /// It was damaged.
    Damaged,
    /// It has no defect.
    NotDefective,
    /// Nothing came back.
    NotReceived,
    /// Something else came back.
    OtherGoods,
}

/// Who gave the money back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::Settler")]
pub enum ReturnSettler {
    /// The shop.
    Shop,
    /// The platform, since the shop had not, or by its decision.
    Platform,
}

/// A duty of a shop about a return that it did not do in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "receipts::Breach")]
pub enum ReturnDuty {
    /// No address within a day.
    AddressLate,
    /// No refund within its days.
    RefundLate,
    /// Fifteen days without an address, an answer or a refund.
    WilfulRefusal,
}

/// What was said about a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "words::Word")]
pub enum ReturnWordKind {
    /// Why the buyer wants it.
    Reason,
    /// Where it is sent to.
    Address,
    /// Why the shop refuses.
    Refusal,
    /// What the shop found.
    Assessment,
    /// What the buyer says to that.
    Answer,
    /// What was decided, and why.
    Decision,
}

/// Who the viewer is in a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "party::Side")]
pub enum ReturnSide {
    /// Its buyer.
    Buyer,
    /// Somebody of its shop.
    Seller,
    /// Support staff.
    Desk,
}

/// What the clock does at a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "clock::Then")]
pub enum ReturnDeadlineEffect {
    /// The platform says where the goods go.
    PlatformAddress,
    /// The platform gives the money back for the shop.
    PlatformRefunds,
    /// It ends: what was asked for has been overtaken.
    FallsAway,
    /// Staff decide.
    StaffDecide,
    /// It lapses.
    Lapses,
    /// The goods count as received.
    CountsAsReceived,
    /// What the shop says stands.
    Stands,
    /// It is done.
    Done,
    /// The platform is late.
    Escalated,
}
