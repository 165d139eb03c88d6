//! What generated posts are made of: the demo's people, products and pictures.

use uuid::Uuid;

use crate::fault::Outcome;
use crate::floor::db::{Db, Rows};

/// A product that can be tagged.
pub struct Ware {
    pub id: Uuid,
    pub title: String,
    pub price_minor: i64,
    pub currency: String,
    pub operator_id: Uuid,
    pub operator_name: String,
}

/// What is there before.
pub struct Basis {
    /// The demo's people who can sign in.
    pub people: Vec<Uuid>,
    pub products: Vec<Ware>,
    pub images: Vec<Uuid>,
    /// How many authors earlier fills made.
    pub authors_before: i64,
}

impl Basis {
    /// Reads it.
    pub async fn read(db: &Db) -> Outcome<Self> {
        let people = "SELECT a.id FROM account a JOIN password p ON p.account_id = a.id \
                      WHERE a.state = 'ACTIVE' ORDER BY a.id";
        let images = "SELECT DISTINCT i.id FROM image i JOIN post_image g ON g.image_id = i.id \
                      ORDER BY i.id LIMIT 500";
        let wares = "SELECT p.id, p.title, p.price_from_minor, p.currency, o.id, o.name \
                     FROM product p JOIN operator o ON o.id = p.operator_id \
                     WHERE p.state = 'LIVE' ORDER BY p.id LIMIT 1000";
        let before =
            "SELECT COUNT(*) FROM account WHERE handle_folded LIKE 'bench\\_%' ESCAPE '\\'";
        Ok(Self {
            people: ids(&db.rows(people, &[]).await?)?,
            products: products(&db.rows(wares, &[]).await?)?,
            images: ids(&db.rows(images, &[]).await?)?,
            authors_before: db.rows(before, &[]).await?.number(0, 0)?,
        })
    }
}

fn ids(rows: &Rows) -> Outcome<Vec<Uuid>> {
    (0..rows.len()).map(|row| rows.id(row, 0)).collect()
}

fn products(rows: &Rows) -> Outcome<Vec<Ware>> {
    let ware = |row| {
        Ok(Ware {
            id: rows.id(row, 0)?,
            title: rows.text(row, 1)?.to_owned(),
            price_minor: rows.number(row, 2)?,
            currency: rows.text(row, 3)?.to_owned(),
            operator_id: rows.id(row, 4)?,
            operator_name: rows.text(row, 5)?.to_owned(),
        })
    };
    (0..rows.len()).map(ware).collect()
}
