//! The front against a toy schema: what must run runs and answers right, what must not is refused
//! with its code.

mod corpus;
mod refused;
mod runs;
mod toy;

use async_graphql::Response;
use futures_util::StreamExt as _;
use serde_json::Value as Json;

use self::toy::Counts;
use super::{Documents, Kind};
use crate::graphql::{Grants, RequestError};

/// A question for the front.
#[derive(Default)]
struct Ask<'t> {
    text: &'t str,
    variables: Json,
    operation: Option<&'t str>,
    grants: Grants,
    counts: Counts,
}

impl<'t> Ask<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, ..Self::default() }
    }

    fn with(self, variables: Json) -> Self {
        Self { variables, ..self }
    }

    /// Takes it through the whole front and the executor.
    async fn run(&self, documents: &Documents) -> Result<Response, Vec<RequestError>> {
        let one = |error| vec![error];
        let compiled = documents.compile(self.text)?;
        let operation = compiled.operation(self.operation).map_err(one)?;
        operation.authorise(&self.grants).map_err(one)?;
        let given = self.variables.as_object().cloned().unwrap_or_default();
        let variables = operation.check_variables(&given)?;
        operation.cost(&variables).map_err(one)?;
        let request = operation.request(&variables).map_err(one)?.data(self.counts.clone());
        let schema = toy::schema();
        let response = if operation.kind() == Kind::Subscription {
            schema.execute_stream(request).next().await.unwrap_or_default()
        } else {
            schema.execute(request).await
        };
        Ok(operation.finish(response))
    }
}
