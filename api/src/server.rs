//! One server put together: the schema behind the document front, and the doors in front of it.

use std::sync::Arc;

use platform::config::Settings;
use platform::graphql::document::{CostTable, DocumentLimits, Documents, FrontRules, ScalarCheck};
use platform::graphql::scalars::{DateTime, Int64};
use platform::http::{Example, Metrics, Transport, TransportParts, TransportSettings};
use platform::{App, Failure};

use crate::{
    access, complaints, data_rights, deals, fulfilment, identity, ledger, media, orders, payments,
    schema,
};

/// The first query of a stranger: posts with their products. The program prints it, the explorer
/// opens with it, and the continuous build asks it.
pub const FIRST_QUERY: &str = include_str!("first_query.graphql");

const SCALARS: &[ScalarCheck] =
    &[ScalarCheck::of::<DateTime>("DateTime"), ScalarCheck::of::<Int64>("Int64")];

/// Value types come with their parent: nothing is loaded for them.
const FREE_TYPES: &[&str] = &["Money", "PageInfo", "SkuOption", "PostViewer", "TagPosition"];

/// How long lists without pages may be expected to be, for the static cost.
const LIST_SIZES: &[(&str, u32)] =
    &[("Post.tags", 3), ("Post.images", 2), ("Post.topics", 2), ("Product.skus", 3)];

/// Builds the transport of an application.
///
/// # Errors
/// A line that says which part does not fit: a setting, or the authority table.
pub fn transport(
    app: &App,
    settings: &Settings,
    metrics: Option<Metrics>,
) -> Result<Transport, String> {
    let rules = FrontRules {
        access: access::ROWS,
        limits: DocumentLimits::from(&settings.limits),
        costs: CostTable { free_types: FREE_TYPES, list_sizes: LIST_SIZES, list_size: 5 },
        scalars: SCALARS,
        introspection: settings.graphql.introspection,
        suggestions: settings.graphql.suggestions,
    };
    let documents = Documents::new(&schema::sdl(), rules)?;
    let new_id = app.clone();
    let parts = TransportParts {
        documents: Arc::new(documents),
        executor: Arc::new(schema::build(app).map_err(told)?),
        authenticate: Arc::new(identity::Authenticator::new(app)?),
        new_id: Arc::new(move || new_id.new_uuid()),
    };
    let (ready, heard) = (app.clone(), app.clone());
    let mut builder = Transport::builder(TransportSettings::from(settings), parts)
        .ready(Arc::new(move || {
            let app = ready.clone();
            Box::pin(async move {
                app.database().ping().await.map_err(|failure| {
                    failure.log("readyz");
                    "the database does not answer"
                })
            })
        }))
        .examples(vec![Example {
            title: "Posts and their products".to_owned(),
            query: FIRST_QUERY.to_owned(),
            variables: String::new(),
        }])
        .keep_public_answers(Arc::new(move || heard.live().heard()))
        .merge(media::routes(app))
        .merge(ledger::routes(app))
        .merge(payments::routes(app))
        .merge(orders::http::routes(app))
        .merge(deals::invitation::http::routes(app))
        .merge(complaints::http::routes(app))
        .merge(data_rights::routes(app))
        .merge(fulfilment::http::routes(app));
    if let Some(metrics) = metrics {
        builder = builder.metrics(metrics);
    }
    builder.build()
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `map_err` wants")]
fn told(failure: Failure) -> String {
    failure.chain()
}
