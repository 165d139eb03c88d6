//! What holds for every group, by version: groups keep the version that they were opened under.

use time::Duration;

/// The version of these terms.
pub const VERSION: &str = "GB-2026-11";

/// How long a seat is held for a payment; never beyond the deadline.
pub const SEAT_HELD: Duration = Duration::minutes(15);

/// How long after a refund was refused, because its money is frozen, it is tried again.
pub const REFUND_AGAIN: Duration = Duration::minutes(10);

/// How long after the one who pays a leader's benefit had too little, it is tried again.
pub const BENEFIT_AGAIN: Duration = Duration::hours(1);

/// How soon the end of a group is looked at again while a payment of it is still on its way to us.
pub const LOOK_AGAIN: Duration = Duration::SECOND;

/// How long after a campaign's last group can have ended nobody needs to know any more who bought.
pub const FORGET_AFTER: Duration = Duration::days(7);

/// What buyers are told before they order, in Chinese: the resolutive condition [CC 158].
pub fn disclosure_zh(size: i32, hours: i32) -> String {
    format!(
        "本订单附解除条件：自团长付款之时起 {hours} 小时内，如付款成员未满 {size} 人，合同自动解除，\
         已付款项全额原路退回。商家可公开声明以较少人数成团。成团前您可随时退出并获全额退款；\
         七日无理由退货等权利不受影响。"
    )
}

/// The same in English.
pub fn disclosure_en(size: i32, hours: i32) -> String {
    format!(
        "This order has a resolutive condition: if fewer than {size} members have paid within \
         {hours} hours of the leader's payment, the contract ends by itself and all that was paid \
         is refunded in full, by the way it came. The shop may openly declare the group complete \
         with fewer. Until then you may leave at any time and are refunded in full. Your right to \
         change your mind after delivery is the same as in any order."
    )
}
