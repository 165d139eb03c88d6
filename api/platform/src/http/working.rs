//! Which request is being worked on: its id goes into records that outlive the log, such as the
//! ledger of who read what, without passing through every function on the way.

use std::future::Future;

use super::answer::RequestId;

tokio::task_local! {
    static REQUEST: RequestId;
}

/// Does something for a request.
pub(crate) async fn on<F: Future>(id: RequestId, work: F) -> F::Output {
    REQUEST.scope(id, work).await
}

/// The id of the request that this task works on; nothing for what no request asked for.
pub fn current() -> Option<RequestId> {
    REQUEST.try_with(RequestId::clone).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_knows_its_request_and_no_other_does() {
        let id = RequestId::new("req-00001");
        assert_eq!(
            on(id, async { current() }).await.map(|id| id.to_string()).as_deref(),
            Some("req-00001")
        );
        assert!(current().is_none());
    }
}
