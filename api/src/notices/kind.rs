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
    /// A buyer wants to send something back.
    ReturnRequested = "RETURN_REQUESTED" of "return" {
        "A return was requested"
        "A buyer wants to send something back; please answer in time."
        "有新的退货申请"
        "买家申请退货，请按时处理。"
    }
    /// Where to send a return to is known.
    ReturnAddressGiven = "RETURN_ADDRESS_GIVEN" of "return" {
        "The address for your return is here"
        "Where to send the goods is known now; please send them in time."
        "退货地址已提供"
        "退货地址已提供，请按时寄回商品。"
    }
    /// The term for sending something back ends soon.
    ReturnShipSoon = "RETURN_SHIP_SOON" of "return" {
        "Send your return soon"
        "The term for sending the goods back ends soon."
        "请尽快寄回商品"
        "寄回商品的期限即将届满。"
    }
    /// What was sent back has come.
    ReturnReceived = "RETURN_RECEIVED" of "return" {
        "A return has arrived"
        "The goods that were sent back have arrived."
        "退货已签收"
        "寄回的商品已签收。"
    }
    /// A return was refunded.
    ReturnRefunded = "RETURN_REFUNDED" of "return" {
        "A return was refunded"
        "The money for a return is on its way back."
        "退货已退款"
        "退货款项正在退回。"
    }
    /// A return is contested.
    ReturnDisputed = "RETURN_DISPUTED" of "return" {
        "A return is contested"
        "Somebody disagrees about a return; please look at it."
        "退货有争议"
        "一笔退货出现争议，请查看。"
    }
    /// A return was over before it was sent.
    ReturnLapsed = "RETURN_LAPSED" of "return" {
        "A return has lapsed"
        "A return has ended because its term ran out."
        "退货已失效"
        "一笔退货因逾期已结束。"
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
    /// Compensation was claimed.
    CompensationClaimed = "COMPENSATION_CLAIMED" of "compensation" {
        "Compensation was claimed"
        "Somebody has claimed compensation that concerns you."
        "收到赔付申请"
        "有一件与您有关的赔付申请。"
    }
    /// A claim for compensation was granted.
    CompensationApproved = "COMPENSATION_APPROVED" of "compensation" {
        "Compensation was granted"
        "The claim for compensation was granted."
        "赔付申请已通过"
        "赔付申请已通过。"
    }
    /// A claim for compensation was turned down.
    CompensationRejected = "COMPENSATION_REJECTED" of "compensation" {
        "Compensation was not granted"
        "The claim for compensation was not granted; the reason stands beside it."
        "赔付申请未通过"
        "赔付申请未通过，理由见详情。"
    }
    /// Compensation was paid.
    CompensationPaid = "COMPENSATION_PAID" of "compensation" {
        "Compensation was paid"
        "The compensation has been paid."
        "赔付已支付"
        "赔付款项已支付。"
    }
    /// Something about a compensation is owed.
    CompensationDue = "COMPENSATION_DUE" of "compensation" {
        "Compensation is due"
        "A compensation is due; please settle it in time."
        "赔付即将到期"
        "有一笔赔付到期，请按时支付。"
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
        let kind = Some(NoticeKind::ReturnReceived);
        assert_eq!(words(kind, "zh-CN").title, "退货已签收");
        assert_eq!(words(kind, "en").title, "A return has arrived");
        assert_eq!(words(kind, "de-DE"), words(kind, "en-GB"));
        assert_eq!(words(None, "zh-Hans"), UNKNOWN[1]);
    }
}
