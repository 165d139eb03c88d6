//! The kinds of notifications, as the schema names them.

use async_graphql::Enum;

use crate::notices;

/// What a notification is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "notices::NoticeKind")]
pub enum NotificationKind {
    /// A return was asked for.
    ReturnRequested,
    /// It is known where goods go back to.
    ReturnAddressGiven,
    /// Goods are on their way back.
    ReturnOnItsWay,
    /// Goods have come back.
    ReturnReceived,
    /// The shop keeps a part.
    ReturnAssessed,
    /// Another piece is on its way.
    ReturnReplaced,
    /// The shop refuses.
    ReturnRefused,
    /// Staff decide a return.
    ReturnDisputed,
    /// Money went back.
    ReturnRefunded,
    /// An exchange or a repair is done.
    ReturnCompleted,
    /// A return came to nothing.
    ReturnRejected,
    /// A return was taken back.
    ReturnWithdrawn,
    /// A return has lapsed.
    ReturnLapsed,
    /// A shop did not do its duty in time.
    ReturnDutyMissed,
    /// A complaint was filed.
    ComplaintFiled,
    /// The platform takes a complaint up.
    ComplaintAccepted,
    /// The platform does not take a complaint up.
    ComplaintDeclined,
    /// A reply to a complaint is owed.
    ComplaintReplyDue,
    /// The other side has replied to a complaint.
    ComplaintReplied,
    /// An offer to settle a complaint was made.
    ComplaintOfferMade,
    /// An offer to settle a complaint was answered.
    ComplaintOfferAnswered,
    /// Evidence on a complaint is asked for.
    ComplaintEvidenceDue,
    /// A complaint is being looked into.
    ComplaintInvestigating,
    /// A complaint is mediated.
    ComplaintMediation,
    /// A complaint is before a panel.
    ComplaintAdjudication,
    /// A complaint was decided.
    ComplaintRuled,
    /// A decision on a complaint was appealed.
    ComplaintAppealed,
    /// A decision on a complaint was carried out.
    ComplaintExecuted,
    /// Feedback on a complaint is asked for.
    ComplaintFeedback,
    /// A complaint is over.
    ComplaintClosed,
    /// A complaint rests.
    ComplaintSuspended,
    /// A complaint goes on.
    ComplaintResumed,
    /// The platform is late with a complaint.
    ComplaintBreached,
    /// The other side asks for a pause of a complaint.
    ComplaintPauseAsked,
    /// A complaint was taken back.
    ComplaintWithdrawn,
    /// A complaint was passed to somebody outside.
    ComplaintReferred,
    /// Somebody wrote in a complaint.
    ComplaintMessage,
    /// Compensation was paid into the balance of its buyer.
    CompensationPaid,
}
