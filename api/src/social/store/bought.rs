//! PO-4: whether an author has bought what their tags show. The evidence is an order of theirs that
//! was delivered and of which nothing was refunded; it is looked for when it may have changed, and
//! kept in the tag, so that a feed costs nothing more.

use platform::Failure;
use platform::database::Tx;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Sql;

/// Since when a buyer, named next, has the product of a tag.
const EVIDENCE: &str = "SELECT min(o.signed_at) FROM trade_order AS o \
    JOIN order_line AS l ON l.order_id = o.id JOIN payment_part AS p ON p.subject = o.id \
    WHERE o.state IN ('SIGNED', 'COMPLETED', 'ARCHIVED') \
    AND l.product_id = post_tag.product_id AND p.captured_minor > 0 AND p.refunded_minor = 0 \
    AND o.buyer_id = ";

/// Looks for the evidence anew, for the tags of an author that lead to these products and let it
/// be seen.
pub async fn refresh(tx: &Tx, author: Uuid, products: &[Uuid]) -> Result<(), Failure> {
    if products.is_empty() {
        return Ok(());
    }
    let mut sql = Sql::new("UPDATE post_tag SET bought_at = (");
    sql.push(EVIDENCE).bind(author).push(") WHERE asks_bought AND product_id IN ");
    sql.list(products.iter().copied());
    sql.push(" AND post_id IN (SELECT id FROM post WHERE author_id = ").bind(author).push(")");
    tx.conn().execute_raw(sql.statement(tx.conn().get_database_backend())).await?;
    Ok(())
}
