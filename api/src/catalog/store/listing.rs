//! Lists of products, by keyset.

use entity::catalog::product;
use platform::Failure;
use platform::clock::to_millis;
use platform::kernel::Asked;
use platform::transitions::States;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::products::from_row;
use crate::catalog::{Product, ProductState};

/// Which products are listed.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub category: Option<Uuid>,
    pub operator: Option<Uuid>,
    /// Nothing for what everybody sees; a state for the operator's own list and for staff.
    pub state: Option<ProductState>,
}

/// In which order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Newest,
    PriceLowFirst,
    PriceHighFirst,
}

/// Where a page ended: the value it is ordered by, then the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub i64, pub Uuid);

/// What to list.
#[derive(Debug, Clone)]
pub struct Listing {
    pub filter: Filter,
    pub order: Order,
    pub page: Asked<Place>,
}

impl Order {
    /// The name of the list in its cursors.
    pub fn name(self) -> &'static str {
        match self {
            Self::Newest => "product.newest",
            Self::PriceLowFirst => "product.price_low",
            Self::PriceHighFirst => "product.price_high",
        }
    }

    /// Where a product stands in this order.
    pub fn place(self, product: &Product) -> Place {
        let value = match self {
            Self::Newest => to_millis(product.listed_at),
            Self::PriceLowFirst | Self::PriceHighFirst => product.price_from.minor(),
        };
        Place(value, product.id.uuid())
    }

    fn column(self) -> product::Column {
        match self {
            Self::Newest => product::Column::ListedAt,
            Self::PriceLowFirst | Self::PriceHighFirst => product::Column::PriceFromMinor,
        }
    }
}

/// One row more than the page, which tells whether the list goes on.
pub async fn list(db: &impl ConnectionTrait, listing: &Listing) -> Result<Vec<Product>, Failure> {
    // The state is part of the text, not a value: the partial indices need to see it.
    let state = match listing.filter.state {
        None | Some(ProductState::Live) => Expr::cust("state = 'LIVE'"),
        Some(state) => product::Column::State.eq(state.name()),
    };
    let mut rows = product::Entity::find().filter(state);
    if let Some(category) = listing.filter.category {
        rows = rows.filter(product::Column::CategoryId.eq(category));
    }
    if let Some(operator) = listing.filter.operator {
        rows = rows.filter(product::Column::OperatorId.eq(operator));
    }
    let key = Expr::tuple([Expr::col(listing.order.column()), Expr::col(product::Column::Id)]);
    let ascending = listing.order == Order::PriceLowFirst;
    if let Some(Place(value, id)) = listing.page.after {
        let place = Expr::tuple([Expr::val(value), Expr::val(id)]);
        rows = rows.filter(if ascending { key.gt(place) } else { key.lt(place) });
    }
    rows = if ascending {
        rows.order_by_asc(listing.order.column()).order_by_asc(product::Column::Id)
    } else {
        rows.order_by_desc(listing.order.column()).order_by_desc(product::Column::Id)
    };
    let rows = rows.limit(listing.page.rows()).all(db).await?;
    rows.into_iter().map(from_row).collect()
}
