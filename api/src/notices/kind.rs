//! What people can be told of. A kind says of which noun it is, and what the person reads: it names
//! nobody, so that a letter gives nothing away.

/// What a person reads: a line and a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    pub title: &'static str,
    pub text: &'static str,
}

impl Words {
    const fn of(title: &'static str, text: &'static str) -> Self {
        Self { title, text }
    }
}

/// What stands where a newer server has told of something that this one has no words for.
pub const UNKNOWN: [Words; 2] = [
    Words::of("There is news", "Something that concerns you has changed; please look at it."),
    Words::of("您有新的通知", "有一件与您有关的事项有更新，请查看。"),
];

/// Kinds with name and noun, and the words in English and in Chinese.
macro_rules! kinds {
    ($(
        $(#[$doc:meta])*
        $kind:ident = $name:literal of $noun:literal {
            $title:literal $text:literal $title_zh:literal $text_zh:literal
        }
    )+) => {
        /// What somebody is told of.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum NoticeKind {
            $($(#[$doc])* $kind,)+
        }

        impl NoticeKind {
            /// Every kind that this server knows.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// The text in the database and in the schema.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// The prefix of the ids of what it is about.
            pub const fn noun(self) -> &'static str {
                match self {
                    $(Self::$kind => $noun,)+
                }
            }

            /// In English and in Chinese.
            const fn both(self) -> [Words; 2] {
                match self {
                    $(Self::$kind => {
                        [Words::of($title, $text), Words::of($title_zh, $text_zh)]
                    })+
                }
            }
        }
    };
}

impl NoticeKind {
    /// The kind of a name; nothing for a name that only a newer server knows.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

/// What is read in a locale: Chinese for those of China, English for everybody else.
pub fn words(kind: Option<NoticeKind>, locale: &str) -> Words {
    let [english, chinese] = kind.map_or(UNKNOWN, NoticeKind::both);
    if locale.starts_with("zh") { chinese } else { english }
}

kinds! {
    /// A return was asked for.
    ReturnRequested = "RETURN_REQUESTED" of "return" {
        "A return was asked for"
        "Somebody asks to give something back, or for their money; please answer within its time."
        "收到退换货申请"
        "有一件退换货申请，请在时限内处理。"
    }
    /// It is known where goods go back to.
    ReturnAddressGiven = "RETURN_ADDRESS_GIVEN" of "return" {
        "Your return can be sent"
        "It is known where the goods go; send them before the time is over."
        "退货地址已提供"
        "退货地址已提供，请在时限内寄回商品。"
    }
    /// Goods are on their way back.
    ReturnOnItsWay = "RETURN_ON_ITS_WAY" of "return" {
        "A return is on its way"
        "The goods of a return are on their way back."
        "退货已寄出"
        "退货商品已寄出。"
    }
    /// Goods have come back.
    ReturnReceived = "RETURN_RECEIVED" of "return" {
        "A return has arrived"
        "The goods of a return have come; the days for the refund have begun."
        "退货已签收"
        "退货商品已签收，退款期限已开始计算。"
    }
    /// The shop keeps a part.
    ReturnAssessed = "RETURN_ASSESSED" of "return" {
        "A part of a refund is kept"
        "The shop says that something is wrong with the goods; disagree within the time if you do."
        "商家拟扣减退款"
        "商家认为退回商品存在问题，如有异议请在时限内提出。"
    }
    /// Another piece is on its way.
    ReturnReplaced = "RETURN_REPLACED" of "return" {
        "A replacement is on its way"
        "Another piece, or the repaired one, is on its way."
        "换货或维修商品已寄出"
        "换货或维修后的商品已寄出。"
    }
    /// The shop refuses.
    ReturnRefused = "RETURN_REFUSED" of "return" {
        "A return was refused"
        "The shop refuses what was asked for; disagree within the time if you do."
        "退换货申请被拒绝"
        "商家拒绝了该申请，如有异议请在时限内提出。"
    }
    /// Staff decide a return.
    ReturnDisputed = "RETURN_DISPUTED" of "return" {
        "A return is in dispute"
        "The two sides disagree; the platform decides."
        "退换货存在争议"
        "双方意见不一，由平台作出处理。"
    }
    /// Money went back.
    ReturnRefunded = "RETURN_REFUNDED" of "return" {
        "A return was refunded"
        "The money of a return goes back by the way it was paid."
        "退款已退回"
        "退货款项已按原支付方式退回。"
    }
    /// An exchange or a repair is done.
    ReturnCompleted = "RETURN_COMPLETED" of "return" {
        "An exchange or a repair is done"
        "What was exchanged or repaired has come."
        "换货或维修已完成"
        "换货或维修已经完成。"
    }
    /// A return came to nothing.
    ReturnRejected = "RETURN_REJECTED" of "return" {
        "A return has ended without a refund"
        "A return has ended, and no money goes back; you may complain about the order."
        "退换货未获支持"
        "该申请已结束且不予退款，您可以就订单提出投诉。"
    }
    /// A return was taken back.
    ReturnWithdrawn = "RETURN_WITHDRAWN" of "return" {
        "A return was taken back"
        "A return was taken back by its buyer, or overtaken by what was sent."
        "退换货申请已撤回"
        "该退换货申请已撤回或已失效。"
    }
    /// A return has lapsed.
    ReturnLapsed = "RETURN_LAPSED" of "return" {
        "A return has lapsed"
        "The goods were not sent back in time."
        "退货已逾期关闭"
        "商品未在时限内寄回，申请已关闭。"
    }
    /// A shop did not do its duty in time.
    ReturnDutyMissed = "RETURN_DUTY_MISSED" of "return" {
        "A duty about a return was missed"
        "Your shop did not act in time; the platform has acted in its place."
        "退换货处理已逾期"
        "您的店铺未在时限内处理，平台已代为处理。"
    }
    /// A complaint was filed.
    ComplaintFiled = "COMPLAINT_FILED" of "complaint" {
        "A complaint was filed"
        "Somebody has filed a complaint that concerns you."
        "收到新的投诉"
        "有一件与您有关的投诉。"
    }
    /// The platform takes a complaint up.
    ComplaintAccepted = "COMPLAINT_ACCEPTED" of "complaint" {
        "A complaint was accepted"
        "The platform has taken the complaint up."
        "投诉已受理"
        "平台已受理该投诉。"
    }
    /// The platform does not take a complaint up.
    ComplaintDeclined = "COMPLAINT_DECLINED" of "complaint" {
        "A complaint was not accepted"
        "The platform does not take the complaint up; the reason stands beside it."
        "投诉未予受理"
        "平台未受理该投诉，理由见详情。"
    }
    /// A reply to a complaint is owed.
    ComplaintReplyDue = "COMPLAINT_REPLY_DUE" of "complaint" {
        "A reply is due"
        "A complaint waits for your reply; without one it goes on without you."
        "请答复投诉"
        "有投诉等待您答复，逾期将继续处理。"
    }
    /// The other side has replied to a complaint.
    ComplaintReplied = "COMPLAINT_REPLIED" of "complaint" {
        "There is a reply to a complaint"
        "The other side has replied to the complaint."
        "投诉已有答复"
        "对方已答复该投诉。"
    }
    /// An offer to settle a complaint was made.
    ComplaintOfferMade = "COMPLAINT_OFFER_MADE" of "complaint" {
        "There is an offer to settle"
        "Somebody offers to settle the complaint; please accept or decline it."
        "收到和解方案"
        "有一份和解方案，请选择接受或拒绝。"
    }
    /// An offer to settle a complaint was answered.
    ComplaintOfferAnswered = "COMPLAINT_OFFER_ANSWERED" of "complaint" {
        "An offer was answered"
        "The other side has answered the offer to settle."
        "和解方案已有答复"
        "对方已答复和解方案。"
    }
    /// Evidence on a complaint is asked for.
    ComplaintEvidenceDue = "COMPLAINT_EVIDENCE_DUE" of "complaint" {
        "Evidence is due"
        "Please hand in your evidence on the complaint in time."
        "请提交证据"
        "请按时提交投诉的证据。"
    }
    /// A complaint is being looked into.
    ComplaintInvestigating = "COMPLAINT_INVESTIGATING" of "complaint" {
        "A complaint is being investigated"
        "The platform is looking into the complaint."
        "投诉正在调查"
        "平台正在调查该投诉。"
    }
    /// A complaint is mediated.
    ComplaintMediation = "COMPLAINT_MEDIATION" of "complaint" {
        "A complaint is in mediation"
        "A mediator now leads both sides towards an agreement."
        "投诉进入调解"
        "调解员正在主持双方调解。"
    }
    /// A complaint is before a panel.
    ComplaintAdjudication = "COMPLAINT_ADJUDICATION" of "complaint" {
        "A complaint is being decided"
        "A panel now decides on the complaint."
        "投诉进入裁决"
        "裁决组正在审理该投诉。"
    }
    /// A complaint was decided.
    ComplaintRuled = "COMPLAINT_RULED" of "complaint" {
        "A complaint was decided"
        "There is a decision on the complaint; please read it, and until when you may appeal."
        "投诉已有裁决"
        "该投诉已有裁决，请查看结果及申诉期限。"
    }
    /// A decision on a complaint was appealed.
    ComplaintAppealed = "COMPLAINT_APPEALED" of "complaint" {
        "A decision was appealed"
        "Somebody has appealed against the decision on the complaint."
        "裁决已被申诉"
        "有人对投诉裁决提出申诉。"
    }
    /// A decision on a complaint was carried out.
    ComplaintExecuted = "COMPLAINT_EXECUTED" of "complaint" {
        "A decision was carried out"
        "What was decided on the complaint has been done."
        "裁决已执行"
        "投诉裁决已执行。"
    }
    /// Feedback on a complaint is asked for.
    ComplaintFeedback = "COMPLAINT_FEEDBACK" of "complaint" {
        "How did it go?"
        "Please tell us how the complaint was dealt with."
        "请评价处理结果"
        "请评价该投诉的处理情况。"
    }
    /// A complaint is over.
    ComplaintClosed = "COMPLAINT_CLOSED" of "complaint" {
        "A complaint is closed"
        "The complaint is closed."
        "投诉已结案"
        "该投诉已结案。"
    }
    /// A complaint rests.
    ComplaintSuspended = "COMPLAINT_SUSPENDED" of "complaint" {
        "A complaint is suspended"
        "The complaint rests, and its terms with it."
        "投诉已中止"
        "该投诉已中止，期限同时中止。"
    }
    /// A complaint goes on.
    ComplaintResumed = "COMPLAINT_RESUMED" of "complaint" {
        "A complaint goes on"
        "The complaint goes on, and its terms with it."
        "投诉已恢复"
        "该投诉已恢复处理，期限继续计算。"
    }
    /// The platform is late with a complaint.
    ComplaintBreached = "COMPLAINT_BREACHED" of "complaint" {
        "The platform is late with a complaint"
        "The time for the next step has passed; the complaint was marked and goes up."
        "投诉处理已超时"
        "平台处理该投诉已超时，已标记并升级处理。"
    }
    /// The other side asks for a pause of a complaint.
    ComplaintPauseAsked = "COMPLAINT_PAUSE_ASKED" of "complaint" {
        "A pause was asked for"
        "The other side asks for a pause of the complaint; it rests if you agree."
        "对方请求中止投诉"
        "对方请求中止该投诉的处理，您同意后生效。"
    }
    /// A complaint was taken back.
    ComplaintWithdrawn = "COMPLAINT_WITHDRAWN" of "complaint" {
        "A complaint was withdrawn"
        "The complaint was taken back."
        "投诉已撤回"
        "该投诉已撤回。"
    }
    /// A complaint was passed to somebody outside.
    ComplaintReferred = "COMPLAINT_REFERRED" of "complaint" {
        "A complaint was referred"
        "The complaint was passed on to an authority outside the platform."
        "投诉已移送"
        "该投诉已移送平台之外的机构。"
    }
    /// Somebody wrote in a complaint.
    ComplaintMessage = "COMPLAINT_MESSAGE" of "complaint" {
        "There is a message"
        "Somebody has written a message in the complaint."
        "投诉有新消息"
        "该投诉有一条新消息。"
    }
    /// Compensation was paid.
    CompensationPaid = "COMPENSATION_PAID" of "compensation" {
        "Compensation was paid"
        "Your compensation was paid into your balance."
        "赔付已支付"
        "赔偿已存入您的平台余额。"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_name_and_words_in_both_languages() {
        for (place, kind) in NoticeKind::ALL.iter().enumerate() {
            assert_eq!(NoticeKind::named(kind.name()), Some(*kind));
            assert!((1..=60).contains(&kind.name().len()), "{kind:?}");
            assert!(kind.name().to_lowercase().starts_with(kind.noun()), "{kind:?}");
            let [english, chinese] = kind.both();
            assert!(english.title.is_ascii() && english.text.is_ascii(), "{kind:?}");
            assert!(!chinese.title.is_ascii() && !chinese.text.is_ascii(), "{kind:?}");
            let same = |other: &NoticeKind| other.both()[0].title == english.title;
            assert!(!NoticeKind::ALL[..place].iter().any(same), "{kind:?}");
        }
        assert_eq!(NoticeKind::named("RETURN_OF_THE_SHOP"), None);
    }

    #[test]
    fn whoever_reads_chinese_reads_chinese() {
        let kind = Some(NoticeKind::ComplaintReplied);
        assert_eq!(words(kind, "zh-CN").title, "投诉已有答复");
        assert_eq!(words(kind, "en").title, "There is a reply to a complaint");
        assert_eq!(words(kind, "de-DE"), words(kind, "en-GB"));
        assert_eq!(words(None, "zh-Hans"), UNKNOWN[1]);
    }
}
