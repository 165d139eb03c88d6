//! Who may see a post, as SQL over a post `p`. Every query of posts and comments says it.

use uuid::Uuid;

use super::Sql;
use crate::social::sight::Sight;

/// The condition of every list: published, meant for these eyes, and no block between the two.
pub(super) fn listed(sql: &mut Sql, account: Option<Uuid>) {
    sql.push("p.state = 'PUBLISHED' AND ");
    let Some(account) = account else {
        sql.push("p.visibility = 'PUBLIC'");
        return;
    };
    sql.push("(p.visibility = 'PUBLIC' OR p.author_id = ").bind(account);
    sql.push(" OR (p.visibility = 'FOLLOWERS' AND EXISTS (SELECT 1 FROM follow seen");
    sql.push(" WHERE seen.follower_id = ").bind(account);
    sql.push(" AND seen.followee_id = p.author_id))) AND ");
    no_block(sql, account, "p.author_id");
}

/// The condition for one post: listed, or the reader's own, or within a moderator's duty.
pub(super) fn readable(sql: &mut Sql, sight: Sight) {
    match sight {
        Sight::Visitor => listed(sql, None),
        Sight::Person(account) => {
            sql.push("((p.author_id = ").bind(account);
            sql.push(" AND p.state <> 'REMOVED') OR (");
            listed(sql, Some(account));
            sql.push("))");
        }
        Sight::Moderator(account) => {
            sql.push("(p.state <> 'DRAFT' OR p.author_id = ").bind(account);
            sql.push(")");
        }
    }
}

/// Neither of the two has blocked the other.
pub(super) fn no_block(sql: &mut Sql, account: Uuid, other: &str) {
    sql.push("NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = ").bind(account);
    sql.push(&format!(" AND b.blocked_id = {other})"));
    sql.push(" AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocked_id = ").bind(account);
    sql.push(&format!(" AND b.blocker_id = {other})"));
}
